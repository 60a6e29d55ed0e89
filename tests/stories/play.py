#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays stories, one after another, and compares the answers to those expected.

X.story is played against X.expected, byte for byte. Where there is an X.error, the player must exit with 2 and say just
that on its standard error; otherwise it must exit with 0 and say nothing there. A SQLite database lives as long as
this script.
"""
import argparse
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile


def differences(story, store, player):
    command = [player, story] + (["--store", store] if store else [])
    played = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    error = story.with_suffix(".error")
    wanted = {
        "answers": (story.with_suffix(".expected").read_text(encoding="utf-8"), played.stdout),
        "errors": (error.read_text(encoding="utf-8") if error.exists() else "", played.stderr),
        "exit code": ("2\n" if error.exists() else "0\n", f"{played.returncode}\n"),
    }
    for what, (expected, actual) in wanted.items():
        yield from difflib.unified_diff(expected.splitlines(True), actual.splitlines(True),
                                        f"{story.name}: {what} expected", f"{story.name}: {what} given", n=0)


def store_called(name, folder, dsn_file):
    if name == "sqlite":
        return f"sqlite:{folder}/story.sqlite"
    if name != "postgres":
        return name
    if "BECKON_POSTGRES_DSN" not in os.environ and not dsn_file.exists():
        sys.exit("skipped: no PostgreSQL server")
    return "postgres:" + (os.environ.get("BECKON_POSTGRES_DSN") or dsn_file.read_text(encoding="utf-8"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("player")
    parser.add_argument("story", type=pathlib.Path, nargs="+")
    parser.add_argument("--store", choices=["memory", "sqlite", "postgres"], help="instead of what the story says")
    parser.add_argument("--dsn-file", type=pathlib.Path, help="where the connection string of the PostgreSQL server is")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = store_called(arguments.store, folder, arguments.dsn_file)
        lines = [line for story in arguments.story for line in differences(story, store, arguments.player)]
    sys.stdout.writelines(lines)
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
