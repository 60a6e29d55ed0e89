{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test"}
{"do":"take_link","to":"ann@example.test","link":"L"}
