# Users from a CSV file (G13, G14).
{"do":"config","policy":"gladly","now":"2026-03-02T09:00:00Z"}
{"do":"seed_user","user":"ada","email":"ada@example.test","name":"Ada Byron","roles":["Administrator"]}
{"do":"seed_user","user":"tom","email":"tom@example.test","name":"Tom Tarn","roles":["Team Manager"]}

# A dry run gives the answers and changes nothing.
{"do":"import","csv":"name,email,roles,inboxes,teams,deactivated\r\nQuinn Quill,quinn@example.test,\"Agent, Task User\",\"Support, Returns\",\"\"\"Sales, EMEA\"\"\",\r\nBo,bo@example.test,,,,\r\nTom Tarn,TOM@example.test,\"Agent, Team Manager\",,,\r\nQuinn,Quinn@example.test,Agent,,,\r\n","dry_run":true,"by":{"user":"ada","roles":["Administrator"]}}
{"do":"count"}
{"do":"import","csv":"name,email,roles,inboxes,teams,deactivated\r\nQuinn Quill,quinn@example.test,\"Agent, Task User\",\"Support, Returns\",\"\"\"Sales, EMEA\"\"\",\r\nBo,bo@example.test,,,,\r\nTom Tarn,TOM@example.test,\"Agent, Team Manager\",,,\r\nQuinn,Quinn@example.test,Agent,,,\r\n","by":{"user":"ada","roles":["Administrator"]}}
{"do":"status","user":"quinn@example.test"}
{"do":"status","user":"tom"}
{"do":"history","user":"tom"}
{"do":"deliver"}

# Run again it changes nothing; without the role it is refused row by row.
{"do":"import","csv":"email,name\nquinn@example.test,Quinn Quill\n"}
{"do":"import","csv":"email,name\nquinn@example.test,Quinn Quill\n","by":{"user":"tom","roles":["Team Manager"]}}

# Yes deactivates an active user, empty activates them again; nobody deactivates themselves or an invited person.
{"do":"import","csv":"deactivated,email,name\nYes,tom@example.test,Tom\nYes,quinn@example.test,Q\nYes,ada@example.test,A\n","by":{"user":"ada","roles":["Administrator"]}}
{"do":"status","user":"tom"}
{"do":"import","csv":"email,name\ntom@example.test,Tom T.\n"}
{"do":"status","user":"tom"}
{"do":"import","csv":"email,deactivated\ntom@example.test,\n"}
{"do":"status","user":"tom"}
{"do":"status","user":"quinn@example.test"}

# A file that is none of users is refused as a whole.
{"do":"import","csv":"name,roles\nKim,Agent\n"}
{"do":"import","csv":"email,phone\nkim@example.test,1\n"}
{"do":"import","csv":""}
# A broken row is refused alone.
{"do":"import","csv":"email,roles\nkim@example.test,\"Agent\"x\nlee@example.test,Agent,x\nmo@example.test,Agent\n"}
{"do":"count"}
