#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names what must be built for the tests whose names match a pattern, one target a line; exits 1 if no test matches.

usage: targets.py BUILD_FOLDER PATTERN
       targets.py BUILD_FOLDER --check    looks whether each test of a whole build would be found in its program

The build folder is configured, but nothing need be built in it. The pattern is searched for as `ctest -R` does.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

TEST_CASE = re.compile(r"\bTEST_CASE\(\s*((?:\"(?:[^\"\\]|\\.)*\"\s*)+)")
INCLUDE = re.compile(r'^#include "(.*)"$', re.MULTILINE)
LITERAL = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")


def names_in(text):
    """The names of the test cases in a source file."""
    for case in TEST_CASE.finditer(text):
        yield re.sub(r"\\(.)", r"\1", "".join(LITERAL.findall(case[1])))


def sources_of(build):
    """Each executable's source files, by the name of its target."""
    sources = collections.defaultdict(list)
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        target = re.search(r" -o \S*CMakeFiles/([^/ ]+)\.dir/", entry["command"])
        file = pathlib.Path(entry["file"])
        compiled_as_one = INCLUDE.findall(file.read_text(encoding="utf-8")) if file.parent.name == "Unity" else []
        sources[target[1]] += compiled_as_one or [str(file)]
    return sources


def targets(build, pattern, registered, sources):
    """`registered`: what ctest knows. The test cases of a program that is not built are found in its sources."""
    for target, files in sources.items():
        texts = (pathlib.Path(file).read_text(encoding="utf-8") for file in files if file.endswith(".test.cpp"))
        if any(pattern.search(name) for text in texts for name in names_in(text)):
            yield target
    for test in registered:
        if not pattern.search(test["name"]) or "_NOT_BUILT" in test["name"]:
            continue
        labels = next((each["value"] for each in test["properties"] if each["name"] == "LABELS"), [])
        if "consumers" in labels or test["name"].startswith(("docs: every row", "dev: the program")):
            yield "all"
        for word in test.get("command", []):
            path = pathlib.Path(word)
            if path.is_absolute() and path.is_relative_to(build) and path.name in sources:
                yield path.name


def check(registered, sources):
    """Whether the test cases of each program are found in its sources, which may have more, for other builds."""
    listed = collections.defaultdict(set)
    for test in registered:
        program = pathlib.Path(test.get("command", [""])[0]).name
        if program.startswith("test_") and program in sources:
            listed[program].add(test["name"])
    for program, names in listed.items():
        found = {name for file in sources[program] for name in names_in(pathlib.Path(file).read_text(encoding="utf-8"))}
        if names - found:
            sys.exit(f"{program}: {sorted(names - found)}")
    if len(listed) < 5:
        sys.exit(f"only {len(listed)} programs have tests")


def main(folder, text):
    build = pathlib.Path(folder).resolve()
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], stdout=subprocess.PIPE, check=True)
    registered = json.loads(listed.stdout)["tests"]
    sources = sources_of(build)
    if text == "--check":
        check(registered, sources)
        return
    pattern = re.compile(text)
    found = sorted(set(targets(build, pattern, registered, sources)))
    if not found and not any(pattern.search(test["name"]) for test in registered):
        sys.exit(f"no test matches {text}")
    for target in found:
        print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
