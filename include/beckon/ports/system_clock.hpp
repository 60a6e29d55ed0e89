// SPDX-License-Identifier: MIT
#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <chrono>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// Returns the time by the machine's clock, in UTC, to the microsecond. A `Clock`.
inline Instant system_now() {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(since_1970).count();
    return Instant(boost::gregorian::date(1970, 1, 1)) + boost::posix_time::microseconds(microseconds);
}

}  // namespace beckon
