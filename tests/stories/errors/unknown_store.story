{"do":"config","policy":"gladly","store":"paper"}
