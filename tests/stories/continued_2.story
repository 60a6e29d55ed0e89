# The second, in another account: nothing of the first is seen or touched (B8), and the address is free (S15).
{"do":"config","policy":"softwareone","account":"globex","now":"2027-01-01T00:00:00Z"}
{"do":"count"}
{"do":"list"}
{"do":"deliver"}
{"do":"invite","user":"kim","email":"kim@example.test"}
{"do":"deliver"}
{"do":"take_link","to":"kim@example.test","link":"K"}
{"do":"accept","link":"K"}
