{"do":"config","policy":"recommended"}
{"do":"invite","user":"a","email":"a@example.test","by_hand":true}
