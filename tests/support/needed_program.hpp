// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <string>

namespace beckon::test_support {

/// A program that some tests need: what the environment variable says or else what CMake found, which is empty if there
/// is none.
inline std::string needed_program(const char* variable, const char* found) {
    const char* const chosen = std::getenv(variable);
    return chosen != nullptr ? chosen : found;
}

}  // namespace beckon::test_support
