// SPDX-License-Identifier: MIT
#pragma once

#include "tests/soak/options.hpp"

namespace beckon::soak {

/// `./dev soak races`. Throws `Violation`.
void run_races(const Options& options);

}  // namespace beckon::soak
