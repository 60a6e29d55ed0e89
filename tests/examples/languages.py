#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the example on languages twice in a fresh folder and compares what each reader is told."""
import pathlib
import re
import subprocess
import sys
import tempfile

EXPECTED = r"""still in English: \d+ texts
email: Invitation à rejoindre Acme
status: Einladung gesendet
joined: Eingeladen am \d\d\.\d\d\.\d{4}
refused: Die Einladung wurde noch nicht angenommen\. Senden Sie die Einladung erneut\.
link: Cette invitation a déjà été acceptée\. Connectez-vous\.
"""


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            run = subprocess.run([program], cwd=folder, capture_output=True, encoding="utf-8", check=False)
            if run.returncode != 0 or run.stderr or not re.fullmatch(EXPECTED, run.stdout):
                sys.exit(f"exit code {run.returncode}\n{run.stdout}{run.stderr}\ninstead of 0\n{EXPECTED}")


if __name__ == "__main__":
    main()
