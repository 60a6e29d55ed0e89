// SPDX-License-Identifier: MIT
// Random lives of users, told twice: as they were stored, and as their events replay them.
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// SplitMix64: the same lives on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t below(std::uint64_t end) {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return (z ^ (z >> 31U)) % end;
    }

    template <class T>
    const T& one_of(const std::vector<T>& values) {
        return values[below(values.size())];
    }

private:
    std::uint64_t state_;
};

struct Life {
    std::optional<User> user{};
    std::vector<Event> events{};
};

User replayed(const std::vector<Event>& events) {
    User user = evolve(nullptr, events.at(0));
    for (std::size_t i = 1; i < events.size(); ++i) user = evolve(&user, events[i]);
    return user;
}

Actor random_actor(Dice& dice, const Life& life, oracle::Preset preset) {
    const auto kind = dice.below(3);
    if (kind == 0) return Host{};
    if (kind == 1) return dice.one_of(world::actors(preset)).actor;
    if (!life.user || !life.user->link) return Host{};
    Link link = *life.user->link;
    if (dice.below(4) == 0) --link.generation;
    return LinkHolder{link};
}

/// One step of a life: a random command, taken if it is accepted. Checks what must hold of every decision.
void step(Dice& dice, Life& life, oracle::Preset preset, Instant now, std::set<Action>& seen) {
    static const auto commands = world::commands();
    const Policy policy = world::policy(preset);
    const Command& command = dice.one_of(commands).command;
    const Actor actor = random_actor(dice, life, preset);
    Facts facts = world::easy_facts();
    facts.signing_key = static_cast<std::uint8_t>(dice.below(3));
    facts.link_key_listed = dice.below(4) != 0;
    const User* before = life.user ? &*life.user : nullptr;
    const auto decided = decide(before, command, actor, facts, policy, now);
    if (!decided) return;
    if (!decided->event) {
        CHECK_FALSE(decided->mail);
        CHECK(decided->only_if.empty());
        return;
    }
    const Event& event = *decided->event;
    const User after = evolve(before, event);
    seen.insert(action_of(event));
    CHECK(event.revision == (before == nullptr ? 1 : before->revision + 1));
    CHECK(after.revision == event.revision);
    CHECK(event.from == (before == nullptr ? std::nullopt : status_at(*before, event.at)));
    CHECK(event.to == status_at(after, event.at));
    if (before != nullptr && action_of(event) != Action::copy_link) {
        User same_revision = after;
        same_revision.revision = before->revision;
        CHECK_FALSE(same_revision == *before);
    }
    life.user = after;
    life.events.push_back(event);
}

}  // namespace

TEST_CASE("I6, I7: replaying the events of random lives gives the stored users, one revision an event") {
    std::set<Action> seen;
    std::size_t events = 0;
    for (const auto preset :
         {oracle::Preset::gladly, oracle::Preset::softwareone, oracle::Preset::atender, oracle::Preset::recommended}) {
        for (std::uint64_t seed = 1; seed <= 100; ++seed) {
            CAPTURE(static_cast<int>(preset), seed);
            Dice dice(seed);
            Life life;
            Instant now = world::now();
            for (int i = 0; i < 120; ++i) {
                now += boost::posix_time::minutes(static_cast<long>(dice.below(3000)) - 1000);
                if (dice.below(8) == 0) now += boost::posix_time::hours(8 * 24);
                step(dice, life, preset, now, seen);
                if (life.user && !is_live(*life.user) && dice.below(10) == 0) life = {};
            }
            if (life.events.empty()) continue;
            events += life.events.size();
            CHECK(replayed(life.events) == *life.user);
            CHECK(life.user->revision == static_cast<std::int64_t>(life.events.size()));
        }
    }
    for (const Action action : all_actions) {
        CAPTURE(code(action));
        CHECK(seen.contains(action));
    }
    CHECK(events > 500);
}

TEST_CASE("a command that changes nothing is a success without an event") {
    const auto event_of = [](std::string_view person, const Command& command, const Actor& actor,
                             const Policy& policy) {
        const User user = world::person(person).user.value();
        return decide(&user, command, actor, world::easy_facts(), policy, world::now()).value().event;
    };
    const Actor invitee = LinkHolder{world::newest};
    const Policy policy = policies::softwareone();
    const User deirdre = world::person("active").user.value();
    const Profile& p = deirdre.profile;

    CHECK(event_of("invite_sent", BeginSetup{}, invitee, policy));
    CHECK_FALSE(event_of("invite_sent, opened", BeginSetup{}, invitee, policy));
    CHECK_FALSE(event_of("active", Accept{}, invitee, policy));
    CHECK_FALSE(event_of("active", Edit{}, Host{}, policy));
    CHECK_FALSE(event_of("active", Edit{{p.name, p.locale, p.roles, p.attributes}}, Host{}, policy));
    CHECK(event_of("active", Edit{{.name = "Another"}}, Host{}, policy));
}

TEST_CASE("an edit's event holds what changed and nothing else") {
    const User user = world::person("active").user.value();
    const Edit edit{{.name = user.profile.name, .locale = "en", .roles = std::vector<std::string>{"Agent", "Lead"}}};
    const Decision decision =
        decide(&user, edit, Host{}, world::easy_facts(), policies::gladly(), world::now()).value();
    const ProfileChange roles_alone{.roles = std::vector<std::string>{"Agent", "Lead"}};
    CHECK(decision.event.value().change == Change(events::Edited{roles_alone}));
}

TEST_CASE("every kind of event makes its change and no other") {
    const User sent = world::person("invite_sent, opened").user.value();
    const User active = world::person("active").user.value();
    const Instant at = world::now() + boost::posix_time::hours(1);
    const Instant expires_at = at + boost::posix_time::hours(2);
    const Link next{3, 9};
    const auto evolved = [&](const User& user, Change change) {
        return evolve(&user, Event{.account = user.account,
                                   .user = user.id,
                                   .revision = 8,
                                   .at = at,
                                   .by = {},
                                   .from = {},
                                   .to = {},
                                   .change = std::move(change)});
    };
    const auto expect = [](User user, auto change) {
        user.revision = 8;
        change(user);
        return user;
    };
    const auto in_state = [&](State state) { return [state](User& user) { user.state = state; }; };

    CHECK(evolved(sent, events::Resent{next, expires_at}) == expect(sent, [&](User& user) {
              user.link = next;
              user.state = Invited{at, expires_at, 4, {}, "Welcome!"};
          }));
    CHECK(evolved(sent, events::Resent{world::newest, expires_at}) == expect(sent, [&](User& user) {
              user.state = Invited{at, expires_at, 4, std::get<Invited>(sent.state).opened_at, "Welcome!"};
          }));
    CHECK(evolved(sent, events::Resent{next, expires_at, "Hi"}) == expect(sent, [&](User& user) {
              user.link = next;
              user.state = Invited{at, expires_at, 4, {}, "Hi"};
          }));
    CHECK(evolved(sent, events::Resent{next, expires_at, ""}) == expect(sent, [&](User& user) {
              user.link = next;
              user.state = Invited{at, expires_at, 4};
          }));
    CHECK(evolved(sent, events::Resent{next, expires_at, {}, true}) == evolved(sent, events::Resent{next, expires_at}));
    CHECK(evolved(sent, events::NewlySent{next, expires_at}) == evolved(sent, events::Resent{next, expires_at}));
    CHECK(evolved(sent, events::EmailCorrected{world::address("x@example.test"), next, expires_at}) ==
          expect(sent, [&](User& user) {
              user.email = world::address("x@example.test");
              user.link = next;
              user.state = Invited{at, expires_at, 4, {}, "Welcome!"};
          }));
    CHECK(evolved(sent, events::LinkCopied{}) == expect(sent, [](User&) {}));
    CHECK(evolved(sent, events::SetupBegun{}) ==
          expect(sent, [&](User& user) { std::get<Invited>(user.state).opened_at = at; }));
    CHECK(evolved(sent, events::Accepted{}) == expect(sent, [&](User& user) {
              user.state = Active{at};
              user.joined_at = at;
          }));
    CHECK(evolved(sent, events::Declined{}) == expect(sent, in_state(Removed{at, Removal::declined})));
    CHECK(evolved(sent, events::Cancelled{}) == expect(sent, in_state(Removed{at, Removal::cancelled})));
    CHECK(evolved(active, events::Removed{}) == expect(active, in_state(Removed{at, Removal::removed})));
    CHECK(evolved(active, events::Deactivated{}) == expect(active, in_state(Deactivated{at})));
    CHECK(evolved(world::person("deactivated").user.value(), events::Activated{}) ==
          expect(active, in_state(Active{at})));
    CHECK(evolved(active, events::Edited{{"N", "de", {{"R"}}, {{"teams", {"T"}}, {"inboxes", {}}}}}) ==
          expect(active, [](User& user) {
              user.profile = {"N", "de", {"R"}, {{"teams", {"T"}}}};
          }));
    CHECK(evolved(active, events::Edited{}) == expect(active, [](User&) {}));
}

TEST_CASE("the first event makes the user whole") {
    const Profile profile{"N", "de", {"R"}, {{"teams", {"T"}}}};
    const EmailAddress email = world::address("n@example.test");
    const Instant expires_at = world::now() + boost::posix_time::hours(1);
    const auto first = [&](Author by, Change change) {
        return evolve(nullptr, Event{.account = world::account(),
                                     .user = world::id(5),
                                     .revision = 1,
                                     .at = world::now(),
                                     .by = by,
                                     .from = {},
                                     .to = {},
                                     .change = std::move(change)});
    };
    User expected{.account = world::account(),
                  .id = world::id(5),
                  .email = email,
                  .profile = profile,
                  .state = Invited{world::now(), expires_at, 1},
                  .link = Link{1, 7},
                  .created_at = world::now(),
                  .joined_at = std::nullopt,
                  .invited_by = world::id(6),
                  .revision = 1};
    const events::Invited invited{email, profile, Link{1, 7}, expires_at};
    CHECK(first({ActorKind::member, world::id(6)}, invited) == expected);
    expected.invited_by.reset();
    CHECK(first({}, invited) == expected);
    expected.state = Invited{world::now(), expires_at, 1, {}, "Hi"};
    CHECK(first({}, events::Invited{email, profile, Link{1, 7}, expires_at, {}, "Hi", true}) == expected);
    expected.state = Active{world::now()};
    expected.link.reset();
    expected.joined_at = world::now();
    CHECK(first({}, events::Adopted{email, profile}) == expected);
}
