#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays a story by hand over the player's standard input: each line is answered before the next one is written."""
import pathlib
import subprocess
import sys


def main():
    player, story = sys.argv[1], pathlib.Path(sys.argv[2])
    answers = iter(story.with_suffix(".expected").read_text(encoding="utf-8").splitlines(True))
    with subprocess.Popen([player, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for line in story.read_text(encoding="utf-8").splitlines(True):
            process.stdin.write(line)
            process.stdin.flush()
            if line.startswith("{") and (given := process.stdout.readline()) != (expected := next(answers)):
                sys.exit(f"{given}instead of\n{expected}")
        process.stdin.close()
        if process.stdout.read() or process.wait() != 0:
            sys.exit(f"it ended with more answers, or with {process.returncode}")


if __name__ == "__main__":
    main()
