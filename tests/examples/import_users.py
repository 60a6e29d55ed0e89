#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Has the example import files into a database: small ones, hostile ones, and one of as many rows as it is told."""
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

PEOPLE = """name,email,roles,inboxes,teams,deactivated
Ada Byron,ada@example.test,Administrator,,,
"Quinn ""Q"" Quill",quinn@example.test,"Agent, Task User","Support, Returns",Billing,No
Bo,bo@example.test,,,,
Bo,\x1b[2Jbo,Agent,,,
"""
REFUSED = """line 4: bo@example.test: roles: A user must have at least one role.
line 5: ?[2Jbo: email: This is not a valid email address.
"""


class Example:
    def __init__(self, program, folder):
        self.command = [program, "--database", folder / "users.sqlite"]
        self.file = folder / "people.csv"
        self.failures = []

    def expect(self, code, out, err, text, *options):
        if text is not None:
            self.file.write_text(text, encoding="utf-8", newline="")
        run = subprocess.run([*self.command, self.file, *options], capture_output=True, encoding="utf-8", check=False)
        if run.returncode != code or run.stdout != out or err not in run.stderr or bool(err) != bool(run.stderr):
            self.failures.append(f"{options}: {run.returncode}\n{run.stdout}{run.stderr}instead of {code}\n{out}{err}")

    def progress(self):
        """What is drawn on a terminal."""
        terminal, end = pty.openpty()
        with subprocess.Popen([*self.command, self.file], stdout=subprocess.DEVNULL, stderr=end) as run:
            os.close(end)
            drawn = b""
            try:
                while piece := os.read(terminal, 65536):
                    drawn += piece
            except OSError:  # how a terminal ends
                pass
        os.close(terminal)
        return run.returncode, drawn.decode("utf-8")


def main():
    program, rows = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        example = Example(program, folder)
        dry = "dry run: 2 added, 0 updated, 0 unchanged, 2 refused\n"
        example.expect(1, REFUSED + dry, "", PEOPLE, "--dry-run")
        example.expect(1, REFUSED + "2 added, 0 updated, 0 unchanged, 2 refused\n", "", PEOPLE)
        example.expect(1, REFUSED + "0 added, 0 updated, 2 unchanged, 2 refused\n", "", PEOPLE)
        good = "".join(PEOPLE.splitlines(True)[:3])
        example.expect(0, "0 added, 1 updated, 1 unchanged, 0 refused\n", "", good.replace("Ada Byron", "Ada"))
        example.expect(0, "2 added, 0 updated, 0 unchanged, 0 refused\n", "", good, "--account", "globex")
        no = "Your role does not permit this. Permitted roles: Administrator. Ask your administrator."
        example.expect(1, f"line 2: ada@example.test: {no}\n"
                          f"line 3: quinn@example.test: {no}\n"
                          "0 added, 0 updated, 0 unchanged, 2 refused\n", "", good, "--by-role", "Agent")
        example.expect(0, "0 added, 1 updated, 1 unchanged, 0 refused\n", "", good, "--by-role", "Administrator")
        example.expect(2, "", "email: The first row does not name this column.", "name,roles\n")
        example.expect(2, "", "CSV file: This must not be empty.", "")
        example.expect(2, "", "--account: An account id is", good, "--account", "a b")
        example.expect(2, "", "--color: unknown option", good, "--color")
        example.expect(2, "", "--by-role: needs a value", good, "--by-role")
        example.expect(3, "", str(folder), good, "--database", folder)
        example.file.unlink()
        example.expect(2, "", "people.csv: cannot be read", None)

        many = "".join(f'"Person, {i}",person{i}@example.test,"Agent, Task User"\n' for i in range(rows))
        example.expect(0, f"{rows} added, 0 updated, 0 unchanged, 0 refused\n", "", "name,email,roles\n" + many)
        code, drawn = example.progress()
        if code != 0 or f"[{'.' * 40}] 0/{rows} rows\r" not in drawn or f"[{'#' * 40}] {rows}/{rows} rows" not in drawn:
            example.failures.append(f"exit code {code}, drawn: {drawn}")
    if example.failures:
        sys.exit("\n".join(example.failures))


if __name__ == "__main__":
    main()
