{"do":"config","policy":"gladly"}
{"do":"check","link":"L1"}
