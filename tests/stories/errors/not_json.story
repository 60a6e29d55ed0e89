{"do":"config","policy":"gladly"}
{"do":"count"
