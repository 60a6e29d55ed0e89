# An address is read as people type it: a domain in any script is one user in either spelling.
{"do":"config","policy":"recommended"}
{"do":"invite","user":"ada","email":" ada@bücher.example ","name":"Ada","roles":["Agent"]}
{"do":"invite","user":"again","email":"ADA@xn--bcher-kva.example","name":"Ada","roles":["Agent"]}
{"do":"invite","user":"zoe","email":"zoé@example.test","name":"Zoe","roles":["Agent"]}
{"do":"status","user":"ada"}
