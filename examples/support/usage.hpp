// SPDX-License-Identifier: MIT
#pragma once

#include <iostream>
#include <string_view>

namespace example {

/// Answers arguments to a program that takes none: prints what the program does. Returns its exit code.
inline int usage(char** arguments, std::string_view what_it_does) {
    const std::string_view first = arguments[1];
    const bool asked = first == "--help" || first == "-h";
    (asked ? std::cout : std::cerr) << "usage: " << arguments[0] << '\n' << what_it_does << '\n';
    return asked ? 0 : 2;
}

}  // namespace example
