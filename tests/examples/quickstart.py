#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the quickstart twice in a fresh folder: each time it invites and accepts."""
import pathlib
import re
import subprocess
import sys
import tempfile

EXPECTED = r"""email: quickstart-mails/\S+\.eml
link: valid
accepted: Deirdre Deering
again: This invitation has already been accepted\. Sign in\.
"""


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            run = subprocess.run([program], cwd=folder, capture_output=True, encoding="utf-8", check=False)
            if run.returncode != 0 or run.stderr or not re.fullmatch(EXPECTED, run.stdout):
                sys.exit(f"exit code {run.returncode}\n{run.stdout}{run.stderr}\ninstead of 0\n{EXPECTED}")
        mails = list(pathlib.Path(folder).glob("quickstart-mails/*.eml"))
        if len(mails) != 2:
            sys.exit(f"{len(mails)} mails instead of 2")


if __name__ == "__main__":
    main()
