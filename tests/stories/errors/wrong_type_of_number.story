{"do":"config","policy":"gladly"}
{"do":"list","size":-1}
