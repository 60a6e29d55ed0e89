{"do":"config","policy":"gladly","clock":"wall"}
