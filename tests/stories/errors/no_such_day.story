{"do":"config","policy":"gladly"}
{"do":"clock","set":"2026-02-29T00:00:00Z"}
