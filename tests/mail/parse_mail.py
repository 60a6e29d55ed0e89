#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads mails as a mail program would, with Python's email package.

parse_mail.py FILE... prints one JSON object a file: what the parser found, its complaints, and the measures of the raw
bytes.
"""
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys


def decoded(phrase):
    return str(email.header.make_header(email.header.decode_header(phrase)))


def mailboxes(message, field):
    """What both of Python's parsers agree on.

    The newer one puts a space between adjacent encoded words, where RFC 2047 section 6.2 has none; so spaces are taken
    from the elder one.
    """
    unfolded = "".join(dict(message.raw_items())[field].splitlines())
    found = [{"name": decoded(name), "address": address} for name, address in email.utils.getaddresses([unfolded])]
    again = [(mailbox.display_name, mailbox.addr_spec) for mailbox in message[field].addresses]
    for one, (name, address) in zip(found, again, strict=True):
        if "".join(one["name"].split()) != "".join(name.split()) or one["address"] != address:
            raise ValueError(f"{field}: {one} is also read as {name!r} {address!r}")
    return found


def complaints(message):
    found = [str(defect) or type(defect).__name__ for part in message.walk() for defect in part.defects]
    for part in message.walk():
        for name, value in part.items():
            found += [f"{name}: {defect}" for defect in getattr(value, "defects", ())]
    return found


def part_of(message):
    payload = message.get_payload(decode=True).decode(message.get_content_charset())
    return {
        "type": message.get_content_type(),
        "headers": message.keys(),
        "encoding": message["Content-Transfer-Encoding"],
        "text": payload.replace("\r\n", "\n"),
    }


OURS = ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"]


def read(raw):
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    lines = raw.split(b"\r\n")
    header, _, body = raw.partition(b"\r\n\r\n")
    return {
        "complaints": complaints(message),
        "headers": message.keys(),
        "extra": [{"name": name, "value": str(value)} for name, value in message.items() if name not in OURS],
        "date": message["Date"].datetime.isoformat(),
        "from": mailboxes(message, "From"),
        "to": mailboxes(message, "To"),
        "subject": str(message["Subject"]),
        "message_id": str(message["Message-ID"]),
        "auto_submitted": str(message["Auto-Submitted"]),
        "mime_version": str(message["MIME-Version"]),
        "type": message.get_content_type(),
        "preamble": message.preamble or "",
        "epilogue": message.epilogue or "",
        "parts": [part_of(part) for part in message.iter_parts()],
        "seven_bit": raw.isascii() and b"\0" not in raw,
        "stray_line_ends": len(re.findall(rb"\r(?!\n)|(?<!\r)\n", raw)),
        "ends_with_line_end": raw.endswith(b"\r\n"),
        "longest_line": max(map(len, lines)),
        "longest_header_line": max(map(len, header.split(b"\r\n"))),
        "longest_body_line": max(map(len, body.split(b"\r\n"))),
        "longest_line_of_words": max((len(line) for line in header.split(b"\r\n") if b"=?" in line), default=0),
        "longest_word": max(map(len, re.findall(rb"=\?\S+\?=", header)), default=0),
        "careless_lines": sum(line.startswith((b".", b"From ")) for line in lines),
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(read(pathlib.Path(name).read_bytes())))
