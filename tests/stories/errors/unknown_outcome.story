{"do":"config","policy":"gladly"}
{"do":"deliver","outcome":"lost"}
