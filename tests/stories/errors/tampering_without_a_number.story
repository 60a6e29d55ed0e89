{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test"}
{"do":"deliver"}
{"do":"take_link","to":"ann@example.test","link":"L"}
{"do":"tamper","link":"L","as":"M","how":"flip:-1"}
