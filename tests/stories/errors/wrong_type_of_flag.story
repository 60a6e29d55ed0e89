{"do":"config","policy":"gladly"}
{"do":"import","csv":"","dry_run":"yes"}
