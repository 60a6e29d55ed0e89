# The example of docs/stories.md: an invitation is worth nothing at exactly 24 hours.
{"do":"config","policy":"gladly"}
{"do":"invite","user":"deirdre","email":"deirdre@example.test","name":"Deirdre Deering","roles":["Agent"]}
{"do":"deliver"}
{"do":"take_link","to":"deirdre@example.test","link":"L1"}
{"do":"clock","advance":"24h"}
{"do":"status","user":"deirdre"}
{"do":"accept","link":"L1"}
