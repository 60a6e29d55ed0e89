// SPDX-License-Identifier: MIT
#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <chrono>
#include <stdexcept>

#include "beckon/lifecycle/time.hpp"

/// Conversions from and to the times of the standard library. The rules use Boost's types. Options for a socket, a
/// driver or a thread use `std::chrono`.
namespace beckon {

/// A point in time of the standard library, to the microsecond.
using SystemTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Returns the same span of time. Write `from_chrono(std::chrono::hours(48))` for a policy's validity.
constexpr Duration from_chrono(std::chrono::microseconds span) { return boost::posix_time::microseconds(span.count()); }

/// Returns the same point in time.
///
/// Throws `std::out_of_range` if the year is not within 1400 to 9999, the range of `Instant`.
inline Instant from_chrono(SystemTime time) {
    constexpr SystemTime first{std::chrono::sys_days(std::chrono::year(1400) / 1 / 1)};
    constexpr SystemTime behind_last{std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)};
    if (time < first || time >= behind_last) throw std::out_of_range("time: its year is not one of 1400 to 9999");
    return Instant(boost::gregorian::date(1970, 1, 1)) + from_chrono(time.time_since_epoch());
}

/// Returns the same span of time. The argument must not be one of Boost's special values.
inline std::chrono::microseconds to_chrono(Duration span) {
    return std::chrono::microseconds(span.total_microseconds());
}

/// Returns the same point in time. The argument must not be one of Boost's special values.
inline SystemTime to_chrono(Instant instant) {
    return SystemTime(to_chrono(instant - Instant(boost::gregorian::date(1970, 1, 1))));
}

}  // namespace beckon
