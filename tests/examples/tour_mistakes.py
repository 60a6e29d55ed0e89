#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hands the tour broken tables, options and files: it must name what is wrong, and exit with the right code."""
import pathlib
import subprocess
import sys
import tempfile

HEADING = "product,name,email,roles,teams,inboxes\n"
GOOD = "gladly,Ada Byron,ada@example.test,Administrator,,\n"

# The table, and what is said of it.
TABLES = [
    ("", "row 1, column product: the first row must name the columns"),
    ("product,name,mail\n", "row 1, column email: the first row must name the columns"),
    (HEADING + GOOD + "gladly,Bo,bo,Agent,,\n", "row 3, column email: This is not a valid email address."),
    (HEADING + GOOD + "gladly,Bo,,Agent,,\n", "row 3, column email: This must not be empty."),
    (HEADING + "gladly,Bo,bo@example.test,,,\n", "row 2, column roles: A user must have at least one role."),
    (HEADING + 'gladly,Bo,bo@example.test,"Agent, Agent",,\n', "row 2, column roles: The same value appears twice."),
    (HEADING + 'gladly,Bo,bo@example.test,Agent,"North,,South",\n', "row 2, column teams: This must not be empty."),
    (HEADING + 'gladly,"Bo\nBay",bo@example.test,Agent,,\n', "row 2, column name: This contains a control character"),
    (HEADING + ",Bo,bo@example.test,Agent,,\n", "row 2, column product: missing"),
    (HEADING + "gladly,Bo,bo@example.test,Agent,\n", "row 2, column inboxes: there are 5 columns instead of 6"),
    (HEADING + "gladly,Bo,bo@example.test,Agent,,,x\n", "row 2, column beyond the last: there are 7 columns"),
    (HEADING + 'gladly,"Bo,bo@example.test,Agent,,\n', "row 2, column name: the quote is not closed"),
    (HEADING + 'gladly,"Bo"y,bo@example.test,Agent,,\n', "row 2, column name: text after the closing quote"),
    (HEADING + 'gladly,B"o,bo@example.test,Agent,,\n', "row 2, column name: a quote inside an unquoted field"),
    (HEADING + GOOD, "the product gladly needs an administrator and two others"),
]


def main():
    program, people = sys.argv[1:]
    failures = []

    def expect(code, said, *options):
        command = [program, "--database", folder / "tour.sqlite", "--mail-dir", folder / "mails", *options]
        run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if run.returncode != code or said not in run.stderr:
            failures.append(f"{options}: exit code {run.returncode}, said: {run.stderr}instead of {code}: {said}\n")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        table = folder / "table.csv"
        for text, said in TABLES:
            table.write_text(text, encoding="utf-8")
            expect(1, said, "--people", table)
        expect(1, "nobody.csv: cannot be read", "--people", folder / "nobody.csv")
        expect(1, "table.csv", "--mail-dir", table)
        expect(1, str(table), "--database", table / "tour.sqlite")
        expect(2, "--color: unknown option", "--color", "red")
        expect(2, "--people: needs a value", "--people")
        expect(2, "--smtp-port and --inbox: each needs", "--smtp-port", "25")
        expect(2, "--mail-dir: cannot be combined with --smtp-port", "--smtp-port", "25", "--inbox", folder)
    run = subprocess.run([program, "--smtp-port=mail", "--inbox=."], capture_output=True, encoding="utf-8", check=False)
    if run.returncode != 2 or "--smtp-port: must be a number" not in run.stderr:
        failures.append(f"--smtp-port=mail: {run.returncode} {run.stderr}")
    run = subprocess.run([program, "--help"], capture_output=True, encoding="utf-8", check=False)
    if run.returncode != 0 or "--mail-dir DIR" not in run.stdout or not pathlib.Path(people).exists():
        failures.append(f"--help: {run.returncode} {run.stdout}")
    if failures:
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
