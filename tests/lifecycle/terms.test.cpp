// SPDX-License-Identifier: MIT
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/erasure.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_view_literals;
using boost::posix_time::hours;
using boost::posix_time::microseconds;

namespace {

const Actor admin = Member{world::id(9), {"Admin"}};

Result<Decision> resent(const Terms& terms, const Actor& actor, const Policy& policy, Instant now = world::now()) {
    const User user = world::person("invite_sent, opened").user.value();
    return decide(&user, Resend{terms}, actor, world::easy_facts(), policy, now);
}

/// The refusal of a resend on these terms, or none.
std::optional<Refusal> refused(const Terms& terms, const Actor& actor = Host{},
                               const Policy& policy = policies::recommended()) {
    const auto decided = resent(terms, actor, policy);
    return decided ? std::nullopt : std::optional(decided.error());
}

std::optional<Refusal> refused_note(std::string_view note) { return refused({.note = std::string(note)}); }

std::string times(std::size_t count, std::string_view piece) {
    std::string text;
    while (count-- > 0) text.append(piece);
    return text;
}

}  // namespace

TEST_CASE("B15: a validity is positive, and bounded by the policy for members and by ten years for the host") {
    const Refusal malformed{.reason = Reason::invalid_value, .field = Field::validity};
    const Refusal too_long{.reason = Reason::too_long, .field = Field::validity};
    for (const Actor& actor : {Actor(Host{}), admin}) {
        CHECK(refused({.validity = Duration{}}, actor) == malformed);
        CHECK(refused({.validity = -microseconds(1)}, actor) == malformed);
        CHECK(refused({.validity = Duration(boost::posix_time::pos_infin)}, actor) == malformed);
        CHECK(refused({.validity = Duration(boost::posix_time::neg_infin)}, actor) == malformed);
        CHECK(refused({.validity = Duration(boost::posix_time::not_a_date_time)}, actor) == malformed);
    }
    CHECK_FALSE(refused({.validity = microseconds(1)}));
    CHECK(refused({.validity = hours(1) - microseconds(1)}, admin) == malformed);
    CHECK_FALSE(refused({.validity = hours(1)}, admin));
    CHECK_FALSE(refused({.validity = hours(168)}, admin));
    CHECK(refused({.validity = hours(168) + microseconds(1)}, admin) == too_long);
    CHECK_FALSE(refused({.validity = max_host_validity()}));
    CHECK(refused({.validity = max_host_validity() + microseconds(1)}) == too_long);
    Policy policy = policies::recommended();
    policy.max_validity = hours(24);
    CHECK_FALSE(refused({}, admin, policy));
    CHECK(refused({.validity = hours(25)}, admin, policy) == too_long);
    CHECK_FALSE(refused({.validity = hours(25)}, Host{}, policy));
}

TEST_CASE("B15: nobody brings an invitation's end forward if its role is above their own") {
    Policy policy = policies::recommended();
    policy.role_ranks = {"Owner", "Admin", "Agent"};
    policy.permissions[Action::resend] = {"Owner", "Admin", "Agent"};
    User owner = world::person("invite_sent").user.value();
    owner.profile.roles = {"Owner"};
    const auto asked = [&](const Terms& terms, const Actor& actor) {
        return decide(&owner, Resend{terms}, actor, world::easy_facts(), policy, world::now());
    };
    const Actor agent = Member{world::id(0x77), {"Agent"}};
    CHECK(asked({.validity = hours(2)}, agent).error().reason == Reason::role_above_own);
    CHECK(asked({}, agent).has_value());
    CHECK(asked({.validity = policy.validity}, agent).has_value());
    CHECK(asked({.validity = hours(2)}, Host{}).has_value());
}

TEST_CASE("B15: an invitation expires by its own terms, and the next one without terms by the policy's") {
    const Instant now = world::now();
    const User user = world::person("invite_sent").user.value();
    const User hour = evolve(&user, resent({.validity = hours(1)}, admin, policies::recommended())->event.value());
    CHECK(expiry_of(hour) == now + hours(1));
    const Decision again = decide(&hour, Resend{}, admin, world::easy_facts(), policies::recommended(), now).value();
    CHECK(expiry_of(evolve(&hour, again.event.value())) == now + hours(168));
}

TEST_CASE("B15: near the end of the calendar it is the terms that count") {
    const Instant end(boost::posix_time::max_date_time);
    const Policy policy = policies::softwareone();
    CHECK(resent({.validity = hours(1)}, Host{}, policy, end - hours(2)).error().reason == Reason::invitation_expired);
    CHECK(resent({}, Host{}, policy, end - hours(2)).error().reason == Reason::invalid_time);
    CHECK(resent({.validity = hours(3)}, Host{}, policy, end - hours(2)).error().reason == Reason::invalid_time);
}

TEST_CASE("B15: a note has at most 1,000 characters, whatever their size") {
    const Refusal too_long{.reason = Reason::too_long, .field = Field::note};
    for (const std::string_view one : {"x"sv, "\n"sv, "\r\n"sv, "\r"sv, "\xC3\xAB"sv, "\xF0\x9F\x99\x82"sv}) {
        CAPTURE(one);
        CHECK_FALSE(refused_note(times(1000, one)));
        CHECK(refused_note(times(1001, one)) == too_long);
    }
}

TEST_CASE("B15: a note is UTF-8 on any number of lines, without any other control character") {
    CHECK_FALSE(refused_note("Dear Zo\xC3\xAB,\n\nsee you.\r\nMaria"));
    CHECK_FALSE(refused_note(""));
    CHECK(refused_note("\xFF") == Refusal{.reason = Reason::not_utf8, .field = Field::note});
    CHECK(refused_note("\r\xC3") == Refusal{.reason = Reason::not_utf8, .field = Field::note});
    const Refusal control{.reason = Reason::control_character, .field = Field::note};
    for (const std::string_view bad : {
             "\t"sv, "\0"sv, "\x1B[31m"sv, "\x7F"sv, "\xC2\x85"sv, "\xE2\x80\xA8"sv,
             "\xE2\x80\xAE"sv,  // U+202E, right-to-left override
             "\xE2\x81\xA6"sv,  // U+2066, isolate
         }) {
        CAPTURE(bad);
        CHECK(refused_note("one line\n" + std::string(bad)) == control);
    }
}

TEST_CASE("B15: a note is kept with line feeds for line breaks, none given keeps it, and an empty one takes it away") {
    const User user = world::person("invite_sent, opened").user.value();
    const auto note_after = [&](const Terms& terms) {
        const Decision decision = resent(terms, admin, policies::recommended()).value();
        return std::get<Invited>(evolve(&user, decision.event.value()).state).note;
    };
    CHECK(note_after({.note = "a\r\nb\rc\n\r\n\rd"}) == "a\nb\nc\n\n\nd");
    CHECK(note_after({}) == "Welcome!");
    CHECK(note_after({.note = ""}).empty());
}

TEST_CASE("B15: accepting ends the note, and erasing blanks it in the state and in every event") {
    const User user = world::person("invite_sent, opened").user.value();
    CHECK(std::get<Invited>(erased(user).state).note.empty());
    const Link link{3, 5};
    for (const Change& change : {Change(events::Invited{user.email, user.profile, link, world::now(), {}, "Hi", true}),
                                 Change(events::Resent{link, world::now(), "Hi", true}),
                                 Change(events::NewlySent{link, world::now(), "Hi", true}),
                                 Change(events::EmailCorrected{user.email, link, world::now(), "Hi", true})}) {
        const Event event{user.account, user.id, 1, world::now(), {}, std::nullopt, std::nullopt, change};
        std::visit(
            [](const auto& after) {
                if constexpr (requires { after.note; }) {
                    CHECK_FALSE(after.note);
                    CHECK(after.by_hand);
                }
            },
            erased(event).change);
    }
}
