#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tour and looks for the lines in which the products differ, in their order; then for what it keeps."""
import argparse
import contextlib
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile

EXPIRED = '"This invitation has expired. Ask your administrator for a new invitation."'
NEWER = '"A newer invitation has been sent, so this link no longer works. Open the link in the most recent invitation email."'

# By product: how far its validity reaches from the resend, and what it says where the others say something else.
TOUR = [
    ("Gladly", "Deirdre Deering is Invite sent, until 2026-03-03 09:00 UTC", [
        "resend: Deirdre Deering is Invite sent, until 2026-03-03 11:00 UTC", "The link is a fresh one.",
        "the old link: superseded", NEWER, "reason: not_offered, remedy: resend",
        "2026-03-03 10:59:59.999999 UTC", "the link: valid", "the link: expired", EXPIRED,
        "reason: not_offered, remedy: resend", "resend: Deirdre Deering is Invite sent, until 2026-03-04 11:00 UTC",
        "accepted: Deirdre Deering is Active", "reason: link_used, remedy: sign_in"]),
    ("SoftwareOne", "Carla Núñez is Invite sent, until 2026-04-13 09:00 UTC", [
        "resend: Carla Núñez is Invite sent, until 2026-04-13 11:00 UTC", "The link is the same as before.",
        "the old link: valid", "It is the link of the email.",
        "2026-04-13 10:59:59.999999 UTC", "the link: valid", "the link: expired", EXPIRED,
        "reason: invitation_expired, remedy: send_new_invitation",
        "send new: Carla Núñez is Invite sent, until 2026-04-20 11:00 UTC", "the old link: superseded", NEWER,
        "accepted: Carla Núñez is Active", "accepted before, nothing changes: Carla Núñez is Active"]),
    ("Atender", "Pia Pine is Invite sent, until 2026-05-17 09:00 UTC", [
        "resend: Pia Pine is Invite sent, until 2026-05-17 11:00 UTC", "The link is a fresh one.",
        "the old link: expired (for the administrator: superseded)", EXPIRED, "reason: not_offered, remedy: resend",
        "2026-05-17 10:59:59.999999 UTC", "the link: valid", "the link: expired", EXPIRED,
        "reason: not_offered, remedy: resend", "resend: Pia Pine is Invite sent, until 2026-05-24 11:00 UTC",
        "the old link: expired (for the administrator: superseded)",
        "accepted: Pia Pine is Active", "reason: link_used, remedy: sign_in"]),
]
FOR_ALL = [
    "reason: already_active, remedy: reset_password", "is Deactivated", "the link: deactivated", "is Active",
    "the link: used", "reason: oneself", "cancel:", "is gone", "the link: cancelled", "It is a new user, with a new id.",
    "the cancelled link: cancelled", "the new link: valid", "reason: address_taken, remedy: resend",
]


def expected_lines():
    for product, invited, differs in TOUR:
        yield from [product, invited, "Subject: Invitation to join Acme", "https://app.example.test/invitations/"]
        yield from ["the link: valid"] * 3
        yield from differs
        yield from FOR_ALL
    yield "The tour is finished."


@contextlib.contextmanager
def mail_server(script, folder):
    """The options for a mail server that runs meanwhile; it is awaited by its port file."""
    port_file = folder / "port"
    command = [sys.executable, script, "--port-file", port_file, "--maildir", folder / "inbox"]
    with subprocess.Popen(command) as server:
        try:
            while not port_file.exists():
                if server.poll() is not None:
                    sys.exit("the mail server did not start")
            yield ["--smtp-port", port_file.read_text().strip(), "--inbox", folder / "inbox"]
        finally:
            server.send_signal(signal.SIGTERM)


def check(output, folder, mails):
    at = 0
    for line in expected_lines():
        found = output.find(line, at)
        if found < 0:
            sys.exit(f"{output}\nmissing from here on: {line}\n{output[at:at + 2000]}")
        at = found + len(line)
    count = len(list(mails.glob("*.eml")))
    if count != 15:
        sys.exit(f"{count} mails instead of 15: five a product")
    with contextlib.closing(sqlite3.connect(folder / "tour.sqlite")) as database:
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            sys.exit("the database is damaged")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--server", help="the script of a mail server to send over")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        mails = folder / ("inbox" if arguments.server else "mails")
        options = (stack.enter_context(mail_server(arguments.server, folder)) if arguments.server
                   else ["--mail-dir", mails])
        command = [arguments.program, "--database", folder / "tour.sqlite", *options]
        run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if run.returncode != 0 or run.stderr:
            sys.exit(f"exit code {run.returncode}\n{run.stdout}{run.stderr}")
        check(run.stdout, folder, mails)
        again = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if again.returncode != 1 or "name a fresh file" not in again.stderr:
            sys.exit(f"a second tour in one database: exit code {again.returncode}\n{again.stderr}")


if __name__ == "__main__":
    main()
