{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test","by":{"user":"ada","role":"Administrator"}}
