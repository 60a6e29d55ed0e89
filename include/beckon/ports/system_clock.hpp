// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "beckon/ports/chrono.hpp"

namespace beckon {

/// Returns the time of the machine's clock, in UTC, to the microsecond. A `Clock`.
inline Instant system_now() {
    return from_chrono(std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()));
}

}  // namespace beckon
