{"do":"config","policy":"recommended"}
{"do":"invite","user":"a","email":"a@example.test","link":"A"}
