// SPDX-License-Identifier: MIT
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>

namespace beckon {

/// A point in time in UTC, to the microsecond.
///
/// Must not be one of Boost's special values (not_a_date_time, the infinities). `decide` refuses those as
/// `invalid_time`.
using Instant = boost::posix_time::ptime;

/// A span of time, to the microsecond. Must not be one of Boost's special values.
using Duration = boost::posix_time::time_duration;

}  // namespace beckon
