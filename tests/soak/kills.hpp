// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "tests/soak/options.hpp"

namespace beckon::soak {

/// `./dev soak kills`. Throws `Violation`.
void run_kills(const Options& options);

/// The program that `--every-syscall` kills: `soak course PLACE BOARD PORT STAMP ROUND`.
int run_course_of(const std::vector<std::string>& arguments);

}  // namespace beckon::soak
