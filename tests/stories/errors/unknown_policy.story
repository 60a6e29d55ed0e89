{"do":"config","policy":"acme"}
