{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test"}
{"do":"deliver"}
{"do":"take_link","to":"ann@example.test","link":"L","nth":0}
