{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test","by":{"roles":["Administrator"]}}
