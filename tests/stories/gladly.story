# Gladly, as its help page "Resend User Invitation" tells it.
{"do":"config","policy":"gladly","now":"2026-03-02T09:00:00Z"}
{"do":"seed_user","user":"ada","email":"ada@example.test","name":"Ada Byron","roles":["Administrator"]}
{"do":"seed_user","user":"tom","email":"tom@example.test","name":"Tom Tarn","roles":["Team Manager"]}

# G6: adding users needs Administrator.
{"do":"invite","user":"deirdre","email":"deirdre@example.test","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"status","user":"deirdre"}
# G12: a user has one or more roles.
{"do":"invite","user":"deirdre","email":"deirdre@example.test","roles":[],"by":{"user":"ada","roles":["Administrator"]}}
{"do":"invite","user":"deirdre","email":"deirdre@example.test","name":"Deirdre Deering","roles":["Agent"],"teams":["Billing","Chat"],"inboxes":["Support"],"by":{"user":"ada","roles":["Administrator"]}}
# G8: what the Users list shows.
{"do":"status","user":"deirdre"}
{"do":"deliver"}
{"do":"take_link","to":"deirdre@example.test","link":"L1"}

# B1: looking never consumes.
{"do":"check","link":"L1"}
{"do":"check","link":"L1"}
# G11: who began enrolment and did not finish can be sent the invitation again. G6: a Team Manager may resend.
{"do":"open","link":"L1"}
{"do":"clock","advance":"1h"}
{"do":"resend","user":"deirdre","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"deliver"}
{"do":"take_link","to":"deirdre@example.test","link":"L2"}
# G15: after a resend the older link is dead.
{"do":"check","link":"L1"}
{"do":"accept","link":"L1"}
{"do":"check","link":"L2"}
# What Gladly does not offer.
{"do":"copy_link","user":"deirdre","link":"C1","by":{"user":"ada","roles":["Administrator"]}}
{"do":"decline","link":"L2"}
# G7: an invited person cannot be deactivated.
{"do":"deactivate","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}

# G2: 24 hours after sending the link has expired; a microsecond before it has not.
{"do":"clock","set":"2026-03-03T09:59:59.999999Z"}
{"do":"status","user":"deirdre"}
{"do":"check","link":"L2"}
{"do":"clock","advance":"1us"}
{"do":"status","user":"deirdre"}
{"do":"check","link":"L2"}
{"do":"open","link":"L2"}
{"do":"accept","link":"L2"}
{"do":"send_new","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}

# G4: an expired invitation can be resent: Invite sent, for 24 hours more.
{"do":"resend","user":"deirdre","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"deliver"}
{"do":"take_link","to":"deirdre@example.test","link":"L3"}
{"do":"check","link":"L2"}
{"do":"accept","link":"L3"}
# G1: a link works once.
{"do":"accept","link":"L3"}
{"do":"accept","link":"L2"}

# G5: no resend for who has signed in: the remedy is a password reset.
{"do":"resend","user":"deirdre","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"actions","user":"deirdre","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"actions","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}

# G6, G7: an Administrator deactivates and activates as needed.
{"do":"deactivate","user":"deirdre","by":{"user":"tom","roles":["Team Manager"]}}
{"do":"deactivate","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}
{"do":"check","link":"L3"}
{"do":"deactivate","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}
{"do":"resend","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}
{"do":"activate","user":"deirdre","by":{"user":"ada","roles":["Administrator"]}}
{"do":"check","link":"L3"}
{"do":"accept","link":"L3"}
{"do":"edit","user":"deirdre","roles":["Agent","Task User"],"by":{"user":"ada","roles":["Administrator"]}}

# G3: the four statuses.
{"do":"invite","user":"eve","email":"eve@example.test","by":{"user":"ada","roles":["Administrator"]}}
{"do":"clock","advance":"24h"}
{"do":"invite","user":"fay","email":"fay@example.test","by":{"user":"ada","roles":["Administrator"]}}
{"do":"deactivate","user":"tom","by":{"user":"ada","roles":["Administrator"]}}
{"do":"count"}
{"do":"list"}
{"do":"list","size":2}
{"do":"list","status":"invite_expired"}

# B7: every change has one event; what was refused has none.
{"do":"history","user":"deirdre"}

# The Users list, by role.
{"do":"list","role":"Team Manager"}
{"do":"list","role":"Nobody","status":"active"}
