#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the history example twice in a fresh folder: each event is posted once, in order, then the history is printed."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
HISTORY = [r"Invite, by host: Invite sent", r"Accept, by host: Active", r"Deactivate, by host: Deactivated"]


def check(run):
    if run.returncode != 0 or run.stderr:
        sys.exit(f"exit code {run.returncode}\n{run.stdout}{run.stderr}")
    lines = run.stdout.splitlines()
    posted = [json.loads(line) for line in lines[:3]]
    if [(line["position"], line["event"]["action"]) for line in posted] != [(1, "invite"), (2, "accept"), (3, "deactivate")]:
        sys.exit(f"posted were\n{run.stdout}")
    if len(lines) != 6 or not all(re.fullmatch(f"{TIME}  {said}", line) for said, line in zip(HISTORY, lines[3:])):
        sys.exit(f"printed was\n{run.stdout}")


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            check(subprocess.run([program], cwd=folder, capture_output=True, encoding="utf-8", check=False))


if __name__ == "__main__":
    main()
