{"do":"config","policy":"gladly"}
{"do":"status","user":"ann"}
