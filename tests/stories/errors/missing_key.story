{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann"}
