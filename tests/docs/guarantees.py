#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks docs/guarantees.md: it has a row for each invariant of docs/behaviours.md, and each test and each file that it
names exists. A name that ends in "..." is the beginning of one.

guarantees.py SOURCE_DIR
"""
import pathlib
import re
import sys


def main(root):
    page = (root / "docs/guarantees.md").read_text(encoding="utf-8")
    behaviours = (root / "docs/behaviours.md").read_text(encoding="utf-8")
    sources = "\n".join(path.read_text(encoding="utf-8") for folder in ("tests", "src/testing")
                        for path in sorted((root / folder).rglob("*.cpp")))
    sources = re.sub(r'"\s*\n\s*"', "", sources)  # Literals that go on in the next line.

    rows = {row: line for line in page.splitlines() for row in re.findall(r"^\| (I\d+) \|", line)}
    invariants = re.findall(r"^- (I\d+) ", behaviours, re.MULTILINE)
    amiss = [f"no row for {each}" for each in invariants if each not in rows]
    amiss += [f"a row for {each}, which is no invariant" for each in rows if each not in invariants]
    names = [name for line in rows.values() for name in re.findall(r'"([^"]+)"', line)]
    for name in names:
        begins = name.removesuffix("...").rstrip() if name.endswith("...") else name + '"'
        if '"' + begins not in sources:
            amiss.append(f"no test is called: {name}")
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        if not (root / "docs" / link).exists():
            amiss.append(f"no such file: {link}")
    print(f"{len(rows)} rows, {len(names)} names of tests")
    print("\n".join(amiss))
    return 1 if amiss or not names else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
