// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// Returns the instant in ISO 8601, in UTC, always to the microsecond: "2026-01-01T00:00:00.000000Z".
///
/// Throws `std::out_of_range` if it is a special value, or if the year is not within 1400 to 9999, the range of
/// `Instant`.
std::string to_iso(Instant instant);

/// Returns the instant that a text in the form of `to_iso` names. The fraction may be missing or have 1 to 6 digits.
///
/// Returns none for anything else: other offsets and separators, lower case, dates that do not exist, leap seconds,
/// 24:00.
std::optional<Instant> from_iso(std::string_view text);

}  // namespace beckon
