// SPDX-License-Identifier: MIT
#include "beckon/ports/chrono.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "beckon/ports/system_clock.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

namespace chrono = std::chrono;

}  // namespace

TEST_CASE("times and durations go from and to the standard library's") {
    CHECK(from_chrono(chrono::hours(48)) == boost::posix_time::hours(48));
    CHECK(to_chrono(boost::posix_time::microseconds(-1)) == chrono::microseconds(-1));
    const Instant leap_day(boost::gregorian::date(2024, 2, 29), boost::posix_time::microseconds(1));
    const SystemTime same = chrono::sys_days(chrono::year(2024) / 2 / 29) + chrono::microseconds(1);
    CHECK(to_chrono(leap_day) == same);
    CHECK(from_chrono(same) == leap_day);
    for (const int year : {1400, 1969, 9999}) {
        const SystemTime new_year = chrono::sys_days(chrono::year(year) / 1 / 1);
        CHECK(to_chrono(from_chrono(new_year)) == new_year);
        CHECK(from_chrono(new_year).date().year() == year);
    }
    CHECK_THROWS_AS(from_chrono(SystemTime(chrono::sys_days(chrono::year(1399) / 12 / 31))), std::out_of_range);
    CHECK_THROWS_AS(from_chrono(SystemTime(chrono::microseconds(std::numeric_limits<std::int64_t>::max()))),
                    std::out_of_range);
    CHECK_THROWS_AS(from_chrono(SystemTime(chrono::sys_days(chrono::year(10'000) / 1 / 1))), std::out_of_range);
}

TEST_CASE("the clock of the system tells the standard library's time") {
    const auto before = chrono::floor<chrono::microseconds>(chrono::system_clock::now());
    const SystemTime now = to_chrono(system_now());
    CHECK(now >= before);
    CHECK(now <= chrono::system_clock::now());
}
