#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs an example twice in a fresh folder: each time it prints just what the file beside its name says.

usage: prints.py PROGRAM EXPECTED
"""
import difflib
import pathlib
import subprocess
import sys
import tempfile


def main(program, expected):
    wanted = pathlib.Path(expected).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            run = subprocess.run([pathlib.Path(program).resolve()], cwd=folder, capture_output=True, encoding="utf-8",
                                 check=False)
            lines = difflib.unified_diff(wanted.splitlines(True), run.stdout.splitlines(True), "expected", "printed", n=0)
            sys.stdout.writelines(lines)
            if run.returncode != 0 or run.stderr or run.stdout != wanted:
                sys.exit(f"exit code {run.returncode}\n{run.stderr}")


if __name__ == "__main__":
    main(*sys.argv[1:])
