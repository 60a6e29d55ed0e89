# The first of three stories in one database: an invitation is made, and its mail left waiting.
{"do":"config","policy":"softwareone","account":"acme"}
{"do":"invite","user":"kim","email":"kim@example.test","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"count"}
