// SPDX-License-Identifier: MIT
// Stores, replays and tests rest on the equality of values: a difference in any one member is a difference.
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "beckon/lifecycle/available_actions.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// That a value equals its copy and differs from what each change makes of it.
template <class T>
void differs_by(const T& value, const std::vector<std::function<void(T&)>>& changes) {
    CHECK(value == T(value));
    for (std::size_t i = 0; i < changes.size(); ++i) {
        T changed = value;
        changes[i](changed);
        CAPTURE(i);
        CHECK_FALSE(value == changed);
    }
}

const Instant later = world::now() + boost::posix_time::hours(1);
const EmailAddress email = world::address("a@example.test");
const EmailAddress other_email = world::address("b@example.test");

}  // namespace

TEST_CASE("users are equal when every member is") {
    differs_by<User>(
        world::person("invite_sent").user.value(),
        {[](User& u) { u.account = AccountId::parse("other").value(); }, [](User& u) { u.id = world::id(9); },
         [](User& u) { u.email = email; }, [](User& u) { u.profile.name = "X"; },
         [](User& u) { u.profile.roles = {"X"}; }, [](User& u) { u.profile.attributes["teams"] = {"X"}; },
         [](User& u) { u.profile.attributes["inboxes"] = {"X"}; }, [](User& u) { u.profile.locale = "de"; },
         [](User& u) { u.reference = "X"; }, [](User& u) { u.state = Active{later}; }, [](User& u) { u.link.reset(); },
         [](User& u) { u.link->generation = 9; }, [](User& u) { u.link->key_id = 9; },
         [](User& u) { u.created_at = later; }, [](User& u) { u.joined_at = later; },
         [](User& u) { u.invited_by.reset(); }, [](User& u) { u.revision = 9; }});
}

TEST_CASE("states are equal when every member is") {
    differs_by<Invited>({world::now(), later, 1},
                        {[](Invited& s) { s.sent_at = later; }, [](Invited& s) { s.expires_at = world::now(); },
                         [](Invited& s) { s.times_sent = 2; }, [](Invited& s) { s.opened_at = later; }});
    differs_by<Active>({world::now()}, {[](Active& s) { s.since = later; }});
    differs_by<Deactivated>({world::now()}, {[](Deactivated& s) { s.since = later; }});
    differs_by<Removed>({world::now(), Removal::cancelled},
                        {[](Removed& s) { s.at = later; }, [](Removed& s) { s.how = Removal::declined; }});
}

TEST_CASE("events are equal when every member is") {
    const Event event{.account = world::account(),
                      .user = world::id(1),
                      .revision = 2,
                      .at = world::now(),
                      .by = {ActorKind::member, world::id(2)},
                      .from = Status::active,
                      .to = Status::active,
                      .change = events::Edited{{.name = "N"}}};
    differs_by<Event>(event,
                      {[](Event& e) { e.account = AccountId::parse("other").value(); },
                       [](Event& e) { e.user = world::id(9); }, [](Event& e) { e.revision = 9; },
                       [](Event& e) { e.at = later; }, [](Event& e) { e.by.kind = ActorKind::host; },
                       [](Event& e) { e.by.id = world::id(9); }, [](Event& e) { e.from = Status::deactivated; },
                       [](Event& e) { e.to.reset(); }, [](Event& e) { e.change = events::Edited{{.name = "M"}}; },
                       [](Event& e) { e.change = events::Edited{{.name = "N", .roles = {{"R"}}}}; },
                       [](Event& e) {
                           e.change = events::Edited{{.name = "N", .attributes = {{"teams", {"T"}}}}};
                       },
                       [](Event& e) {
                           e.change = events::Edited{{.name = "N", .attributes = {{"inboxes", {"I"}}}}};
                       },
                       [](Event& e) { e.change = events::Edited{{.name = "N", .locale = "de"}}; },
                       [](Event& e) { e.change = events::Activated{}; }});
}

TEST_CASE("changes are equal when every member is, and never when their kinds differ") {
    const Profile profile{"N", "", {"R"}, {}};
    differs_by<events::Invited>(
        {email, profile, {1, 2}, later},
        {[](events::Invited& c) { c.email = other_email; }, [](events::Invited& c) { c.profile.name = "M"; },
         [](events::Invited& c) { c.link.generation = 2; }, [](events::Invited& c) { c.expires_at = world::now(); },
         [](events::Invited& c) { c.reference = "X"; }});
    differs_by<events::Adopted>({email, profile}, {[](events::Adopted& c) { c.email = other_email; },
                                                   [](events::Adopted& c) { c.profile.name = "M"; },
                                                   [](events::Adopted& c) { c.reference = "X"; }});
    differs_by<events::Resent>({{1, 2}, later}, {[](events::Resent& c) { c.link.key_id = 3; },
                                                 [](events::Resent& c) { c.expires_at = world::now(); }});
    differs_by<events::NewlySent>({{1, 2}, later}, {[](events::NewlySent& c) { c.link.key_id = 3; },
                                                    [](events::NewlySent& c) { c.expires_at = world::now(); }});
    differs_by<events::EmailCorrected>(
        {email, {1, 2}, later},
        {[](events::EmailCorrected& c) { c.email = other_email; }, [](events::EmailCorrected& c) { c.link.key_id = 3; },
         [](events::EmailCorrected& c) { c.expires_at = world::now(); }});
    const std::vector<Change> empty_ones{events::LinkCopied{}, events::SetupBegun{},  events::Accepted{},
                                         events::Declined{},   events::Cancelled{},   events::Activated{},
                                         events::Removed{},    events::Deactivated{}, events::Edited{}};
    for (std::size_t i = 0; i < empty_ones.size(); ++i) {
        for (std::size_t j = 0; j < empty_ones.size(); ++j) CHECK((empty_ones[i] == empty_ones[j]) == (i == j));
    }
}

TEST_CASE("refusals, preconditions, mails and availabilities are equal when every member is") {
    differs_by<Refusal>(
        {.reason = Reason::too_soon},
        {[](Refusal& r) { r.reason = Reason::empty; }, [](Refusal& r) { r.remedy = Remedy::wait; },
         [](Refusal& r) { r.retry_at = later; }, [](Refusal& r) { r.field = Field::email; },
         [](Refusal& r) { r.names = {"teams"}; }, [](Refusal& r) { r.actual = Reason::link_superseded; }});
    differs_by<Precondition>(
        {.role = "Owner"},
        {[](Precondition& p) { p.rule = Precondition::Rule::pending_below; }, [](Precondition& p) { p.role = "Admin"; },
         [](Precondition& p) { p.limit = 1; }, [](Precondition& p) { p.refusal.reason = Reason::last_holder; }});
    differs_by<MailIntent>({world::account(), world::id(1), 2, 3, email, world::now()},
                           {[](MailIntent& m) { m.account = AccountId::parse("other").value(); },
                            [](MailIntent& m) { m.user = world::id(9); }, [](MailIntent& m) { m.revision = 9; },
                            [](MailIntent& m) { m.generation = 9; }, [](MailIntent& m) { m.to = other_email; },
                            [](MailIntent& m) { m.queued_at = later; }});
    differs_by<Availability>({Action::begin_setup},
                             {[](Availability& a) { a.action = Action::accept; },
                              [](Availability& a) { a.refusal = Refusal{.reason = Reason::empty}; }});
    differs_by<Member>({world::id(1), {"R"}},
                       {[](Member& m) { m.id = world::id(2); }, [](Member& m) { m.roles.clear(); }});
    differs_by<Actor>(LinkHolder{{1, 2}}, {[](Actor& a) { a = LinkHolder{{1, 3}}; }, [](Actor& a) { a = Host{}; }});
    CHECK(Actor(Host{}) == Actor(Host{}));
}

TEST_CASE("an invited user whose stored link is missing gets the first generation anew") {
    User user = world::person("invite_expired").user.value();
    user.link.reset();
    const auto decision =
        decide(&user, Resend{}, Host{}, world::easy_facts(), policies::gladly(), world::now()).value();
    CHECK(evolve(&user, decision.event.value()).link == Link{1, world::signing_key});
}

TEST_CASE("invite, adopt and correct_email name an address, and no other command does") {
    for (const auto& [name, command] : world::commands()) {
        CAPTURE(name);
        const EmailAddress* named = lifecycle::address_in(command);
        const Action action = action_of(command);
        CHECK((named != nullptr) ==
              (action == Action::invite || action == Action::adopt || action == Action::correct_email));
    }
    const Command command = CorrectEmail{email};
    CHECK(*lifecycle::address_in(command) == email);
}
