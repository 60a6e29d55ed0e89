// SPDX-License-Identifier: MIT
#include "moments.hpp"

#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "beckon/records/iso_time.hpp"
#include "story_error.hpp"

namespace story {

using beckon::Duration;
using beckon::Instant;

namespace {

// A year shorter than the range of Instant, so that every invitation ends within it.
const Instant earliest(boost::gregorian::date(1400, 1, 1));
const Instant end(boost::gregorian::date(9999, 1, 1));

[[noreturn]] void refuse_range(std::string_view key) {
    throw StoryError(key, "the clock goes from the year 1400 to the year 9998");
}

/// In microseconds, or none if the text is not a duration, or a very long one.
std::optional<std::int64_t> microseconds_in(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> units{
        {{"us", 1}, {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}}};
    std::int64_t count = 0;
    const char* const last = text.data() + text.size();
    const auto [unit_at, error] = std::from_chars(text.data(), last, count);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view unit(unit_at, static_cast<std::size_t>(last - unit_at));
    for (const auto& [name, length] : units) {
        if (unit != name) continue;
        const std::int64_t most = std::numeric_limits<std::int64_t>::max() / length;
        if (count > most || count < -most) return std::nullopt;
        return count * length;
    }
    return std::nullopt;
}

}  // namespace

std::string to_text(Instant instant) {
    std::string text = beckon::to_iso(instant);
    constexpr std::string_view whole = ".000000Z";
    if (text.ends_with(whole)) text.replace(text.size() - whole.size(), whole.size(), "Z");
    return text;
}

Instant instant_from(std::string_view key, std::string_view text) {
    const auto instant = beckon::from_iso(text);
    if (!instant) throw StoryError(key, "must be a time such as \"2026-01-31T12:00:00Z\"");
    if (*instant < earliest || *instant >= end) refuse_range(key);
    return *instant;
}

Duration duration_from(std::string_view key, std::string_view text) {
    const auto microseconds = microseconds_in(text);
    if (!microseconds) {
        throw StoryError(key, "must be a duration such as \"90s\", \"24h\", \"7d\", \"1us\" or \"-1h\"");
    }
    const Duration duration = boost::posix_time::microseconds(*microseconds);
    if (duration > end - earliest || duration < earliest - end) refuse_range(key);
    return duration;
}

Instant advanced(Instant now, std::string_view key, std::string_view text) {
    const Duration moved = now - earliest + duration_from(key, text);
    if (moved < Duration{} || moved >= end - earliest) refuse_range(key);
    return earliest + moved;
}

}  // namespace story
