// SPDX-License-Identifier: MIT
#include "beckon/records/iso_time.hpp"

#include <fmt/format.h>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace beckon {

namespace {

/// Takes one character off the front of `text`, if it is this one.
bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

/// Takes a number of exactly so many digits off the front of `text`.
std::optional<unsigned short> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    unsigned short number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
    if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

/// Takes 1 to 6 digits off the front of `text`, as the fraction of a second.
std::optional<std::int64_t> take_microseconds(std::string_view& text) {
    std::int64_t microseconds = 0;
    std::int64_t unit = 1'000'000;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (unit == 1) return std::nullopt;
        unit /= 10;
        microseconds += (text.front() - '0') * unit;
        text.remove_prefix(1);
    }
    if (unit == 1'000'000) return std::nullopt;
    return microseconds;
}

}  // namespace

std::string to_iso(Instant instant) {
    if (instant.is_special()) throw std::out_of_range("not a point in time");
    const auto [year, month, day] = instant.date().year_month_day();
    const Duration time = instant.time_of_day();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(year), month.as_number(),
                       day.as_number(), time.hours(), time.minutes(), time.seconds(),
                       time.total_microseconds() % 1'000'000);
}

std::optional<Instant> from_iso(std::string_view text) {
    const auto year = take_number(text, 4);
    if (!year || *year < 1400 || !take(text, '-')) return std::nullopt;
    const auto month = take_number(text, 2);
    if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
    const auto day = take_number(text, 2);
    using Calendar = boost::gregorian::gregorian_calendar;
    if (!day || *day < 1 || *day > Calendar::end_of_month_day(*year, *month) || !take(text, 'T')) return std::nullopt;
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    const auto second = take_number(text, 2);
    if (!second || *second > 59) return std::nullopt;
    const auto fraction = take(text, '.') ? take_microseconds(text) : 0;
    if (!fraction || text != "Z") return std::nullopt;
    return Instant(boost::gregorian::date(*year, *month, *day), Duration(*hour, *minute, *second)) +
           boost::posix_time::microseconds(*fraction);
}

}  // namespace beckon
