{"do":"config","policy":"gladly"}
{"do":"list","sort":"-colour"}
