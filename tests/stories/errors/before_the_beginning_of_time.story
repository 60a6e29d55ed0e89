{"do":"config","policy":"gladly"}
{"do":"clock","advance":"-106751991d"}
