// SPDX-License-Identifier: MIT
// Every person x actor x command x facts x preset: what `decide` answers and what `evolve` makes of it, against an
// oracle that was written separately.
#include <cstddef>
#include <set>
#include <string>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/oracle.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// The first thing in which the decision differs from the oracle's answer; empty if nothing does.
std::string difference(const User* user, const Command& command, const Actor& actor, const Result<Decision>& decided,
                       const oracle::Answer& expected) {
    const auto refusal = decided ? std::nullopt : std::optional<Refusal>(decided.error());
    if (refusal != expected.refusal)
        return world::describe(refusal) + "; expected " + world::describe(expected.refusal);
    if (refusal) return {};

    const Decision& decision = *decided;
    if (decision.event.has_value() != expected.changes) return "an event, or none, against expectation";
    if (decision.mail.has_value() != expected.mail_to.has_value()) return "a mail, or none, against expectation";
    if (decision.only_if != expected.only_if) return "other preconditions";
    if (!decision.event) return {};

    const Event& event = *decision.event;
    const auto* invite = std::get_if<Invite>(&command);
    const auto* adopt = std::get_if<Adopt>(&command);
    const UserId id = invite != nullptr ? invite->id : adopt != nullptr ? adopt->id : user->id;
    if (event.account != world::account() || event.user != id) return "an event of another user";
    if (event.revision != (user == nullptr ? 1 : user->revision + 1)) return "a wrong revision";
    if (event.at != world::now()) return "a wrong time";
    if (event.from != expected.from || event.to != expected.to) return "a wrong status";
    if (action_of(event) != action_of(command)) return "an event of another action";
    Author by{};
    if (const auto* member = std::get_if<Member>(&actor)) by = {ActorKind::member, member->id};
    if (std::holds_alternative<LinkHolder>(actor)) by = {ActorKind::invitee, id};
    if (event.by != by) return "a wrong author";

    const User after = evolve(user, event);
    if (status_at(after, world::now()) != expected.to) return "evolved to a wrong status";
    if (after.link != expected.link) return "a wrong link";
    if (expiry_of(after) != expected.expires_at) return "a wrong expiry";
    if (expected.mail_to) {
        const MailIntent& mail = *decision.mail;
        if (!(mail.to == *expected.mail_to) || !(after.email == mail.to)) return "a mail to a wrong address";
        if (mail.generation != expected.link->generation) return "a mail with a wrong link";
        if (mail.account != event.account || mail.user != id || mail.revision != event.revision ||
            mail.queued_at != event.at) {
            return "a mail of another event";
        }
    }
    return {};
}

void compare_all(oracle::Preset preset) {
    const Policy policy = world::policy(preset);
    const auto people = world::people();
    const auto actors = world::actors(preset);
    const auto commands = world::commands();
    const auto all_facts = world::all_facts();
    std::size_t compared = 0;
    std::size_t different = 0;
    std::string examples;
    for (const auto& person : people) {
        const User* user = person.user ? &*person.user : nullptr;
        for (const auto& [actor_name, actor] : actors) {
            for (const auto& [command_name, command] : commands) {
                for (const Facts& facts : all_facts) {
                    ++compared;
                    const auto decided = decide(user, command, actor, facts, policy, world::now());
                    const auto expected = oracle::answer(preset, user, command, actor, facts, world::now());
                    const std::string what = difference(user, command, actor, decided, expected);
                    if (what.empty()) continue;
                    if (++different <= 10) {
                        examples += person.name + " | " + actor_name + " | " + command_name + " | " +
                                    world::describe(facts) + " | " + what + "\n";
                    }
                }
            }
        }
    }
    INFO(different << " of " << compared << " answers differ, such as\n" << examples);
    CHECK(different == 0);
    CHECK(compared == people.size() * actors.size() * commands.size() * all_facts.size());
}

}  // namespace

TEST_CASE("gladly: every answer is the oracle's (G1-G7, G15, B3-B5, B10, B11)") { compare_all(oracle::Preset::gladly); }

TEST_CASE("softwareone: every answer is the oracle's (S1-S8, S10-S15, S17, B12)") {
    compare_all(oracle::Preset::softwareone);
}

TEST_CASE("atender: every answer is the oracle's (A1, A3-A10, A13-A16)") { compare_all(oracle::Preset::atender); }

TEST_CASE("recommended: every answer is the oracle's (B9)") { compare_all(oracle::Preset::recommended); }

TEST_CASE("a policy that ranks roles: every answer is the oracle's") { compare_all(oracle::Preset::ranked); }

TEST_CASE("the small world has every action in it") {
    std::set<Action> seen;
    for (const auto& each : world::commands()) seen.insert(action_of(each.command));
    CHECK(seen.size() == 14);
}
