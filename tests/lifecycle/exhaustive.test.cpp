// SPDX-License-Identifier: MIT
// Every person x actor x command x facts x preset: what `decide` answers and what `evolve` makes of it, against an
// oracle that was written separately.
#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "tests/lifecycle/oracle.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

constexpr std::array all_presets{oracle::Preset::gladly,      oracle::Preset::softwareone, oracle::Preset::atender,
                                 oracle::Preset::recommended, oracle::Preset::ranked,      oracle::Preset::late,
                                 oracle::Preset::once,        oracle::Preset::walled};

std::string note_of(const User& user) {
    const auto* invited = std::get_if<Invited>(&user.state);
    return invited != nullptr ? invited->note : "";
}

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
    const UserId id = user != nullptr ? user->id : world::easy_facts().newcomer.value().id;
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
    if (note_of(after) != expected.note) return "a wrong note";
    if (expected.mail_to) {
        const MailIntent& mail = *decision.mail;
        if (!(mail.to == *expected.mail_to) || !(after.email == mail.to)) return "a mail to a wrong address";
        if (mail.generation != expected.link->generation) return "a mail with a wrong link";
        if (mail.by_hand != expected.by_hand) return "a mail, or a link by hand, against expectation";
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
    const auto all_facts = world::all_facts(11);
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

/// The table with one cell changed by mistake.
struct Mistake {
    std::string what;
    table::Cell cell;
};

/// Every way in which one cell can be wrong, as far as its members mean something.
std::vector<Mistake> mistakes_in(const table::Cell& cell) {
    std::vector<Mistake> all;
    const auto add = [&](std::string what, const auto& change) {
        all.push_back({std::move(what), cell});
        change(all.back().cell);
    };
    for (const table::Place place : table::all_places) {
        if (cell.to != place) add("leads elsewhere", [&](table::Cell& wrong) { wrong.to = place; });
    }
    if (cell.to) {
        add("is refused", [](table::Cell& wrong) {
            wrong.to.reset();
            wrong.reason = Reason::not_accepted_yet;
        });
    }
    for (std::size_t i = 0; i < cell.guards.size(); ++i) {
        if (cell.guards[i] == Guard::none) continue;
        add("lacks " + std::string(code(cell.guards[i])), [&](table::Cell& wrong) { wrong.guards[i] = Guard::none; });
    }
    const bool told = cell.reason != Reason{};
    if (told) add("has another reason", [](table::Cell& wrong) { wrong.reason = Reason::duplicate; });
    if (told || table::row_of(cell.action).offered != nullptr) {
        add("has another remedy", [](table::Cell& wrong) { wrong.remedy = Remedy::use_another_address; });
    }
    return all;
}

/// Whether some question of the small world is answered otherwise than by the oracle.
bool is_noticed_under(oracle::Preset preset, const table::Cell& wrong) {
    static const auto people = world::people();
    static const auto commands = world::commands();
    static const auto all_facts = world::all_facts(5);  // With fewer a mistake stays unnoticed.
    const Policy policy = world::policy(preset);
    const auto actors = world::actors(preset);
    for (const auto& person : people) {
        const User* user = person.user ? &*person.user : nullptr;
        if (table::place_of(user, world::now()) != wrong.place) continue;
        for (const auto& [actor_name, actor] : actors) {
            for (const auto& [command_name, command] : commands) {
                if (action_of(command) != wrong.action) continue;
                for (const Facts& facts : all_facts) {
                    const auto expected = oracle::answer(preset, user, command, actor, facts, world::now());
                    const auto refusal =
                        lifecycle::refusal_of({user, &command, wrong, actor, facts, policy, world::now()});
                    if (refusal != expected.refusal) return true;
                    if (expected.changes && status_of(*wrong.to) != expected.to) return true;
                }
            }
        }
    }
    return false;
}

/// Whether the static assertions of the table object, or else the oracle.
bool is_noticed(const table::Cell& wrong) {
    return !table::is_sound(wrong) || std::any_of(all_presets.begin(), all_presets.end(), [&](oracle::Preset preset) {
        return is_noticed_under(preset, wrong);
    });
}

}  // namespace

TEST_CASE("a mistake in any cell is noticed") {
#ifdef NDEBUG
    constexpr std::size_t step = 1;
#else
    constexpr std::size_t step = 3;  // The sanitizers make each cell take five times as long.
#endif
    std::size_t planted = 0;
    for (std::size_t i = 0; i < table::cells.size(); i += step) {
        const table::Cell& cell = table::cells[i];
        CAPTURE(code(cell.action), static_cast<int>(cell.place));
        CHECK_FALSE(is_noticed(cell));
        for (const auto& [what, wrong] : mistakes_in(cell)) {
            CAPTURE(what);
            CHECK(is_noticed(wrong));
            ++planted;
        }
    }
    CHECK(planted > 600 / step);
}

TEST_CASE("gladly: every answer is the oracle's (G1-G7, G15, B3-B5, B10, B11)") { compare_all(oracle::Preset::gladly); }

TEST_CASE("softwareone: every answer is the oracle's (S1-S8, S10-S15, S17, B12)") {
    compare_all(oracle::Preset::softwareone);
}

TEST_CASE("atender: every answer is the oracle's (A1, A3-A10, A13-A16)") { compare_all(oracle::Preset::atender); }

TEST_CASE("recommended: every answer is the oracle's (B9)") { compare_all(oracle::Preset::recommended); }

TEST_CASE("a policy that ranks roles: every answer is the oracle's") { compare_all(oracle::Preset::ranked); }

TEST_CASE("a policy that resends expired invitations only: every answer is the oracle's") {
    compare_all(oracle::Preset::late);
}

TEST_CASE("a policy that sends new invitations only: every answer is the oracle's") {
    compare_all(oracle::Preset::once);
}

TEST_CASE("B20: a policy for one domain only: every answer is the oracle's") { compare_all(oracle::Preset::walled); }

TEST_CASE("the small world has every action in it") {
    std::set<Action> seen;
    for (const auto& each : world::commands()) seen.insert(action_of(each.command));
    CHECK(seen.size() == 14);
}
