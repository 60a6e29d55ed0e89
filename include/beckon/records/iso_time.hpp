// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// The instant as ISO 8601 has it, in UTC, always to the microsecond: "2026-01-01T00:00:00.000000Z".
///
/// Throws `std::out_of_range` for a special value and for a year outside of 1400 to 9999, which `Instant` cannot name.
std::string to_iso(Instant instant);

/// The instant that a text in the form of `to_iso` names; the fraction may be left out or have 1 to 6 digits.
///
/// None for anything else: other offsets and separators, lower case, dates that no calendar has, leap seconds, 24:00.
std::optional<Instant> from_iso(std::string_view text);

}  // namespace beckon
