# Nothing of a step with a mistake is done; what stands before it is answered.

{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test","colour":"red"}
{"do":"count"}
