# What beckon promises beyond the three products, under the policy that it recommends.
{"do":"config","policy":"recommended"}
{"do":"seed_user","user":"olga","email":"olga@example.test","name":"Olga Oak","roles":["Owner"]}
{"do":"seed_user","user":"amir","email":"amir@example.test","roles":["Admin","Owner"]}

# B5: malformed input is refused by the name of its field.
{"do":"invite","user":"ivy","email":"ivy"}
{"do":"invite","user":"ivy","email":""}
{"do":"invite","user":"ivy","email":"ivy@example.test\r\nBcc: all@example.test"}
{"do":"invite","user":"ivy","email":"ivy@example.test","name":"Ivy\nInk"}
{"do":"invite","user":"ivy","email":"ivy@example.test","roles":["Agent","Agent"]}
{"do":"invite","user":"ivy","email":"ivy@example.test","teams":[""]}
{"do":"history","user":"ivy"}
{"do":"resend","user":"ivy"}

# B9: a minute between two mails to one address; retry_at says when.
{"do":"invite","user":"ivy","email":"ivy@example.test","by":{"user":"olga","roles":["Owner"]}}
{"do":"resend","user":"ivy","by":{"user":"olga","roles":["Owner"]}}
{"do":"clock","advance":"59999ms"}
{"do":"correct_email","user":"ivy","email":"ivy@example.test"}
{"do":"deliver"}
{"do":"take_link","to":"IVY@example.test","link":"I1"}
{"do":"clock","advance":"1ms"}
{"do":"resend","user":"ivy","by":{"user":"olga","roles":["Owner"]}}
{"do":"deliver"}
{"do":"take_link","to":"ivy@example.test","link":"I2"}
{"do":"check","link":"I1"}

# B11: a second invitation of a live address is refused with the remedy that fits.
{"do":"invite","user":"ivy2","email":"Ivy@Example.Test"}
# B4: activate never turns an invited person into an active one.
{"do":"activate","user":"ivy"}
{"do":"deactivate","user":"ivy"}

# B13: the clock may run backwards: what had expired is valid again, and nothing has a lower bound.
{"do":"clock","set":"2026-01-08T00:01:00Z"}
{"do":"check","link":"I2"}
{"do":"invite","user":"ivy2","email":"ivy@example.test"}
{"do":"clock","advance":"-1us"}
{"do":"check","link":"I2"}
{"do":"clock","set":"2025-01-01T00:00:00Z"}
{"do":"copy_link","user":"ivy","link":"I3"}
{"do":"accept","link":"I3","identity":"ivy@example.test"}
# B12: here a repeated accept is refused as used.
{"do":"accept","link":"I2"}
{"do":"decline","link":"I2"}
{"do":"invite","user":"ivy2","email":"ivy@example.test"}
{"do":"deactivate","user":"ivy"}
{"do":"invite","user":"ivy2","email":"ivy@example.test"}
# B4: a removed person's links are dead.
{"do":"remove","user":"ivy"}
{"do":"check","link":"I2"}
{"do":"accept","link":"I2"}
{"do":"activate","user":"ivy"}

# B10: nobody deactivates or removes themselves.
{"do":"deactivate","user":"amir","by":{"user":"amir","roles":["Admin"]}}
{"do":"remove","user":"amir","by":{"user":"amir","roles":["Admin"]}}

# B6: the actions that are enabled are those that would be accepted.
{"do":"actions","user":"amir","by":{"user":"amir","roles":["Admin"]}}
{"do":"actions","user":"ivy"}

# B7: an edit to the same values is a success that leaves no event; nor does a refusal.
{"do":"edit","user":"olga","name":"Olga Oak","roles":["Owner"]}
{"do":"edit","user":"olga","teams":["North"],"inboxes":["Mail"]}
{"do":"edit","user":"olga","roles":[]}
{"do":"history","user":"olga"}
{"do":"history","user":"ivy"}
{"do":"count"}

# Users from CSV, and the list by a search and in an order.
{"do":"import","csv":"name,email\nKim,kim@example.test\n","dry_run":true}
{"do":"list","search":"olga"}
{"do":"list","sort":"-name"}
{"do":"list","size":501}
