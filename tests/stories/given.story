# What the host gives with a user: a locale, and a reference of its own, which no answer shows.
{"do":"config","policy":"atender"}
{"do":"seed_user","user":"olga","email":"olga@example.test","roles":[" OWNER"],"locale":"pt-BR","reference":"row 1"}
{"do":"status","user":"olga"}
{"do":"invite","user":"pia","email":"pia@example.test","locale":"de","reference":"row 2"}
{"do":"invite","user":"quinn","email":"quinn@example.test","locale":"de_DE"}
{"do":"invite","user":"quinn","email":"quinn@example.test","reference":"two\nlines"}
