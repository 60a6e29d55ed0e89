# SPDX-License-Identifier: MIT
"""The page of the products names only rows of the table of behaviours, and every row that a help page itself states.

usage: products.py PRODUCTS BEHAVIOURS
"""
import re
import sys


def main(products, behaviours):
    with open(behaviours, encoding="utf-8") as stream:
        rows = re.findall(r"^\| ([GSAB]\d+) \| .* \|$", text := stream.read(), re.MULTILINE)
        stated = re.findall(r"^\| ([GSA]\d+) \| .* \| s\b[^|]* \|$", text, re.MULTILINE)
    with open(products, encoding="utf-8") as stream:
        named = re.findall(r"\b[GSAB]\d+\b", stream.read())
    faults = [f"{name} is no row of {behaviours}" for name in sorted(set(named) - set(rows))]
    faults += [f"{name} is stated by a help page and not in {products}" for name in stated if name not in named]
    print("\n".join(faults))
    return 1 if faults or len(stated) < 30 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
