# SPDX-License-Identifier: MIT
# Run by beckon_embed_text with INPUT, OUTPUT and SYMBOL. The bytes become numbers: no content needs escaping, and no
# string literal grows beyond what compilers take.
file(READ ${INPUT} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REPEAT "[0-9a-f]" 32 row)
string(REGEX REPLACE "(${row})" "\\1\n    " bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
cmake_path(GET INPUT FILENAME name)
file(WRITE ${OUTPUT} "// Generated from ${name}.
#pragma once

#include <string_view>

namespace beckon::embedded {

inline constexpr char ${SYMBOL}_bytes[] = {
    ${bytes}'\\0'};
inline constexpr std::string_view ${SYMBOL}{${SYMBOL}_bytes, ${size}};

}  // namespace beckon::embedded
")
