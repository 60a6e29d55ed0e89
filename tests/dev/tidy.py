#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over the files from these source folders that a build folder compiles.

usage: tidy.py SOURCE_FOLDER BUILD_FOLDER CHECKS FOLDER...

CHECKS are added to those of .clang-tidy; "" adds none. A file that was clean and has not changed since, nor any of the
project's files that it includes, nor the checks, is not looked at again. Exits 1 if clang-tidy objects.

Files that the build compiles as one are checked as one, which takes a third of the time.
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

    def __init__(self, root, commands, checks):
        self.commands = commands
        self.folders = [root / "include", root, root / "src"]
        self.texts = {}
        self.common = checks.encode() + subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
        for each in sorted(root.glob("**/.clang-tidy")):
            self.common += str(each).encode() + each.read_bytes()

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


def tidy(build, checks, file, stamp):
    """What clang-tidy says of the file; nothing, if it is clean."""
    run = subprocess.run(["clang-tidy", "-p", build, "--quiet", f"--checks={checks}", file], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, encoding="utf-8", check=False)
    if run.returncode == 0:
        stamp.touch()
        return ""
    return "".join(line for line in run.stdout.splitlines(True) if not re.match(r"\d+ warnings? generated", line))


def main(source, folder, checks, *places):
    root, build = pathlib.Path(source).resolve(), pathlib.Path(folder).resolve()
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    commands = {entry["file"]: entry["command"] for entry in entries}
    digests = Digests(root, commands, checks)
    stamps = build / "tidy"
    stamps.mkdir(exist_ok=True)
    todo = []
    for file in sorted(map(pathlib.Path, commands)):
        base = build if file.parent.name == "Unity" else root
        if any(base / place in file.parents for place in places):
            stamp = stamps / digests.of(file)
            if not stamp.exists():
                todo.append((file, stamp))
    print(f"==> clang-tidy over {len(todo)} files", file=sys.stderr)
    clean = True
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        running = [workers.submit(tidy, build, checks, file, stamp) for file, stamp in todo]
        for said in concurrent.futures.as_completed(running):
            if said.result():
                clean = False
                print(said.result(), end="", flush=True)
    sys.exit(0 if clean else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
