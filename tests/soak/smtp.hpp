// SPDX-License-Identifier: MIT
#pragma once

#include "tests/soak/options.hpp"

namespace beckon::soak {

/// `./dev soak smtp`. Throws `Violation`.
void run_smtp(const Options& options);

}  // namespace beckon::soak
