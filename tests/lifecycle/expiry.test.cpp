// SPDX-License-Identifier: MIT
#include <array>
#include <optional>

#include "beckon/lifecycle/available_actions.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using boost::posix_time::hours;
using boost::posix_time::microseconds;

namespace {

/// The user after a command that must be accepted.
User done(const User* user, const Command& command, const Actor& actor, const Policy& policy, Instant now) {
    return evolve(user, decide(user, command, actor, world::easy_facts(), policy, now).value().event.value());
}

User invited(const Policy& policy, Instant now) {
    const Profile profile{.name = "Deirdre", .locale = {}, .roles = {"Agent"}};
    return done(nullptr, Invite{world::address("d@example.test"), profile}, Host{}, policy, now);
}

std::optional<Refusal> refusal(const User* user, const Command& command, const Actor& actor, const Policy& policy,
                               Instant now) {
    const auto decided = decide(user, command, actor, world::easy_facts(), policy, now);
    return decided ? std::nullopt : std::optional<Refusal>(decided.error());
}

/// That an invitation sent at `sent_at` is open until just before `sent_at + lasts`, and expired from then on.
void expires_after(const User& user, const Policy& policy, Instant sent_at, Duration lasts) {
    const Actor invitee = LinkHolder{user.link.value()};
    const Instant end = sent_at + lasts;
    CHECK(expiry_of(user) == end);

    const Instant before = end - microseconds(1);
    CHECK(status_at(user, before) == Status::invite_sent);
    CHECK(link_state(&user, *user.link, before) == LinkState::valid);
    CHECK_FALSE(refusal(&user, BeginSetup{}, invitee, policy, before));
    CHECK_FALSE(refusal(&user, Accept{}, invitee, policy, before));
    CHECK_FALSE(refusal(&user, Accept{user.email}, Host{}, policy, before));

    for (const Instant now : {end, end + microseconds(1), end + hours(24 * 3650)}) {
        CHECK(status_at(user, now) == Status::invite_expired);
        CHECK(link_state(&user, *user.link, now) == LinkState::expired);
        const Refusal expired{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator};
        CHECK(refusal(&user, BeginSetup{}, invitee, policy, now) == expired);
        CHECK(refusal(&user, Accept{}, invitee, policy, now) == expired);
        const Refusal not_offered{.reason = Reason::not_offered, .remedy = Remedy::ask_administrator};
        CHECK(refusal(&user, Decline{}, invitee, policy, now) == (policy.offers_decline ? expired : not_offered));
        const Refusal too_late{.reason = Reason::invitation_expired, .remedy = Remedy::ask_administrator};
        CHECK(refusal(&user, Accept{user.email}, Host{}, policy, now) == too_late);
    }
}

}  // namespace

TEST_CASE("G2: a gladly invitation expires 24 hours after sending, at that instant") {
    expires_after(invited(policies::gladly(), world::now()), policies::gladly(), world::now(), hours(24));
}

TEST_CASE("S1: a softwareone invitation expires 7 days after sending, at that instant") {
    expires_after(invited(policies::softwareone(), world::now()), policies::softwareone(), world::now(), hours(168));
}

TEST_CASE("A1: an atender invitation expires 7 days after sending, at that instant") {
    expires_after(invited(policies::atender(), world::now()), policies::atender(), world::now(), hours(168));
}

TEST_CASE("a recommended invitation expires 7 days after sending, at that instant") {
    expires_after(invited(policies::recommended(), world::now()), policies::recommended(), world::now(), hours(168));
}

TEST_CASE("G4: an expired gladly invitation is sent again for 24 hours more") {
    const User user = invited(policies::gladly(), world::now());
    const Instant later = world::now() + hours(24);
    const User again = done(&user, Resend{}, Host{}, policies::gladly(), later);
    CHECK(status_at(again, later) == Status::invite_sent);
    expires_after(again, policies::gladly(), later, hours(24));
}

TEST_CASE("S3: a resend resets the expiry to 7 days and keeps the link") {
    const User user = invited(policies::softwareone(), world::now());
    const Instant later = world::now() + hours(168) - microseconds(1);
    const User again = done(&user, Resend{}, Host{}, policies::softwareone(), later);
    CHECK(again.link == user.link);
    expires_after(again, policies::softwareone(), later, hours(168));
}

TEST_CASE("S2, S6: resend works until the instant of expiry, send new from it on") {
    const User user = invited(policies::softwareone(), world::now());
    const Instant end = world::now() + hours(168);
    const Policy policy = policies::softwareone();
    CHECK_FALSE(refusal(&user, Resend{}, Host{}, policy, end - microseconds(1)));
    CHECK(refusal(&user, SendNew{}, Host{}, policy, end - microseconds(1)).value().reason == Reason::still_valid);
    CHECK(refusal(&user, Resend{}, Host{}, policy, end) ==
          Refusal{.reason = Reason::invitation_expired, .remedy = Remedy::send_new_invitation});
    CHECK_FALSE(refusal(&user, SendNew{}, Host{}, policy, end));
}

TEST_CASE("S5: copying the link moves no expiry and is refused from the instant of expiry on") {
    const User user = invited(policies::softwareone(), world::now());
    const Instant end = world::now() + hours(168);
    const User copied = done(&user, CopyLink{}, Host{}, policies::softwareone(), end - microseconds(1));
    CHECK(expiry_of(copied) == end);
    CHECK(copied.link == user.link);
    CHECK(refusal(&user, CopyLink{}, Host{}, policies::softwareone(), end).value().reason ==
          Reason::invitation_expired);
}

TEST_CASE("A3: a fresh link has a fresh expiry, before and after the old one's") {
    const User user = invited(policies::atender(), world::now());
    for (const Duration& after : {Duration(microseconds(1)), Duration(hours(168)), Duration(hours(1000))}) {
        const Instant later = world::now() + after;
        const User again = done(&user, Resend{}, Host{}, policies::atender(), later);
        CHECK(again.link->generation == user.link->generation + 1);
        expires_after(again, policies::atender(), later, hours(168));
    }
}

TEST_CASE("B9: the cooldown ends a minute after the mail, at that instant") {
    const User user = invited(policies::recommended(), world::now());
    Facts facts = world::easy_facts();
    facts.user_mailed_at = world::now();
    const Instant over = world::now() + boost::posix_time::minutes(1);
    const Policy policy = policies::recommended();
    const auto early = decide(&user, Resend{}, Host{}, facts, policy, over - microseconds(1));
    REQUIRE_FALSE(early.has_value());
    CHECK(early.error() == Refusal{.reason = Reason::too_soon, .remedy = Remedy::wait, .retry_at = over});
    CHECK(decide(&user, Resend{}, Host{}, facts, policy, over).has_value());
}

TEST_CASE("B13: a cooldown begun by a clock that ran ahead ends when the clock is set back by more than itself") {
    const User user = invited(policies::recommended(), world::now());
    const Policy policy = policies::recommended();
    Facts facts = world::easy_facts();
    facts.user_mailed_at = world::now() + boost::posix_time::minutes(1);
    CHECK_FALSE(decide(&user, Resend{}, Host{}, facts, policy, world::now()).has_value());
    CHECK(decide(&user, Resend{}, Host{}, facts, policy, world::now() - microseconds(1)).has_value());
}

TEST_CASE("a time too near to the end of the calendar for an expiry is refused as invalid") {
    const User user = invited(policies::gladly(), world::now());
    const Refusal refused{.reason = Reason::invalid_time, .field = Field::now};
    const Policy policy = policies::gladly();
    const Instant last = Instant(boost::posix_time::max_date_time) - policy.validity;
    CHECK(decide(&user, Resend{}, Host{}, world::easy_facts(), policy, last).has_value());
    const auto late = decide(&user, Resend{}, Host{}, world::easy_facts(), policy, last + microseconds(1));
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error() == refused);
    const auto actions = available_actions(user, Host{}, world::easy_facts(), policy, last + microseconds(1));
    for (const Availability& each : actions) CHECK(each.refusal == refused);
}

TEST_CASE("B13: a clock that goes backwards opens the invitation again and breaks nothing") {
    const Policy policy = policies::gladly();
    const User user = invited(policy, world::now());
    const Actor invitee = LinkHolder{user.link.value()};
    REQUIRE(status_at(user, world::now() + hours(25)) == Status::invite_expired);
    CHECK(status_at(user, world::now() + hours(23)) == Status::invite_sent);
    const Instant long_before = world::now() - hours(24 * 365);
    CHECK(status_at(user, long_before) == Status::invite_sent);

    const User joined = done(&user, Accept{}, invitee, policy, long_before);
    CHECK(joined.joined_at == long_before);
    CHECK(joined.revision == 2);
    CHECK(status_at(joined, world::now() + hours(25)) == Status::active);
    CHECK(refusal(&joined, Accept{}, invitee, policy, long_before).value().reason == Reason::link_used);

    const User again = done(&user, Resend{}, Host{}, policy, long_before);
    expires_after(again, policy, long_before, hours(24));
    CHECK(refusal(&again, Accept{}, invitee, policy, long_before).value().reason == Reason::link_superseded);
}

TEST_CASE("B13: with a stopped clock every step still happens once") {
    const Policy policy = policies::atender();
    const Instant now = world::now();
    User user = invited(policy, now);
    for (int i = 0; i < 3; ++i) user = done(&user, Resend{}, Host{}, policy, now);
    CHECK(user.link->generation == 4);
    CHECK(expiry_of(user) == now + hours(168));
    user = done(&user, Accept{}, LinkHolder{*user.link}, policy, now);
    user = done(&user, Deactivate{}, Host{}, policy, now);
    user = done(&user, Activate{}, Host{}, policy, now);
    CHECK(user.state == State(Active{now}));
    CHECK(user.revision == 7);
}

TEST_CASE("a special time is refused as invalid_time before anything else") {
    const User user = invited(policies::recommended(), world::now());
    const Refusal expected{.reason = Reason::invalid_time, .field = Field::now};
    for (const Instant special : {Instant(boost::posix_time::not_a_date_time), Instant(boost::posix_time::pos_infin),
                                  Instant(boost::posix_time::neg_infin)}) {
        for (const auto& each : world::commands()) {
            CHECK(refusal(&user, each.command, Host{}, policies::recommended(), special) == expected);
            CHECK(refusal(nullptr, each.command, Member{}, policies::recommended(), special) == expected);
        }
        const auto all = available_actions(user, Host{}, world::easy_facts(), policies::recommended(), special);
        REQUIRE(all.size() == 14);
        for (const auto& each : all) CHECK(each.refusal == expected);
    }
}
