#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A loopback SMTP server that keeps every mail it is given.

It binds a free port of 127.0.0.1 and writes the number to the port file once it accepts connections. The n-th mail
lands as DATA brought it, byte for byte, in MAILDIR/NNNN.eml; MAILDIR/log.jsonl gets one line for it: {"from", "to",
"file"}. It stops at SIGTERM or SIGINT.
"""
import argparse
import asyncio
import json
import os
import pathlib
import signal

from aiosmtpd.smtp import SMTP


class Inbox:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = f"{self.count:04}.eml"
        (self.folder / name).write_bytes(envelope.original_content)
        line = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "file": name})
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(line + "\n")
        return "250 OK"


async def serve(port_file: pathlib.Path, folder: pathlib.Path):
    inbox = Inbox(folder)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: SMTP(inbox, hostname="localhost", loop=loop), "127.0.0.1", 0)
    unfinished = port_file.with_name(port_file.name + ".tmp")
    unfinished.write_text(f"{server.sockets[0].getsockname()[1]}\n")
    os.replace(unfinished, port_file)
    await stop.wait()
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port-file", type=pathlib.Path, required=True)
    parser.add_argument("--maildir", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    arguments.maildir.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(arguments.port_file, arguments.maildir))


if __name__ == "__main__":
    main()
