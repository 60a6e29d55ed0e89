{"do":"config","policy":"gladly"}
{"do":"promote","user":"ann"}
