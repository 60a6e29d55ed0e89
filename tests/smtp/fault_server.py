#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SMTP servers that misbehave as they are told, each on a free port of 127.0.0.1.

fault_server.py --port-file FILE SCRIPT... listens once for each SCRIPT and writes the ports to FILE, a line each.

A script is STAGE=ACTION, or nothing for a server without faults. STAGE is where the script takes over from the usual
reply: connect, EHLO, STARTTLS, MAIL, RCPT, DATA, body (354 was sent, nothing of the mail was read), dot (all of the
mail was read), QUIT. ACTION is a list separated by "|" of

  drop       close the connection
  hang       read nothing, say nothing, until the client goes away
  read N     read N octets
  raw TEXT   send TEXT with Python's escapes
  TEXT       send TEXT as a reply, "\\n" between the lines of a long one

After it the dialogue goes on, unless the connection was closed; after 421 it never goes on.
"""
import argparse
import os
import pathlib
import select
import socket
import threading

USUAL = {
    "connect": "220 fault ESMTP",
    "EHLO": "250-fault\n250 8BITMIME",
    "MAIL": "250 sender ok",
    "RCPT": "250 recipient ok",
    "DATA": "354 go on",
    "body": "",
    "dot": "250 taken",
    "QUIT": "221 bye|drop",
}


class Dropped(Exception):
    pass


class Session:
    def __init__(self, connection, script):
        self.connection = connection
        self.stream = connection.makefile("rb")
        self.stage, _, self.action = script.partition("=")

    def act(self, stage):
        for step in (self.action if stage == self.stage else USUAL.get(stage, "502 what?")).split("|"):
            verb, _, rest = step.partition(" ")
            if step == "drop":
                raise Dropped
            if step == "hang":
                self.wait_for_end()
                raise Dropped
            if verb == "read":
                self.stream.read(int(rest))
            elif verb == "raw":
                self.send(rest.encode().decode("unicode_escape").encode("latin-1"))
            elif step:
                self.send(step.replace("\\n", "\n").replace("\n", "\r\n").encode() + b"\r\n")
                if step.startswith("421"):
                    raise Dropped

    def send(self, octets):
        self.connection.sendall(octets)

    def wait_for_end(self):
        """Until the client has closed or reset the connection, whatever is still unread."""
        poll = select.poll()
        poll.register(self.connection, select.POLLRDHUP)
        poll.poll()

    def run(self):
        self.act("connect")
        while line := self.stream.readline():
            verb = line.split(b" ")[0].strip().upper().decode("latin-1")
            self.act(verb)
            if verb == "DATA" and self.stage != "DATA":
                self.act("body")
                while (line := self.stream.readline()) != b".\r\n":
                    if not line:
                        return
                self.act("dot")


def serve(listener, script):
    while True:
        connection, _ = listener.accept()

        def session(connection=connection):
            with connection:
                try:
                    Session(connection, script).run()
                except (Dropped, OSError):
                    pass
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        threading.Thread(target=session, daemon=True).start()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port-file", type=pathlib.Path, required=True)
    parser.add_argument("scripts", metavar="SCRIPT", nargs="+")
    arguments = parser.parse_args()
    ports = []
    for script in arguments.scripts:
        stage = script.partition("=")[0]
        if stage and stage not in USUAL and stage != "STARTTLS":
            parser.error(f"no such stage: {stage}")
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        ports.append(listener.getsockname()[1])
        threading.Thread(target=serve, args=(listener, script), daemon=True).start()
    unfinished = arguments.port_file.with_suffix(".tmp")
    unfinished.write_text("".join(f"{port}\n" for port in ports))
    os.replace(unfinished, arguments.port_file)
    threading.Event().wait()


if __name__ == "__main__":
    main()
