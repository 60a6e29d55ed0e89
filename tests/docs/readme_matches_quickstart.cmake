# SPDX-License-Identifier: MIT
# -D README=file -D QUICKSTART=file: the README shows the program, character by character.
file(READ ${README} readme)
file(READ ${QUICKSTART} quickstart)
string(FIND "${readme}" "```cpp\n${quickstart}```" at)
if(at EQUAL -1)
  message(FATAL_ERROR "The README's C++ block differs from ${QUICKSTART}: copy that file into it, from its first line to its last.")
endif()
