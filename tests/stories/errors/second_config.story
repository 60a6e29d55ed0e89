{"do":"config","policy":"gladly"}
{"do":"config","policy":"gladly"}
