{"do":"config","policy":"gladly"}
{"do":"list","status":"asleep"}
