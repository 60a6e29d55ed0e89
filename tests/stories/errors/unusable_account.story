{"do":"config","policy":"gladly","account":"two words"}
