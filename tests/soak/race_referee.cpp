// SPDX-License-Identifier: MIT
#include "tests/soak/race_referee.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/soak/account_check.hpp"
#include "tests/soak/cap_model.hpp"
#include "tests/soak/user_model.hpp"
#include "tests/soak/violation.hpp"

namespace beckon::soak {

void RaceReferee::set_up(std::uint64_t batch, RaceBoard& board) {
    const auto service_by = [&](const Policy& policy) {
        return Service(store_, service_config(policy, [] { return at(0); }));
    };
    std::array<std::vector<beckon::Request>, 4> invitations;
    const AccountId account = run_.account(batch);
    for (std::size_t round = 0; round < board.size; ++round) {
        board.clocks.at(round) = 0;
        for (auto& log : board.logs.at(round)) log.clear();
        const Round plan = run_.plan(batch, round);
        if (plan.scenario == Scenario::two_owners) {
            set_up_owners(batch, round);
        } else if (plan.scenario == Scenario::pending_cap) {
            set_up_pending(batch, round);
        } else if (plan.one_user()) {
            const NewUser user = agent("u" + std::to_string(round));
            invitations.at(plan.policy)
                .push_back({.subject = run_.subject(batch, round),
                            .commands = {Invite{user.email, user.profile}},
                            .by = Host{}});
        }
    }
    for (std::size_t i = 0; i < invitations.size(); ++i) {
        for (const auto& answer : service_by(policies_of_races().at(i)).apply_all(account, invitations.at(i), at(0))) {
            answer.value();
        }
    }
}

void RaceReferee::judge(std::uint64_t batch, const RaceBoard& board) {
    for (std::size_t round = 0; round < board.size; ++round) {
        const Round plan = run_.plan(batch, round);
        std::vector<Operation> history;
        for (const auto& log : board.logs.at(round)) {
            history.insert(history.end(), log.entries().begin(), log.entries().end());
        }
        count(plan, history);
        try {
            if (plan.scenario == Scenario::two_owners) {
                judge_owners(batch, round, history);
            } else if (plan.scenario == Scenario::same_address) {
                judge_address(batch, round, history);
            } else if (plan.scenario == Scenario::pending_cap) {
                judge_cap(batch, round, *plan.rules().max_pending, history);
            } else {
                judge_user(batch, round, plan, history);
            }
        } catch (const Violation& violation) {
            throw Violation(violation.invariant(),
                            fmt::format("{}\nround {}, {}, {}:\n{}", violation.what(), batch * races_in_a_batch + round,
                                        word(plan.scenario), plan.in_doubt ? "with answers lost" : "no answer lost",
                                        in_words(history)));
        }
    }
    figures.events += check_account(store_, run_.account(batch)).events;
}

void RaceReferee::set_up_owners(std::uint64_t batch, std::size_t round) {
    const AccountId account = run_.account_of_its_own(batch, round);
    Service service(store_, service_config(policies_of_races().at(2), [] { return at(0); }));
    std::vector<beckon::Request> adoptions;
    for (const std::size_t number : {0U, 1U}) {
        adoptions.push_back(
            {.subject = run_.subject(batch, round, number),
             .commands = {Adopt{address_of("o" + std::to_string(number)), {.name = "O", .roles = {"Owner"}}}},
             .by = Host{}});
    }
    for (const auto& answer : service.apply_all(account, adoptions, at(0))) answer.value();
}

void RaceReferee::set_up_pending(std::uint64_t batch, std::size_t round) {
    const AccountId account = run_.account_of_its_own(batch, round);
    Service service(store_, service_config(policies_of_races().at(3), [] { return at(0); }));
    std::vector<beckon::Request> invitations;
    for (const std::size_t number : {0U, 1U}) {
        const NewUser user = agent("pending" + std::to_string(number));
        invitations.push_back({.subject = run_.subject(batch, round, number),
                               .commands = {Invite{user.email, user.profile}},
                               .by = Host{}});
    }
    for (const auto& answer : service.apply_all(account, invitations, at(0))) answer.value();
}

void RaceReferee::judge_user(std::uint64_t batch, std::size_t round, const Round& plan,
                             std::vector<Operation>& history) {
    const UserId id = run_.subject(batch, round);
    const auto firsts = std::count_if(history.begin(), history.end(), [](const Operation& operation) {
        return operation.request.key == 0 && operation.answer.first;
    });
    if (firsts > 1) throw Violation("I1", fmt::format("{} accepts were told that they were first", firsts));
    const auto user = store_.load(run_.account(batch), id);
    Operation last{.user = id, .worker = 99, .request = {.verb = Verb::read}, .answer = seen(user)};
    for (const Operation& each : history) {
        last.began = std::max({last.began, each.began + 1, each.has_answer() ? each.ended + 1 : 0});
    }
    last.ended = last.began + 1;
    history.push_back(last);
    if (!is_linearizable(history, invited_at(0, plan.rules()), plan.rules())) {
        const bool keyed = plan.scenario == Scenario::same_key;
        throw Violation(keyed ? "I20" : "I19", "in no order of these would each have been told what it was told");
    }
}

void RaceReferee::judge_address(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history) {
    std::size_t there = 0;
    for (std::size_t i = 0; i < contenders; ++i) {
        there += store_.load(run_.account(batch), run_.subject(batch, round, 8 + i)) ? 1U : 0U;
    }
    if (there != 1) throw Violation("I5", fmt::format("{} users were invited at one address", there));
    std::size_t ok = 0;
    for (const Operation& operation : history) {
        const Answer& answer = operation.answer;
        ok += answer.kind == Answer::Kind::ok ? 1U : 0U;
        if (answer.kind == Answer::Kind::refused && answer.reason != Reason::address_taken) {
            throw Violation("I5", "who came too late was told something else");
        }
    }
    const bool keyed = history.front().request.key != 0;
    const std::size_t wanted = keyed ? contenders / 2 : 1;  // Half of them spell the address alike.
    if (ok != wanted) throw Violation(keyed ? "I20" : "I5", fmt::format("{} invitations were acknowledged", ok));
}

void RaceReferee::judge_cap(std::uint64_t batch, std::size_t round, std::uint32_t cap,
                            const std::vector<Operation>& history) {
    const AccountId account = run_.account_of_its_own(batch, round);
    const Pending before{run_.subject(batch, round, 0), run_.subject(batch, round, 1)};
    if (!is_linearizable(history, before, cap)) {
        throw Violation("I19", "in no order of these would each have been told what it was told");
    }
    const CheckedAccount checked = check_account(store_, account);
    figures.events += checked.events;
    Pending after;
    for (const auto& [id, user] : checked.users) {
        if (is_live(user)) after.insert(id);
    }
    Pending told = before;
    for (const Operation& operation : history) {
        if (operation.answer.kind != Answer::Kind::ok) continue;
        if (operation.request.verb == Verb::cancel) {
            told.erase(operation.user);
        } else {
            told.insert(operation.user);
        }
    }
    const std::uint32_t counted = store_.look(account, {.pending = true, .now = at(0)}).counters.pending;
    if (after != told || counted != after.size()) {
        throw Violation("I19", fmt::format("{} are pending and {} counted, where the answers make it {}", after.size(),
                                           counted, told.size()));
    }
}

void RaceReferee::judge_owners(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history) {
    const AccountId account = run_.account_of_its_own(batch, round);
    figures.events += check_account(store_, account).events;
    std::set<UserId> fallen;
    for (const Operation& operation : history) {
        if (operation.answer.kind == Answer::Kind::ok) fallen.insert(operation.user);
    }
    const std::uint32_t left = store_.look(account, {.role = "Owner"}).counters.active_holders;
    if (fallen.size() != 1 || left != 1) {
        throw Violation("I19", fmt::format("of two owners {} fell and {} stayed", fallen.size(), left));
    }
    for (const Operation& operation : history) {
        const Answer& answer = operation.answer;
        const bool survivor = fallen.count(operation.user) == 0;
        const bool late = answer.reason == Reason::user_deactivated || answer.reason == Reason::user_not_found;
        const bool told_right =
            answer.kind == Answer::Kind::ok || (survivor ? answer.reason == Reason::last_holder : late);
        if (!told_right) throw Violation("I19", "an answer does not say what happened");
    }
}

void RaceReferee::count(const Round& plan, const std::vector<Operation>& history) {
    ++figures.rounds;
    ++figures.played.at(static_cast<std::size_t>(plan.scenario));
    figures.operations += history.size();
    bool overlap = false;
    for (const Operation& one : history) {
        ++figures.answers.at(static_cast<std::size_t>(one.answer.kind));
        figures.accepts += one.request.verb == Verb::accept ? 1U : 0U;
        overlap = overlap || std::any_of(history.begin(), history.end(), [&](const Operation& other) {
                      return one.began < other.began && other.began < one.ended && one.has_answer();
                  });
    }
    figures.contended += overlap ? 1U : 0U;
}

}  // namespace beckon::soak
