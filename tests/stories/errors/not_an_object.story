{"do":"config","policy":"gladly"}
["count"]
