// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <iterator>
#include <set>
#include <thread>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

constexpr std::uint32_t contenders = 8;
constexpr std::uint32_t rounds = 200;

/// Runs `work(0)` to `work(7)` in a thread each, at the same time, and throws what the first of them threw.
template <class Work>
void at_once(Work work) {
    std::barrier<> start(contenders);
    std::vector<std::exception_ptr> errors(contenders);
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < contenders; ++i) {
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            try {
                work(i);
            } catch (...) {
                errors[i] = std::current_exception();
            }
        });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& error : errors) {
        if (error) std::rethrow_exception(error);
    }
}

/// Makes eight commits and has them committed at once: as many as `winners` must be, and each other be answered so.
template <class MakeCommit>
void race(Store& store, MakeCommit make, std::uint32_t winners, Outcome losers, std::string_view sentence) {
    std::vector<Commit> commits;
    for (std::uint32_t i = 0; i < contenders; ++i) commits.push_back(make(i));
    std::vector<Outcome> outcomes(contenders);
    at_once([&](std::uint32_t i) { outcomes[i] = store.commit(commits[i]).outcome; });
    require_equal(std::count(outcomes.begin(), outcomes.end(), Outcome::committed), winners, sentence);
    require_equal(std::count(outcomes.begin(), outcomes.end(), losers), contenders - winners,
                  "who came too late is told why");
}

std::string email(std::uint32_t number) { return "u" + std::to_string(number) + "@example.com"; }

void require_feed(Store& store, std::int64_t events) {
    std::int64_t last = 0;
    for (const auto& each : all_events(store, acme())) require_equal(each.position, ++last, "the feed has no gaps");
    require_equal(last, events, "the feed holds one event for each commit");
}

void one_winner(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const User ann = tell(*store, to_invite(round, email(round), noon()));
        race(
            *store, [&](std::uint32_t i) { return to_do(ann, Accept{}, noon(microseconds(i))); }, 1,
            Outcome::revision_conflict, "of commits with equal before, at once, exactly one is committed");
    }
    require_feed(*store, std::int64_t{2} * rounds);
}

void one_holder(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t round = 0; round < rounds; ++round) {
        race(
            *store, [&](std::uint32_t i) { return to_invite(round * contenders + i, email(round), noon()); }, 1,
            Outcome::address_taken, "of invitations of one address, at once, exactly one is committed");
    }
    require_equal(store->count(acme(), noon()).invite_sent, rounds, "an address has one holder");
    require_equal(store->claim_mail(noon(), minutes(5), std::size_t{contenders} * rounds).size(), rounds,
                  "a lost commit queues no mail");
    require_feed(*store, rounds);
}

void one_key(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t round = 0; round < rounds / 4; ++round) {
        const auto keyed = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            return with_key(to_invite(number, email(number), noon()), "key " + std::to_string(round), noon(hours(1)));
        };
        race(*store, keyed, 1, Outcome::key_taken, "of commits with one key, at once, exactly one is committed");
    }
    require_feed(*store, rounds / 4);
}

void last_holder_stays(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t round = 0; round < rounds / 8; ++round) {
        const std::string role = "Owner " + std::to_string(round);
        const auto leaving = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            const User owner = tell(*store, to_adopt(number, email(number), noon(), {role}));
            Commit commit = to_do(owner, i % 2 == 0 ? Command{Deactivate{}} : Command{Remove{}}, noon(tick));
            commit.only_if = {{.rule = Precondition::Rule::another_active_holder, .role = role}};
            return commit;
        };
        race(*store, leaving, contenders - 1, Outcome::precondition_failed,
             "of active holders who leave at once, one stays");
        require_equal(store->facts(acme(), role).active_holders, 1, "of active holders who leave at once, one stays");
    }
}

void pending_stays_below(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t round = 1; round <= rounds / 8; ++round) {
        const auto capped = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            Commit commit = to_invite(number, email(number), noon());
            commit.only_if = {{.rule = Precondition::Rule::pending_below, .limit = round * 3}};
            return commit;
        };
        race(*store, capped, 3, Outcome::precondition_failed, "commits at once do not pass a limit together");
        require_equal(store->facts(acme(), std::nullopt).pending, round * 3,
                      "commits at once do not pass a limit together");
    }
}

void each_mail_to_one(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    for (std::uint32_t n = 0; n < rounds; ++n) tell(*store, to_invite(n, email(n), noon()));
    std::vector<std::vector<ClaimedMail>> taken(contenders);
    at_once([&](std::uint32_t i) {
        for (bool more = true; more;) {
            const auto claimed = store->claim_mail(noon(), minutes(5), 3);
            more = !claimed.empty() && taken[i].size() <= rounds;
            taken[i].insert(taken[i].end(), claimed.begin(), claimed.end());
        }
    });
    std::multiset<UserId> users;
    for (const auto& each : taken) {
        for (const auto& claimed : each) users.insert(claimed.mail.intent.user);
    }
    require_equal(users.size(), rounds, "mails claimed at once go to one caller each, and none is passed over");
    require_equal(std::set(users.begin(), users.end()).size(), rounds, "mails claimed at once go to one caller each");
}

void one_settlement(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    tell(*store, to_invite(1, email(1), noon()));
    for (std::uint32_t round = 1; round <= rounds / 4; ++round) {
        const auto claimed = store->claim_mail(noon(), minutes(5), 1);
        require_equal(claimed.size(), 1, "a deferred mail is due again");
        std::atomic<std::uint32_t> settled = 0;
        at_once([&](std::uint32_t) {
            const Settlement settlement{.delivery = Delivery::deferred, .at = noon()};
            if (store->settle_mail(claimed.front(), settlement) == SettleResult::settled) ++settled;
        });
        require_equal(settled.load(), 1, "of settlements by one claim, at once, exactly one is recorded");
        require_equal(store->mail(acme(), user_number(1)).at(0).attempts, round, "each claim counts once");
    }
}

void no_half_commits_seen(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    const std::string_view sentence = "a reader sees a commit whole or not at all";
    at_once([&](std::uint32_t i) {
        for (std::uint32_t n = 0; n < rounds; ++n) {
            if (i == 0) {
                const auto* other = n % 2 == 0 ? "b@example.com" : "a@example.com";
                ann = tell(*store, to_do(ann, CorrectEmail{address(other)}, noon(microseconds(n))));
                continue;
            }
            require_equal(store->list({.account = acme(), .now = noon()}).users.size(), 1, sentence);
            require_equal(store->facts(acme(), std::nullopt).pending, 1, sentence);
            const User user = loaded(*store, acme(), user_number(1));
            require(user.email.text() == (user.revision % 2 == 0 ? "b@example.com" : "a@example.com"), sentence);
        }
    });
}

void no_half_batches_seen(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    constexpr std::uint32_t turns = 12;
    at_once([&](std::uint32_t i) {
        for (std::uint32_t n = 0; n < turns; ++n) {
            const std::uint32_t number = 2 * (i * turns + n);
            const std::vector<Commit> both{to_invite(number, email(number), noon()),
                                           to_invite(number + 1, email(number + 1), noon())};
            require(store->commit_all(both) == CommitResult{Outcome::committed},
                    "commits that nothing stands against are committed");
            const auto events = all_events(*store, acme());
            require(events.size() % 2 == 0, "a reader sees commits at once all or none");
            for (std::size_t k = 0; k < events.size(); k += 2) {
                require(events[k].event.user.data[15] + 1 == events[k + 1].event.user.data[15],
                        "commits at once follow one another with no other between them");
            }
        }
    });
    require_feed(*store, std::int64_t{2} * turns * contenders);
}

void one_batch_wins(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::vector<CommitResult> results(contenders);
    at_once([&](std::uint32_t i) {
        const std::uint32_t own = 2 * i;
        results[i] = store->commit_all(
            std::vector{to_invite(own, email(own), noon()), to_invite(own + 1, "same@example.com", noon())});
    });
    const std::string_view sentence = "of several lots of commits that exclude each other, at once, one is committed";
    require_equal(std::count(results.begin(), results.end(), CommitResult{Outcome::committed}), 1, sentence);
    require_equal(std::count(results.begin(), results.end(), CommitResult{Outcome::address_taken, 0, 1}),
                  contenders - 1, "who came too late is told why");
    require_equal(all_events(*store, acme()).size(), 2, sentence);
    require_equal(store->facts(acme(), std::nullopt).pending, 2, sentence);
}

}  // namespace

std::vector<ContractCheck> thread_checks() {
    return {{"of commits with equal before, at once, exactly one is committed", one_winner},
            {"of invitations of one address, at once, exactly one is committed", one_holder},
            {"of commits with one key, at once, exactly one is committed", one_key},
            {"of active holders who leave at once, the last one stays", last_holder_stays},
            {"commits at once do not pass a limit together", pending_stays_below},
            {"mails claimed at once go to one caller each", each_mail_to_one},
            {"of settlements by one claim, at once, exactly one is recorded", one_settlement},
            {"a reader sees a commit whole or not at all", no_half_commits_seen},
            {"a reader sees commits at once all or none", no_half_batches_seen},
            {"of lots of commits that exclude each other, at once, exactly one is committed", one_batch_wins}};
}

}  // namespace beckon::testing
