#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every file includes only from its own floor and the floors below, and that public headers stay light.

floors.py ROOT checks the tree at ROOT; floors.py --planted checks that planted offences are found.
"""
import pathlib
import re
import sys

FLOORS = {"lifecycle": 0, "language": 1, "link": 1, "mail": 1, "ports": 2, "sorting": 2, "addresses": 2, "records": 3, "memory": 4,
          "sqlite": 4, "postgres": 4, "smtp": 4, "file": 4, "service": 5, "delivery": 5, "exchange": 6, "testing": 6,
          "lifecycle.hpp": 0, "beckon.hpp": 5}  # the two headers over several

LIFECYCLE_MAY_INCLUDE = {
    "algorithm", "array", "cassert", "compare", "concepts", "cstddef", "cstdint", "exception", "functional", "initializer_list",
    "iterator", "limits", "map", "optional", "set", "span", "stdexcept", "string", "string_view", "tuple", "type_traits", "utility", "variant", "vector",
    "boost/date_time/posix_time/posix_time_types.hpp", "boost/system/result.hpp", "boost/uuid/uuid.hpp",
}

STREAMS = {"iostream", "fstream", "sstream", "iomanip", "istream", "ostream", "streambuf", "syncstream", "cstdio"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def folder_of(path):
    """The component folder of include/beckon/FOLDER/... or src/FOLDER/..., by the path from the root."""
    parts = path.split("/")
    return parts[2] if parts[0] == "include" else parts[1]


def offences(files):
    """What is wrong in files, a dict from path to text; one sentence each."""
    found = []
    for path, text in sorted(files.items()):
        public = path.startswith("include/")
        folder = folder_of(path)
        if folder not in FLOORS:
            found.append(f"{path}: the folder {folder} has no floor")
            continue
        if not text.startswith("// SPDX-License-Identifier: MIT\n"):
            found.append(f"{path}: line 1 is not the SPDX line")
        if path.endswith(".hpp") and text.split("\n")[1:2] != ["#pragma once"]:
            found.append(f"{path}: line 2 is not #pragma once")
        for bracket, name in INCLUDE.findall(text):
            if name.startswith("beckon/"):
                target = name.split("/")[1]
            elif bracket == '"' and "src/" + name in files:
                target = name.split("/")[0]
            else:
                target = None
            if target is not None:
                if FLOORS.get(target, 99) > FLOORS[folder]:
                    found.append(f"{path}: includes {name}, which is on a floor above")
            elif folder == "lifecycle" and name not in LIFECYCLE_MAY_INCLUDE:
                found.append(f"{path}: includes {name}, which the lifecycle may not")
            elif public and (name in STREAMS or ("/" in name or "." in name) and not name.startswith("boost/")):
                found.append(f"{path}: includes {name}, which a public header may not")
    return found


def check(root):
    files = {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for folder in ("include/beckon", "src")
        for path in (root / folder).rglob("*")
        if path.suffix in (".hpp", ".cpp")
    }
    if not any(path.startswith("include/beckon/lifecycle/") for path in files):
        return [f"no lifecycle headers under {root}"]
    return offences(files)


def check_planted():
    head = "// SPDX-License-Identifier: MIT\n#pragma once\n"
    clean = {
        "include/beckon/lifecycle/a.hpp": head + '#include <vector>\n#include "beckon/lifecycle/b.hpp"\n',
        "include/beckon/service/a.hpp": head + '#include <mutex>\n#include "beckon/ports/store.hpp"\n',
        "include/beckon/beckon.hpp": head + '#include "beckon/service/service.hpp"\n',
        "src/smtp/a.cpp": '// SPDX-License-Identifier: MIT\n#include <curl/curl.h>\n#include "beckon/mail/a.hpp"\n',
    }
    planted = {
        "include/beckon/lifecycle/c.hpp": head + '#include "beckon/link/token.hpp"\n',
        "include/beckon/lifecycle/d.hpp": head + "#include <chrono>\n",
        "include/beckon/lifecycle.hpp": head + '#include "beckon/link/token.hpp"\n',
        "include/beckon/link/a.hpp": head + "#  include <sodium.h>\n",
        "include/beckon/mail/a.hpp": head + "#include <sstream>\n",
        "include/beckon/ports/a.hpp": head + '#include "beckon/service/service.hpp"\n',
        "include/beckon/smtp/a.hpp": "#pragma once\n",
        "src/records/a.cpp": '// SPDX-License-Identifier: MIT\n#include "sqlite/rows.hpp"\n',
        "src/sqlite/rows.hpp": "// SPDX-License-Identifier: MIT\n#include <vector>\n",
        "src/unheard_of/a.cpp": "// SPDX-License-Identifier: MIT\n",
    }
    found = offences(clean)
    for path in planted:
        if not any(offence.startswith(path + ":") for offence in offences(clean | planted)):
            found.append(f"{path}: its planted offence went unnoticed")
    return found


if __name__ == "__main__":
    found = check_planted() if sys.argv[1:] == ["--planted"] else check(pathlib.Path(sys.argv[1]))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
