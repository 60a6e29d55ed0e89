#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks ./dev and each of its verbs for help, in a folder where nothing can be built: it answers and writes nothing.

usage: help.py SOURCE_FOLDER VERSION
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def main(source, version):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tests/soak").mkdir(parents=True)
        for file in ("dev", "CMakeLists.txt", "tests/soak/usage.txt"):
            shutil.copy(pathlib.Path(source) / file, folder / file)
        before = sorted(folder.rglob("*"))

        def ask(*arguments):
            run = subprocess.run([folder / "dev", *arguments], cwd=folder, capture_output=True, encoding="utf-8",
                                 stdin=subprocess.DEVNULL, timeout=20, check=False)
            if run.returncode != 0 or run.stderr or not run.stdout or sorted(folder.rglob("*")) != before:
                sys.exit(f"./dev {' '.join(arguments)}: exit code {run.returncode}\n{run.stdout}{run.stderr}")
            return run.stdout

        if ask("--version") != f"beckon {version}\n":
            sys.exit(f"./dev --version says {ask('--version')}")
        verbs = re.findall(r"^  (\w+)  ", ask("--help"), re.MULTILINE)
        if len(verbs) < 8:
            sys.exit(f"./dev --help names only {verbs}")
        for verb in verbs:
            for option in ("--help", "-h"):
                if f"Usage: ./dev {verb}" not in ask(verb, option):
                    sys.exit(f"./dev {verb} {option} says\n{ask(verb, option)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
