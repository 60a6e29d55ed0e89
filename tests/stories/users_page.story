# G9, G10: the list of users, searched, and sorted by each column both ways. Equal users stand in the order of address.
{"do":"config","policy":"gladly"}
{"do":"seed_user","user":"olga","email":"olga@example.test","name":"Olga Oak","roles":["Administrator"],"teams":["North"]}
{"do":"seed_user","user":"dee","email":"dee@other.test","roles":["Agent"]}
{"do":"deactivate","user":"dee"}
{"do":"clock","set":"2026-01-01T01:00:00Z"}
{"do":"invite","user":"abe","email":"Zed.Abel@example.test","name":"abe Abel","roles":["Agent"],"inboxes":["Mail","Chat","Voice"]}
{"do":"clock","set":"2026-01-01T02:00:00Z"}
{"do":"invite","user":"bea","email":"bea@example.test","name":"Bea Birch","roles":["Team Manager"],"teams":["North"],"inboxes":["Mail"]}
{"do":"deliver"}
{"do":"take_link","to":"bea@example.test","link":"B"}
{"do":"clock","set":"2026-01-01T03:00:00Z"}
{"do":"accept","link":"B"}
{"do":"clock","set":"2026-01-01T20:00:00Z"}
{"do":"invite","user":"cem","email":"cem@example.test","name":"Özge Çelik","roles":["Agent","Task User"],"teams":["North","South","West"]}
{"do":"clock","set":"2026-01-01T21:00:00Z"}
{"do":"invite","user":"eve","email":"eve@example.test","name":"EVE Elm","roles":["Agent"],"teams":["1","2","3","4","5","6","7","8","9","10"],"inboxes":["Mail"]}
{"do":"clock","set":"2026-01-01T22:00:00Z"}
{"do":"resend","user":"cem"}
{"do":"clock","set":"2026-01-02T01:00:00Z"}
{"do":"count"}

# By address, in any letter case, unless another column is named. A name that nobody gave comes first.
{"do":"list"}
{"do":"list","sort":"email","size":2}
{"do":"list","sort":"-email","size":4}
{"do":"list","sort":"name","size":2}
{"do":"list","sort":"-name","size":4}
# In the order in which the roles are held; who holds the same ones and more comes after.
{"do":"list","sort":"roles","size":2}
{"do":"list","sort":"-roles","size":4}
# By how many: ten comes after three.
{"do":"list","sort":"teams","size":2}
{"do":"list","sort":"-teams","size":4}
{"do":"list","sort":"inboxes","size":2}
{"do":"list","sort":"-inboxes","size":4}
# Invite sent, Invite expired, Active, Deactivated.
{"do":"list","sort":"status","size":2}
{"do":"list","sort":"-status","size":4}
# By the newest mail; who has no invitation pending comes last.
{"do":"list","sort":"sent","size":2}
{"do":"list","sort":"-sent","size":4}
# Who has not joined comes last; who was deactivated had joined.
{"do":"list","sort":"joined","size":2}
{"do":"list","sort":"-joined","size":4}

# G9: part of the name, of the address, of a role, in any letter case.
{"do":"list","search":"BIRCH"}
{"do":"list","search":"öZGE ç"}
{"do":"list","search":"zed"}
{"do":"list","search":"@OTHER"}
{"do":"list","search":"gent"}
{"do":"list","search":"team m"}
# Of a team or an inbox: no. Nor does any sign stand for others.
{"do":"list","search":"North"}
{"do":"list","search":"%"}
{"do":"list","search":"b_a"}

# Every filter must let a user pass; the order holds among those who are left.
{"do":"list","search":"agent","status":"invite_sent","sort":"-teams","size":1}
{"do":"list","search":"EXAMPLE","role":"Agent","sort":"-sent"}
{"do":"list","search":"bea","status":"deactivated","sort":"name"}

# B5: a search is a line of at most 200 octets.
{"do":"list","search":"one\ntwo"}
{"do":"list","search":"1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"}
