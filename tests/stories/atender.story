# Atender, as its page "Resend an invite" tells it.
{"do":"config","policy":"atender","now":"2026-05-10T12:00:00Z"}
{"do":"seed_user","user":"olga","email":"olga@example.test","name":"Olga Oak","roles":["Owner"]}
{"do":"seed_user","user":"amir","email":"amir@example.test","name":"Amir Ash","roles":["Admin"]}

# A13: admin permission on users.
{"do":"invite","user":"pia","email":"pia@example.test","by":{"user":"gus","roles":["Agent"]}}
# A1: 7 days.
{"do":"invite","user":"pia","email":"pia@example.test","name":"Pia Pine","teams":["North"],"by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"pia@example.test","link":"P1"}
# A8: set-up was begun and abandoned; opening does not consume.
{"do":"open","link":"P1"}
{"do":"open","link":"P1"}
{"do":"clock","advance":"24h"}

# A3: resend gives a fresh link with a new expiry, at once, though the old one is valid.
{"do":"resend","user":"pia","by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"pia@example.test","link":"P2"}
# A4, A12: the old link is shown as expired; the administrator can see that it was an older one.
{"do":"check","link":"P1"}
{"do":"accept","link":"P1"}
{"do":"open","link":"P1"}
{"do":"check","link":"P2"}
# A6: no limit on resends; only the newest is still mailed.
{"do":"resend","user":"pia","by":{"user":"olga","roles":["Owner"]}}
{"do":"resend","user":"pia","by":{"user":"olga","roles":["Owner"]}}
{"do":"resend","user":"pia","by":{"user":"olga","roles":["Owner"]}}
{"do":"deliver"}
{"do":"take_link","to":"pia@example.test","link":"P3"}
# What Atender does not offer.
{"do":"copy_link","user":"pia","link":"C1","by":{"user":"amir","roles":["Admin"]}}
{"do":"send_new","user":"pia","by":{"user":"amir","roles":["Admin"]}}
{"do":"decline","link":"P3"}

# A1: expired at 7 days, and not a microsecond before.
{"do":"clock","set":"2026-05-18T11:59:59.999999Z"}
{"do":"check","link":"P3"}
{"do":"clock","advance":"1us"}
{"do":"check","link":"P3"}
{"do":"accept","link":"P3"}
# A2: pending are all who have not accepted, expired or not.
{"do":"invite","user":"quinn","email":"quinn@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"list","status":"invite_expired"}
{"do":"list","status":"invite_sent"}
# A3: also after expiry.
{"do":"resend","user":"pia","by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"pia@example.test","link":"P4"}
{"do":"check","link":"P3"}
{"do":"accept","link":"P4"}
{"do":"accept","link":"P4"}
{"do":"check","link":"P2"}
# A7, A9: no resend for who has accepted, set-up finished or not: reset the password.
{"do":"resend","user":"pia","by":{"user":"amir","roles":["Admin"]}}

# A5: cancel: the link is invalid, the entry gone, the address free. A14: and the person can be invited from scratch.
{"do":"invite","user":"rob","email":"rob@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"rob@example.test","link":"R1"}
{"do":"cancel","user":"rob","by":{"user":"amir","roles":["Admin"]}}
{"do":"check","link":"R1"}
{"do":"accept","link":"R1"}
{"do":"cancel","user":"rob","by":{"user":"amir","roles":["Admin"]}}
{"do":"history","user":"rob"}
{"do":"list","status":"invite_sent"}
{"do":"invite","user":"rob","email":"rob@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"rob@example.test","link":"R2"}
{"do":"check","link":"R1"}
{"do":"accept","link":"R2"}

# A10: a wrong address is corrected: the old link is dead, the new mail goes to the new address.
{"do":"invite","user":"sue","email":"sue@exmaple.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"deliver"}
{"do":"take_link","to":"sue@exmaple.test","link":"S1"}
{"do":"clock","advance":"1h"}
{"do":"correct_email","user":"sue","email":"rob@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"correct_email","user":"sue","email":"sue@","by":{"user":"amir","roles":["Admin"]}}
{"do":"correct_email","user":"sue","email":"sue@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"check","link":"S1"}
{"do":"deliver"}
{"do":"take_link","to":"sue@example.test","link":"S2"}
# A10: the address it already has is accepted too.
{"do":"correct_email","user":"sue","email":"sue@example.test","by":{"user":"amir","roles":["Admin"]}}
{"do":"check","link":"S2"}
{"do":"deliver"}

# A15: the last Owner can be neither deactivated nor removed nor stripped of the role.
{"do":"deactivate","user":"olga","by":{"user":"amir","roles":["Admin"]}}
{"do":"remove","user":"olga","by":{"user":"amir","roles":["Admin"]}}
{"do":"edit","user":"olga","roles":["Admin"],"by":{"user":"amir","roles":["Admin"]}}
{"do":"edit","user":"olga","name":"Olga Oakes","by":{"user":"amir","roles":["Admin"]}}
{"do":"edit","user":"amir","roles":["Owner"],"by":{"user":"olga","roles":["Owner"]}}
{"do":"deactivate","user":"olga","by":{"user":"amir","roles":["Owner"]}}
{"do":"deactivate","user":"amir","by":{"user":"olga","roles":["Owner"]}}

# A16: deactivating keeps history, roles and teams.
{"do":"deactivate","user":"pia","by":{"user":"amir","roles":["Owner"]}}
{"do":"status","user":"pia"}
{"do":"activate","user":"pia","by":{"user":"amir","roles":["Owner"]}}
{"do":"status","user":"pia"}
{"do":"count"}
{"do":"history","user":"pia"}
