// SPDX-License-Identifier: MIT
#include "beckon/records/iso_time.hpp"

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <stdexcept>
#include <string>

#include "tests/support/catch.hpp"

using beckon::from_iso;
using beckon::Instant;
using beckon::to_iso;
using boost::gregorian::date;
using boost::posix_time::microseconds;
using boost::posix_time::time_duration;

TEST_CASE("an instant is written in UTC to the microsecond") {
    CHECK(to_iso(Instant(date(2026, 1, 1))) == "2026-01-01T00:00:00.000000Z");
    CHECK(to_iso(Instant(date(2024, 2, 29), time_duration(23, 59, 58)) + microseconds(7)) ==
          "2024-02-29T23:59:58.000007Z");
    CHECK(to_iso(Instant(date(1400, 1, 1))) == "1400-01-01T00:00:00.000000Z");
    CHECK(to_iso(Instant(date(9999, 12, 31), time_duration(23, 59, 59)) + microseconds(999'999)) ==
          "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("what is no instant of the years 1400 to 9999 is not written") {
    CHECK_THROWS_AS(to_iso(Instant(boost::posix_time::not_a_date_time)), std::out_of_range);
    CHECK_THROWS_AS(to_iso(Instant(boost::posix_time::pos_infin)), std::out_of_range);
    CHECK_THROWS_AS(to_iso(Instant(boost::posix_time::neg_infin)), std::out_of_range);
    CHECK_THROWS_AS(to_iso(Instant(date(9999, 12, 31), time_duration(24, 0, 0))), std::out_of_range);
}

TEST_CASE("an instant is read with any fraction down to the microsecond") {
    const Instant second(date(2026, 7, 4), time_duration(1, 2, 3));
    CHECK(from_iso("2026-07-04T01:02:03Z") == second);
    CHECK(from_iso("2026-07-04T01:02:03.5Z") == second + microseconds(500'000));
    CHECK(from_iso("2026-07-04T01:02:03.05Z") == second + microseconds(50'000));
    CHECK(from_iso("2026-07-04T01:02:03.000001Z") == second + microseconds(1));
    CHECK(from_iso("2026-07-04T01:02:03.000000Z") == second);
    CHECK(from_iso("2000-02-29T00:00:00Z") == Instant(date(2000, 2, 29)));
}

TEST_CASE("text that is no instant is refused") {
    const std::string text = GENERATE(
        as<std::string>{}, "", "Z", "2026", "2026-01-01", "2026-01-01T00:00Z", "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.0000000Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T23:59:60Z",
        "1399-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "-026-01-01T00:00:00Z",
        "+026-01-01T00:00:00Z", "2026-1-01T00:00:00Z", "2026-01-01T-1:00:00Z", "2026-01-01T00:00:00.-5Z");
    CAPTURE(text);
    CHECK(!from_iso(text));
}

TEST_CASE("what is written is read back") {
    Instant instant(date(1400, 1, 1));
    const Instant last(date(9999, 12, 31), time_duration(23, 59, 59));
    // A stride that shares no factor with a day, an hour or a second.
    const auto stride = boost::posix_time::hours(24 * 1237) + microseconds(40'487'123'457);
    int count = 0;
    for (; instant < last; instant += stride, ++count) REQUIRE(from_iso(to_iso(instant)) == instant);
    CHECK(count > 2000);
}
