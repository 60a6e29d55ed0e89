# SPDX-License-Identifier: MIT
# -D PAGE=file -D PROGRAM=file: the page shows the program, character by character.
file(READ ${PAGE} page)
file(READ ${PROGRAM} program)
string(FIND "${page}" "```cpp\n${program}```" at)
if(at EQUAL -1)
  message(FATAL_ERROR "No C++ block of ${PAGE} is ${PROGRAM}: copy that file into it, from its first line to its last.")
endif()
