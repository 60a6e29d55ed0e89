#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the quickstart in a fresh folder: the first time it invites and accepts, the second time it is refused."""
import pathlib
import re
import subprocess
import sys
import tempfile

FIRST = r"""mail: quickstart-mails/\S+\.eml
link: valid
accepted: Deirdre Deering
again: This invitation has been accepted already\. Sign in\.
"""
SECOND = r"refused: email: A user with this email address exists already\. Reset the password instead\.\n"


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for expected, code in ((FIRST, 0), (SECOND, 1)):
            run = subprocess.run([program], cwd=folder, capture_output=True, encoding="utf-8", check=False)
            if run.returncode != code or run.stderr or not re.fullmatch(expected, run.stdout):
                sys.exit(f"exit code {run.returncode}\n{run.stdout}{run.stderr}\ninstead of {code}\n{expected}")
        mails = list(pathlib.Path(folder).glob("quickstart-mails/*.eml"))
        if len(mails) != 1:
            sys.exit(f"{len(mails)} mails instead of 1")


if __name__ == "__main__":
    main()
