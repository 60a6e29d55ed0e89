// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// How long to wait before a mail is tried again. It is tried until its invitation expires, so the last wait repeats.
struct RetrySchedule {
    /// After the first attempt that counted, the second, and so on; never empty, all positive.
    std::vector<Duration> waits{boost::posix_time::minutes(1),  boost::posix_time::minutes(5),
                                boost::posix_time::minutes(15), boost::posix_time::minutes(30),
                                boost::posix_time::hours(1),    boost::posix_time::hours(2)};

    /// The wait after the server could not be reached at all, which counts as no attempt.
    Duration wait_for_server = boost::posix_time::minutes(1);

    /// The wait after `attempts` attempts that counted, 1 or more.
    Duration wait_after(std::size_t attempts) const {
        return attempts < waits.size() ? waits[attempts - 1] : waits.back();
    }
};

}  // namespace beckon
