{"do":"config","policy":"gladly"}
{"do":"clock","advance":"a day"}
