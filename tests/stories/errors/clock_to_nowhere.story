{"do":"config","policy":"gladly"}
{"do":"clock"}
