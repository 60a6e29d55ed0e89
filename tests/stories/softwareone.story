# SoftwareOne Marketplace, as its pages on user invitations tell it.
{"do":"config","policy":"softwareone","now":"2026-01-05T08:00:00Z"}
{"do":"seed_user","user":"anna","email":"anna@example.test","name":"Anna Arendt","roles":["Account administrator"]}

# S7: only account administrators invite, copy, resend, send new.
{"do":"invite","user":"carla","email":"carla@example.test","by":{"user":"ben","roles":["Viewer"]}}
# S17: at least one role, always.
{"do":"invite","user":"carla","email":"carla@example.test","roles":[],"by":{"user":"anna","roles":["Account administrator"]}}
{"do":"invite","user":"carla","email":"carla@example.test","name":"Carla Curie","roles":["Buyer"],"by":{"user":"anna","roles":["Account administrator"]}}
{"do":"resend","user":"carla","by":{"user":"ben","roles":["Viewer"]}}
{"do":"copy_link","user":"carla","link":"C1","by":{"user":"ben","roles":["Viewer"]}}
{"do":"deliver"}
{"do":"take_link","to":"carla@example.test","link":"L1"}

# S5: copying gives the link while it is valid, and moves no expiry.
{"do":"copy_link","user":"carla","link":"C1","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"check","link":"C1"}

# S2, S3: resending works before expiry and gives 7 days from now. S4: the same link keeps working.
{"do":"clock","advance":"3d"}
{"do":"resend","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"deliver"}
{"do":"check","link":"L1"}
# S6: Send new invitation is for expired invitations alone.
{"do":"send_new","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}

# S1: 7 days after sending the invitation has expired; a microsecond before it has not.
{"do":"clock","set":"2026-01-15T07:59:59.999999Z"}
{"do":"check","link":"L1"}
{"do":"copy_link","user":"carla","link":"C2","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"clock","advance":"1us"}
{"do":"status","user":"carla"}
# S8: the invitee is told so, and to ask the administrator.
{"do":"check","link":"L1"}
{"do":"accept","link":"L1","identity":"carla@example.test"}
# S2, S5: neither resend nor copy after expiry.
{"do":"resend","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"copy_link","user":"carla","link":"C3","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"actions","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
# B11: a second invitation of a pending address; the remedy is the one that would work.
{"do":"invite","user":"carla2","email":"Carla@Example.test","by":{"user":"anna","roles":["Account administrator"]}}
# S6: a fresh link and mail.
{"do":"send_new","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"deliver"}
{"do":"take_link","to":"carla@example.test","link":"L2"}
{"do":"check","link":"L1"}
{"do":"check","link":"C2"}

# S12: only the invited person accepts; a refused accept consumes nothing.
{"do":"accept","link":"L2","identity":"mallory@example.test"}
{"do":"accept","link":"L2","identity":"not an address"}
{"do":"check","link":"L2"}
{"do":"accept","link":"L2","identity":"CARLA@Example.Test"}
# S11: accepting again is a no-op. B12: by the very link that was accepted, not by an older one.
{"do":"accept","link":"L2"}
{"do":"accept","link":"L1"}
{"do":"accept","link":"L2","identity":"mallory@example.test"}
{"do":"check","link":"L2"}
{"do":"resend","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
# B12: also after deactivate and activate. B4: while deactivated the link is dead.
{"do":"deactivate","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"accept","link":"L2"}
{"do":"activate","user":"carla","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"accept","link":"L2"}

# S13: nobody removes themselves.
{"do":"remove","user":"anna","by":{"user":"anna","roles":["Account administrator"]}}

# S14: removing an invited user kills the link; inviting again is a new user.
{"do":"invite","user":"dan","email":"dan@example.test","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"deliver"}
{"do":"take_link","to":"dan@example.test","link":"D1"}
{"do":"remove","user":"dan","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"status","user":"dan"}
{"do":"invite","user":"dan","email":"dan@example.test","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"check","link":"D1"}
{"do":"history","user":"dan"}
# S10: the invitee may decline; the invitation is closed, the address is free.
{"do":"deliver"}
{"do":"take_link","to":"dan@example.test","link":"D2"}
{"do":"decline","link":"D2"}
{"do":"check","link":"D2"}
{"do":"accept","link":"D2"}
{"do":"invite","user":"dan","email":"dan@example.test","by":{"user":"anna","roles":["Account administrator"]}}
# S15: one live user per address, in any letter case.
{"do":"invite","user":"dora","email":"DAN@EXAMPLE.TEST","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"status","user":"dora"}

# S4: two mails, one link: accepting by the one, then by the other, is accepting twice by the same.
{"do":"invite","user":"ed","email":"ed@example.test","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"deliver"}
{"do":"resend","user":"ed","by":{"user":"anna","roles":["Account administrator"]}}
{"do":"deliver"}
{"do":"take_link","to":"ed@example.test","link":"E1","nth":2}
{"do":"take_link","to":"ed@example.test","link":"E2","nth":1}
{"do":"copy_link","user":"ed","link":"E3"}
{"do":"accept","link":"E1"}
{"do":"accept","link":"E2"}
{"do":"accept","link":"E3"}

{"do":"count"}
{"do":"history","user":"carla"}
{"do":"history","user":"ed"}
