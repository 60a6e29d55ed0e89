{"do":"config","policy":"gladly","now":"2026-01-01T00:00:00"}
