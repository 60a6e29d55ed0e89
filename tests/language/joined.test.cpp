// SPDX-License-Identifier: MIT
#include "examples/support/joined.hpp"

#include <optional>

#include "examples/support/german.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

using boost::gregorian::date;
using boost::posix_time::hours;
using boost::posix_time::microseconds;

const Instant sent(date(2026, 1, 1), hours(24) - microseconds(1));
const Instant expires = sent + hours(24);
const Instant joined(date(2026, 11, 20), hours(1));

User user(const State& state, std::optional<Instant> joined_at = {}) {
    return {AccountId::parse("acme").value(),
            UserId{},
            EmailAddress::parse("deirdre@example.test").value(),
            {"Deirdre Deering", "de", {"Agent"}, {}},
            "",
            state,
            Link{1, 1},
            sent - hours(72),
            joined_at,
            std::nullopt,
            1};
}

}  // namespace

TEST_CASE("S9: the column Joined shows when the mail went out, then that it expired") {
    const User invited = user(Invited{sent, expires, 2});
    CHECK(example::joined_text(invited, sent) == "Invited 2026-01-01");
    CHECK(example::joined_text(invited, expires - microseconds(1)) == "Invited 2026-01-01");
    CHECK(example::joined_text(invited, expires) == "Invitation expired");

    CHECK(example::joined_text(invited, sent, example::german()) == "Eingeladen am 01.01.2026");
    CHECK(example::joined_text(invited, expires, example::german()) == "Einladung abgelaufen");
}

TEST_CASE("S9: the column Joined shows the date of joining, also of who was deactivated since") {
    for (const State& state : {State{Active{joined}}, State{Deactivated{joined + hours(1)}},
                               State{Removed{joined + hours(1), Removal::removed}}}) {
        CHECK(example::joined_text(user(state, joined), joined + hours(9)) == "2026-11-20");
        CHECK(example::joined_text(user(state, joined), joined + hours(9), example::german()) == "20.11.2026");
    }
}

TEST_CASE("the column Joined is empty for who was removed before joining") {
    CHECK(example::joined_text(user(Removed{sent, Removal::cancelled}), sent).empty());
}

TEST_CASE("a language writes the date of the column Joined in its own order, and it takes any year") {
    const Catalogue american{.language = "en-US", .texts = {{"joined.date", "{month}/{day}/{year}"}}};
    CHECK(example::joined_text(user(Active{joined}, joined), joined, american) == "11/20/2026");
    const Instant last(date(9999, 12, 31));
    CHECK(example::joined_text(user(Active{last}, last), last) == "9999-12-31");
}
