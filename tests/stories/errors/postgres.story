{"do":"config","policy":"gladly","store":"postgres:dbname=beckon"}
