// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// How long to wait before an email is tried again. It is tried until its invitation expires, so the last wait is
/// repeated.
struct RetrySchedule {
    /// The waits after the first attempt that counted, the second, and so on. There must be at least one, and all must
    /// be positive.
    std::vector<Duration> waits{boost::posix_time::minutes(1),  boost::posix_time::minutes(5),
                                boost::posix_time::minutes(15), boost::posix_time::minutes(30),
                                boost::posix_time::hours(1),    boost::posix_time::hours(2)};

    /// The wait after the server could not be reached at all, which does not count as an attempt.
    Duration wait_for_server = boost::posix_time::minutes(1);

    /// Returns the wait after `attempts` attempts that counted, at least 1.
    Duration wait_after(std::size_t attempts) const {
        return attempts < waits.size() ? waits[attempts - 1] : waits.back();
    }
};

}  // namespace beckon
