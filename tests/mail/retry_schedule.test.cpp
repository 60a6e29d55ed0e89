// SPDX-License-Identifier: MIT
#include "beckon/mail/retry_schedule.hpp"

#include "tests/support/catch.hpp"

namespace {

using boost::posix_time::minutes;

TEST_CASE("A mail is tried again after 1, 5, 15, 30, 60 and then every 120 minutes") {
    const beckon::RetrySchedule schedule;
    CHECK(schedule.wait_after(1) == minutes(1));
    CHECK(schedule.wait_after(2) == minutes(5));
    CHECK(schedule.wait_after(3) == minutes(15));
    CHECK(schedule.wait_after(4) == minutes(30));
    CHECK(schedule.wait_after(5) == minutes(60));
    CHECK(schedule.wait_after(6) == minutes(120));
    CHECK(schedule.wait_after(7) == minutes(120));
    CHECK(schedule.wait_after(1'000'000) == minutes(120));
    CHECK(schedule.wait_for_server == minutes(1));
}

TEST_CASE("A schedule of one wait repeats it") {
    beckon::RetrySchedule schedule;
    schedule.waits = {minutes(3)};
    CHECK(schedule.wait_after(1) == minutes(3));
    CHECK(schedule.wait_after(2) == minutes(3));
}

}  // namespace
