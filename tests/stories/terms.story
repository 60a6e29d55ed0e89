# B14, B15: invitations on terms of their own, and links that are given by hand.
{"do":"config","policy":"recommended"}
{"do":"invite","user":"abe","email":"abe@example.test","validity":"3d","note":"See you\non Monday.","by":{"user":"olga","roles":["Owner"]}}
{"do":"deliver"}
{"do":"clock","advance":"1m"}
{"do":"resend","user":"abe"}
{"do":"status","user":"abe"}
{"do":"resend","user":"abe","by_hand":true,"link":"A","note":"","by":{"user":"olga","roles":["Owner"]}}
{"do":"status","user":"abe"}
{"do":"deliver"}
{"do":"check","link":"A"}
{"do":"resend","user":"abe"}
{"do":"clock","advance":"1m"}
{"do":"correct_email","user":"abe","email":"abel@example.test","by_hand":true,"link":"B","validity":"1h"}
{"do":"check","link":"A"}
{"do":"accept","link":"B"}
# Bounds.
{"do":"invite","user":"bea","email":"bea@example.test","validity":"8d","by":{"user":"olga","roles":["Owner"]}}
{"do":"invite","user":"bea","email":"bea@example.test","validity":"0s"}
{"do":"invite","user":"bea","email":"bea@example.test","note":"\t"}
{"do":"invite","user":"bea","email":"bea@example.test","by_hand":true,"link":"C","by":{"user":"amy","roles":["Agent"]}}
{"do":"check","link":"B"}
{"do":"invite","user":"bea","email":"bea@example.test","by_hand":true,"link":"C","validity":"30d"}
{"do":"clock","advance":"30d"}
{"do":"check","link":"C"}
{"do":"status","user":"bea"}
{"do":"history","user":"abe"}
