{"do":"config","policy":"gladly"}
{"do":"clock","set":"9998-12-31T23:59:59.999999Z"}
{"do":"clock","advance":"1us"}
