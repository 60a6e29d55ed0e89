#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over the files that are named on standard input, one a line, and that the build folder compiles.

usage: tidy.py SOURCE_FOLDER BUILD_FOLDER

A file that was clean and has not changed since, nor any of the project's files that it includes, nor the checks, is not
looked at again. Exits 1 if clang-tidy objects.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


class Digests:
    """What the outcome for a file depends on, as a digest."""

    def __init__(self, root, commands):
        self.commands = commands
        self.folders = [root / "include", root, root / "src"]
        self.texts = {}
        self.common = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
        for checks in sorted(root.glob("**/.clang-tidy")):
            self.common += str(checks).encode() + checks.read_bytes()

    def included(self, file):
        if file not in self.texts:
            text = file.read_text(encoding="utf-8")
            found = []
            for name in INCLUDE.findall(text):
                places = [folder / name for folder in [file.parent, *self.folders]]
                found += [place.resolve() for place in places if place.is_file()][:1]
            self.texts[file] = text, found
        return self.texts[file]

    def of(self, file):
        digest = hashlib.sha256(self.common + self.commands[str(file)].encode())
        todo, seen = [file], {file}
        while todo:
            text, found = self.included(todo.pop())
            digest.update(text.encode())
            for each in found:
                if each not in seen:
                    seen.add(each)
                    todo.append(each)
        return digest.hexdigest()


def tidy(build, file, stamp):
    """What clang-tidy says of the file; nothing, if it is clean."""
    run = subprocess.run(["clang-tidy", "-p", build, "--quiet", file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         encoding="utf-8", check=False)
    if run.returncode == 0:
        stamp.touch()
        return ""
    return "".join(line for line in run.stdout.splitlines(True) if not re.match(r"\d+ warnings? generated", line))


def main(source, folder):
    root, build = pathlib.Path(source).resolve(), pathlib.Path(folder).resolve()
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    commands = {entry["file"]: entry["command"] for entry in entries}
    digests = Digests(root, commands)
    stamps = build / "tidy"
    stamps.mkdir(exist_ok=True)
    clean = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        running = []
        for name in sys.stdin.read().split("\n"):
            file = root / name
            if str(file) in commands and not (stamp := stamps / digests.of(file)).exists():
                running.append(workers.submit(tidy, build, file, stamp))
        print(f"==> clang-tidy over {len(running)} files", file=sys.stderr)
        for said in concurrent.futures.as_completed(running):
            if said.result():
                clean = False
                print(said.result(), end="", flush=True)
    sys.exit(0 if clean else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
