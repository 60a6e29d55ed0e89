# SPDX-License-Identifier: MIT
"""Every block of a page, of C++ or of the output ("text"), stands in a source file, line by line and without a gap.

usage: snippets.py PAGE SOURCE...
"""
import re
import sys


def main(page, *sources):
    with open(page, encoding="utf-8") as stream:
        blocks = re.findall(r"^```(?:cpp|text)\n(.*?)^```$", stream.read(), re.MULTILINE | re.DOTALL)
    texts = []
    for source in sources:
        with open(source, encoding="utf-8") as stream:
            texts.append("\n" + stream.read())
    strangers = [block for block in blocks if not any("\n" + block in text for text in texts)]
    for block in strangers:
        print(f"{page}: this block stands in none of {', '.join(sources)}:\n{block}")
    if not blocks:
        print(f"{page} has no block of C++ or output")
    return 1 if strangers or not blocks else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
