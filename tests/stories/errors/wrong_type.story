{"do":"config","policy":"gladly"}
{"do":"invite","user":"ann","email":"ann@example.test","name":7}
