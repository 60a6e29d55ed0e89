#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks each of the programs for help, in an empty folder: it answers at once, and writes nothing.

usage: help.py PROGRAM...
"""
import pathlib
import subprocess
import sys
import tempfile


def main():
    failures = []
    for program in map(pathlib.Path, sys.argv[1:]):
        for option in ("--help", "-h"):
            with tempfile.TemporaryDirectory() as folder:
                run = subprocess.run([program.resolve(), option], cwd=folder, capture_output=True, encoding="utf-8",
                                     stdin=subprocess.DEVNULL, timeout=20, check=False)
                left = list(pathlib.Path(folder).iterdir())
            if run.returncode != 0 or run.stderr or "usage: " not in run.stdout.lower() or left:
                failures.append(f"{program.name} {option}: exit code {run.returncode}, left {left}\n{run.stdout}{run.stderr}")
    if failures or len(sys.argv) < 2:
        sys.exit("\n".join(failures) or "which programs?")


if __name__ == "__main__":
    main()
