// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"

namespace story {

/// "2026-01-02T00:00:00Z", with microseconds if there are any.
std::string to_text(beckon::Instant instant);

/// Returns the instant in the text of `key`, e.g. "2026-01-02T00:00:00.000001Z". Throws `StoryError` for anything else,
/// and for an instant outside of the years 1400 to 9998.
beckon::Instant instant_from(std::string_view key, std::string_view text);

/// Returns the duration in the text of `key`, e.g. "3d". Throws `StoryError` for anything else, and for one as long as
/// time.
beckon::Duration duration_from(std::string_view key, std::string_view text);

/// Returns `now`, moved by the text of `key`, e.g. "24h" or "-1us". Throws `StoryError` as above.
beckon::Instant advanced(beckon::Instant now, std::string_view key, std::string_view text);

}  // namespace story
