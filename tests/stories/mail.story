# The mails: four outcomes, the waits between attempts, what is dropped. Gladly's invitations end after 24 hours.
{"do":"config","policy":"gladly","account":"globex"}

# Deferred: again after 1, 5, 15, 30, 60 minutes, and every 2 hours.
{"do":"invite","user":"ann","email":"ann@example.test"}
{"do":"deliver","outcome":"deferred"}
{"do":"status","user":"ann"}
{"do":"deliver"}
{"do":"clock","advance":"59s"}
{"do":"deliver"}
{"do":"clock","advance":"1s"}
{"do":"deliver","outcome":"deferred"}
{"do":"clock","advance":"5m"}
{"do":"deliver","outcome":"deferred"}
{"do":"clock","advance":"15m"}
{"do":"deliver"}
{"do":"status","user":"ann"}
{"do":"clock","advance":"1d"}
{"do":"deliver"}

# Rejected: final. A resend is a mail of its own.
{"do":"invite","user":"bob","email":"bob@example.test"}
{"do":"deliver","outcome":"rejected"}
{"do":"status","user":"bob"}
{"do":"clock","advance":"2h"}
{"do":"deliver"}
{"do":"resend","user":"bob"}
{"do":"status","user":"bob"}
{"do":"deliver"}

# Unknown: the server may have it, so it is sent again; the second mail has the same link.
{"do":"invite","user":"cleo","email":"cleo@example.test"}
{"do":"deliver","outcome":"unknown"}
{"do":"status","user":"cleo"}
{"do":"clock","advance":"1m"}
{"do":"deliver"}
{"do":"take_link","to":"cleo@example.test","link":"C"}
{"do":"check","link":"C"}

# Dropped: what is no longer true when its turn comes. The others go in the order of their commits.
{"do":"invite","user":"dan","email":"dan@example.test"}
{"do":"invite","user":"eve","email":"eve@example.test"}
{"do":"invite","user":"fay","email":"fay@example.test"}
{"do":"cancel","user":"dan"}
{"do":"resend","user":"eve"}
{"do":"deliver"}
{"do":"invite","user":"gus","email":"gus@example.test"}
{"do":"clock","advance":"24h"}
{"do":"deliver"}
{"do":"status","user":"gus"}

# A mail that cannot be tried again before the invitation expires has failed.
{"do":"resend","user":"gus"}
{"do":"clock","set":"2026-01-04T02:21:00Z"}
{"do":"deliver","outcome":"deferred"}
{"do":"status","user":"gus"}

# A first attempt is due at once, also when the clock was set back; the newest mail is number 1.
{"do":"invite","user":"hal","email":"hal@example.test","name":"Hal Höß"}
{"do":"clock","advance":"-7d"}
{"do":"deliver"}
{"do":"resend","user":"hal"}
{"do":"deliver"}
{"do":"take_link","to":"hal@example.test","link":"H2"}
{"do":"take_link","to":"hal@example.test","link":"H1","nth":2}
{"do":"check","link":"H1"}
{"do":"accept","link":"H2"}
{"do":"seed_user","user":"ines","email":"ines@example.test"}
{"do":"status","user":"ines"}
