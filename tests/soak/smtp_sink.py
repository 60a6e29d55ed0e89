#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A loopback SMTP server that notes each mail it takes, and that misbehaves by a seed.

smtp_sink.py --port-file FILE --log FILE [--seed N --faults PERCENT] [--silent] [--refuse-while FILE]

It binds a free port of 127.0.0.1 and writes the number to the port file once it accepts connections. The log gets a
line for each mail, before its reply is sent: "taken" or, where the connection is then dropped without a reply, "dropped";
the Message-ID; a digest of the mail's octets. "refused" and the recipient stand there for a 550 or 554, before that is sent. With --faults, so many connections of a hundred end otherwise: a 421 or a
dropped connection at the start, 450 or 550 to RCPT, 450 or 554 to the whole mail, a dropped connection in the midst of
the mail, or after its last octet. With --silent, every mail is taken and no reply to it is ever sent. With
--refuse-while, every recipient gets 554 5.7.1 for as long as that file exists.
"""
import argparse
import asyncio
import hashlib
import os
import pathlib
import random
import re
import signal

FAULTS = ["421", "drop", "rcpt 450", "rcpt 550", "dot 450", "dot 554", "cut", "after dot"]


class Dropped(Exception):
    pass


class Sink:
    def __init__(self, log, seed, faults, silent, refuse_while):
        self.silent = silent
        self.refuse_while = refuse_while
        self.log = log
        self.chance = random.Random(seed)
        self.faults = faults

    async def serve(self, reader, writer):
        fault = self.chance.choice(FAULTS) if self.chance.randrange(100) < self.faults else ""
        fault = "after dot" if self.silent else fault
        cut = self.chance.randrange(2000)

        async def reply(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        try:
            await self.talk(reader, reply, fault, cut)
        except (Dropped, ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    async def talk(self, reader, reply, fault, cut):
        if fault == "drop":
            raise Dropped
        if fault == "421":
            await reply("421 not now")
            raise Dropped
        await reply("220 sink ESMTP")
        recipient = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                await reply("250 sink")
            elif verb == b"RCPT":
                recipient = re.search(rb"<(.*)>", line).group(1).decode()
                if self.refuse_while and self.refuse_while.exists():
                    self.note_refusal("554", recipient)
                    await reply("554 5.7.1 Relay access denied")
                elif fault.startswith("rcpt"):
                    self.note_refusal(fault, recipient)
                    await reply(fault[5:] + " not this one")
                else:
                    await reply("250 fine")
            elif verb == b"DATA":
                await reply("354 go on")
                if fault == "cut":
                    await reader.readexactly(cut)
                    raise Dropped
                await self.take(await reader.readuntil(b"\r\n.\r\n"), reply, fault, recipient)
            elif verb == b"QUIT":
                await reply("221 bye")
                raise Dropped
            else:
                await reply("250 fine")

    def note_refusal(self, fault, recipient):
        if fault[-3:] in ("550", "554"):
            self.log.write(f"refused {recipient} -\n")
            self.log.flush()

    async def take(self, data, reply, fault, recipient):
        if fault.startswith("dot"):
            self.note_refusal(fault, recipient)
            await reply(fault[4:] + " not this mail")
            return
        message_id = re.search(rb"^Message-ID: *(\S+)\r$", data, re.MULTILINE | re.IGNORECASE).group(1).decode()
        fate = "dropped" if fault == "after dot" else "taken"
        self.log.write(f"{fate} {message_id} {hashlib.sha256(data).hexdigest()[:16]}\n")
        self.log.flush()
        if fault == "after dot":
            raise Dropped
        await reply("250 taken")


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port-file", type=pathlib.Path, required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=int, default=0)
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--refuse-while", type=pathlib.Path)
    arguments = parser.parse_args()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with open(arguments.log, "a", encoding="ascii") as log:
        sink = Sink(log, arguments.seed, arguments.faults, arguments.silent, arguments.refuse_while)
        server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
        unfinished = arguments.port_file.with_name(arguments.port_file.name + ".tmp")
        unfinished.write_text(f"{server.sockets[0].getsockname()[1]}\n")
        os.replace(unfinished, arguments.port_file)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
