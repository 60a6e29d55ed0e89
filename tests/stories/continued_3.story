# The third goes on where the first ended. Labels are each story's own: the users of the first go by their addresses.
{"do":"config","policy":"softwareone","account":"acme","now":"2026-01-02T00:00:00Z"}
{"do":"invite","user":"kim","email":"kim@example.test"}
{"do":"invite","user":"lea","email":"lea@example.test"}
{"do":"list"}
{"do":"deliver"}
{"do":"take_link","to":"kim@example.test","link":"K"}
{"do":"accept","link":"K"}
