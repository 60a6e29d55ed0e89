// SPDX-License-Identifier: MIT
#pragma once

#include <sys/wait.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"

namespace beckon::test_support {

/// Runs a Python script with its arguments and checks that it found no fault. The test is skipped, and says so, if
/// Python has no module jsonschema: the script then exits with 77.
inline void check_by_schema(std::vector<std::string> script) {
    script.insert(script.begin(), BECKON_PYTHON);
    ChildProcess validator(std::move(script));
    const int status = validator.wait();
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        WARN("skipped: " BECKON_PYTHON " has no module jsonschema");
        return;
    }
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace beckon::test_support
