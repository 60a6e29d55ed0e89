# SPDX-License-Identifier: MIT
"""Prints the table of docs/behaviours.md with the tests that prove each row; exits 1 where something is amiss.

usage: behaviour_table.py PAGE TEST_BEHAVIOURS BUILD_FOLDER

A row is proven by a test of the executable TEST_BEHAVIOURS whose name begins with the row's id ("G1: ...") and which, in
a run made here and now, passes on every store that the library ships. Other tests of BUILD_FOLDER that bear the id are
printed too and prove nothing. Amiss is a row without a proof, a test that bears an id of no row, and a test of
TEST_BEHAVIOURS that does not run on every store, unless FEWER_STORES_WILL_DO says why.
"""
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

EVERY_STORE = {"MemoryStore", "SqliteStore", "PostgresStore"}

FEWER_STORES_WILL_DO = {
    "B6: available_actions and the commands agree in every state, for every actor and policy":
        "it needs a fresh world after each of hundreds of commands, too slow in databases; the other test of B6 runs there",
}


def rows_of(page):
    """The rows that need a proof, and the invariants, which need none here: id -> sentence."""
    rows, invariants = {}, {}
    for line in page.splitlines():
        row = re.match(r"\| ([A-Z]\d+) \| (.+?) \|", line)
        invariant = re.match(r"- (I\d+) (.+)", line)
        if row:
            rows[row[1]] = row[2]
        elif invariant:
            invariants[invariant[1]] = invariant[2]
    return rows, invariants


def id_of(test):
    """The id that a test bears, or None."""
    match = re.match(r"([A-Z]\d+):", test)
    return match and match[1]


def runs_in(report):
    """What Catch2's XML report says: test -> (the stores that it ran on, whether it passed)."""
    runs = {}
    for case in ElementTree.fromstring(report).iter("TestCase"):
        sections = {section.get("name").strip().split(", ")[-1] for section in case.iter("Section")}
        passed = case.find("OverallResult").get("success") == "true"
        runs[case.get("name")] = (sections & EVERY_STORE, passed)
    return runs


def faults(rows, invariants, runs, others, fewer_stores_will_do):
    """All that is amiss, as sentences. `others`: pairs of a label and a test."""
    for test, (stores, passed) in runs.items():
        if not passed:
            yield f"this test fails: {test}"
        if stores != EVERY_STORE and test not in fewer_stores_will_do:
            yield f"this test runs on {' and '.join(sorted(stores)) or 'no store'} alone: {test}"
        if stores == EVERY_STORE and test in fewer_stores_will_do:
            yield f"this test runs on every store and needs no exception: {test}"
    for test in sorted(fewer_stores_will_do.keys() - runs.keys()):
        yield f"there is an exception for this test, which does not exist: {test}"
    for label, test in [("behaviours", test) for test in runs] + others:
        if id_of(test) and id_of(test) not in rows.keys() | invariants.keys():
            yield f"no row is called {id_of(test)}, which this test of {label} bears: {test}"
    for row in rows:
        if not any(id_of(test) == row and run == (EVERY_STORE, True) for test, run in runs.items()):
            yield f"no test proves {row} on every store: {rows[row]}"


def print_table(rows, runs, others):
    for row, sentence in rows.items():
        print(f"{row:4} {sentence}")
        for test, (stores, passed) in runs.items():
            if id_of(test) == row:
                where = "every store" if stores == EVERY_STORE else "some stores"
                print(f"     {where if passed else 'FAILS':12} {test}")
        for label, test in others:
            if id_of(test) == row:
                print(f"     {label:12} {test}")


def main(page, executable, build):
    report = subprocess.run([executable, "--reporter", "xml"], stdout=subprocess.PIPE, check=False).stdout
    runs = runs_in(report)
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], stdout=subprocess.PIPE, check=True)
    others = []
    for test in json.loads(listed.stdout)["tests"]:
        program, not_built, _ = test["name"].partition("_NOT_BUILT")
        if not_built:
            sys.exit(f"{program} is not built: its tests cannot be listed")
        labels = [each["value"] for each in test["properties"] if each["name"] == "LABELS"]
        if labels and test["name"] not in runs:
            others.append((labels[0][0], test["name"]))

    with open(page, encoding="utf-8") as stream:
        rows, invariants = rows_of(stream.read())
    if not rows or not runs:
        sys.exit(f"{len(rows)} rows in {page} and {len(runs)} tests in {executable}: there is nothing to compare")
    print_table(rows, runs, others)
    amiss = list(faults(rows, invariants, runs, others, FEWER_STORES_WILL_DO))
    print(f"\n{len(rows)} rows, {len(runs)} tests of behaviour")
    for fault in amiss:
        print(fault)
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
