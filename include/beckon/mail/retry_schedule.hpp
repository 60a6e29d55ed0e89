// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
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

    /// The wait after a refusal that is not final and does not count as an attempt. An email that was queued two hours
    /// ago or earlier waits as after the last attempt, if that is longer.
    Duration wait_for_consent = boost::posix_time::minutes(20);

    /// Returns the wait after a refusal of an email that was queued this long ago.
    Duration wait_after_refusal(Duration age) const {
        return age < boost::posix_time::hours(2) ? wait_for_consent : std::max(wait_for_consent, waits.back());
    }

    /// Returns the wait after `attempts` attempts that counted, at least 1.
    Duration wait_after(std::size_t attempts) const {
        return attempts < waits.size() ? waits[attempts - 1] : waits.back();
    }
};

}  // namespace beckon
