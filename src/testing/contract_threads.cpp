// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <set>
#include <thread>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

constexpr std::uint32_t contenders = 8;
constexpr std::uint32_t rounds = 200;

/// Eight threads that do things at the same time, as often as they are asked to.
class Contenders {
public:
    Contenders() {
        for (std::uint32_t i = 0; i < contenders; ++i) threads_.emplace_back([this, i] { contend(i); });
    }
    Contenders(const Contenders&) = delete;
    Contenders& operator=(const Contenders&) = delete;
    ~Contenders() {
        work_ = nullptr;
        start_.arrive_and_wait();
        for (auto& thread : threads_) thread.join();
    }

    /// Runs `work(0)` to `work(7)`, one in each thread. Throws what the first of them threw.
    void run(std::function<void(std::uint32_t)> work) {
        work_ = std::move(work);
        errors_.assign(contenders, nullptr);
        start_.arrive_and_wait();
        end_.arrive_and_wait();
        for (const auto& error : errors_) {
            if (error) std::rethrow_exception(error);
        }
    }

private:
    void contend(std::uint32_t i) {
        for (start_.arrive_and_wait(); work_; start_.arrive_and_wait()) {
            try {
                work_(i);
            } catch (...) {
                errors_[i] = std::current_exception();
            }
            end_.arrive_and_wait();
        }
    }

    std::barrier<> start_{contenders + 1};
    std::barrier<> end_{contenders + 1};
    std::function<void(std::uint32_t)> work_;
    std::vector<std::exception_ptr> errors_;
    std::vector<std::thread> threads_;
};

/// The ways to one store's data: the store itself and, if `both`, another one opened beside it.
struct Doors {
    Doors(const StoreUnderTest& mine, bool both)
        : first(mine.open_fresh()), second(both ? mine.open_second() : nullptr) {}

    Store& front() const { return *first; }
    Store& of(std::uint32_t contender) const { return second && contender % 2 != 0 ? *second : *first; }

    void at_once(const std::function<void(std::uint32_t)>& work) const { threads->run(work); }

    std::unique_ptr<Store> first;
    std::unique_ptr<Store> second;
    std::unique_ptr<Contenders> threads = std::make_unique<Contenders>();
};

/// Fewer through two stores, because each waits every time for the other's writing to reach the disk.
constexpr std::uint32_t rounds_through(bool both) { return both ? rounds / 8 : rounds; }

/// Makes eight commits and has them committed at once. Exactly `winners` must succeed, and the others be answered with
/// this outcome.
template <class MakeCommit>
void race(const Doors& doors, MakeCommit make, std::uint32_t winners, Outcome losers, std::string_view sentence) {
    std::vector<Commit> commits;
    for (std::uint32_t i = 0; i < contenders; ++i) commits.push_back(make(i));
    std::vector<Outcome> outcomes(contenders);
    doors.at_once([&](std::uint32_t i) { outcomes[i] = doors.of(i).commit(commits[i]).outcome; });
    require_equal(std::count(outcomes.begin(), outcomes.end(), Outcome::committed), winners, sentence);
    require_equal(std::count(outcomes.begin(), outcomes.end(), losers), contenders - winners,
                  "the losers are told why");
}

std::string email(std::uint32_t number) { return "u" + std::to_string(number) + "@example.com"; }

void require_feed(Store& store, std::int64_t events) {
    std::int64_t last = 0;
    for (const auto& each : all_events(store, acme())) require_equal(each.position, ++last, "the feed has no gaps");
    require_equal(last, events, "the feed holds one event for each commit");
}

template <bool both>
void one_winner(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 0; round < rounds_through(both); ++round) {
        const User ann = tell(doors.front(), to_invite(round, email(round), noon()));
        race(
            doors, [&](std::uint32_t i) { return to_do(ann, Accept{}, noon(microseconds(i))); }, 1,
            Outcome::revision_conflict, "of concurrent commits with the same before, exactly one is committed");
    }
    require_feed(doors.front(), std::int64_t{2} * rounds_through(both));
}

template <bool both>
void one_new_user(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 0; round < rounds_through(both) / 4; ++round) {
        race(
            doors, [&](std::uint32_t i) { return to_adopt(round, email(round * contenders + i), noon()); }, 1,
            Outcome::revision_conflict, "of concurrent commits that make one user, exactly one is committed");
    }
    require_feed(doors.front(), rounds_through(both) / 4);
}

template <bool both>
void one_holder(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 0; round < rounds_through(both); ++round) {
        race(
            doors, [&](std::uint32_t i) { return to_invite(round * contenders + i, email(round), noon()); }, 1,
            Outcome::address_taken, "of concurrent invitations of one address, exactly one is committed");
    }
    require_equal(doors.front().count(acme(), noon()).invite_sent, rounds_through(both), "an address has one holder");
    require_equal(doors.front().claim_mail(noon(), minutes(5), std::size_t{contenders} * rounds).size(),
                  rounds_through(both), "a losing commit queues no email");
    require_feed(doors.front(), rounds_through(both));
}

template <bool both>
void one_key(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 0; round < rounds_through(both) / 4; ++round) {
        const auto keyed = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            return with_key(to_invite(number, email(number), noon()), "key " + std::to_string(round), noon(hours(1)));
        };
        race(doors, keyed, 1, Outcome::key_taken, "of concurrent commits with one key, exactly one is committed");
    }
    require_feed(doors.front(), rounds_through(both) / 4);
}

template <bool both>
void last_holder_stays(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 0; round < rounds_through(both) / 8; ++round) {
        const std::string role = "Owner " + std::to_string(round);
        const auto leaving = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            const User owner = tell(doors.front(), to_adopt(number, email(number), noon(), {role}));
            Commit commit = to_do(owner, i % 2 == 0 ? Command{Deactivate{}} : Command{Remove{}}, noon(tick));
            commit.only_if = {{.rule = Precondition::Rule::another_active_holder, .role = role}};
            return commit;
        };
        race(doors, leaving, contenders - 1, Outcome::precondition_failed,
             "of active holders who leave concurrently, one stays");
        require_equal(counters(doors.front(), acme(), role).active_holders, 1,
                      "of active holders who leave concurrently, one stays");
    }
}

template <bool both>
void pending_stays_below(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t round = 1; round <= rounds_through(both) / 8; ++round) {
        const auto capped = [&](std::uint32_t i) {
            const std::uint32_t number = round * contenders + i;
            Commit commit = to_invite(number, email(number), noon());
            commit.only_if = {{.rule = Precondition::Rule::pending_below, .limit = round * 3}};
            return commit;
        };
        race(doors, capped, 3, Outcome::precondition_failed, "concurrent commits do not exceed a limit together");
        require_equal(counters(doors.front(), acme(), std::nullopt).pending, round * 3,
                      "concurrent commits do not exceed a limit together");
    }
}

template <bool both>
void each_mail_to_one(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    for (std::uint32_t n = 0; n < rounds_through(both); ++n) tell(doors.front(), to_invite(n, email(n), noon()));
    std::vector<std::vector<ClaimedMail>> taken(contenders);
    doors.at_once([&](std::uint32_t i) {
        for (bool more = true; more;) {
            const auto claimed = doors.of(i).claim_mail(noon(), minutes(5), 3);
            more = !claimed.empty() && taken[i].size() <= rounds_through(both);
            taken[i].insert(taken[i].end(), claimed.begin(), claimed.end());
        }
    });
    std::multiset<UserId> users;
    for (const auto& each : taken) {
        for (const auto& claimed : each) users.insert(claimed.mail.intent.user);
    }
    require_equal(users.size(), rounds_through(both),
                  "emails claimed concurrently go to one caller each, and none is left out");
    require_equal(std::set(users.begin(), users.end()).size(), rounds_through(both),
                  "emails claimed concurrently go to one caller each");
}

template <bool both>
void one_settlement(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    tell(doors.front(), to_invite(1, email(1), noon()));
    for (std::uint32_t round = 1; round <= rounds_through(both) / 4; ++round) {
        const auto claimed = doors.front().claim_mail(noon(), minutes(5), 1);
        require_equal(claimed.size(), 1, "a deferred email is due again");
        std::atomic<std::uint32_t> settled = 0;
        doors.at_once([&](std::uint32_t i) {
            const Settlement settlement{.delivery = Delivery::deferred, .at = noon()};
            if (doors.of(i).settle_mail(claimed.front(), settlement) == SettleResult::settled) ++settled;
        });
        require_equal(settled.load(), 1, "of concurrent settlements by one claim, exactly one is recorded");
        require_equal(doors.front().mail(acme(), user_number(1)).at(0).attempts, round, "each claim counts once");
    }
}

template <bool both>
void settled_or_handed_out(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    const std::string_view sentence = "an email settled and claimed concurrently is settled or handed out again";
    for (std::uint32_t round = 0; round < rounds_through(both) / 2; ++round) {
        tell(doors.front(), to_invite(round, email(round), noon()));
        const auto first = doors.front().claim_mail(noon(), minutes(5), 1);
        require_equal(first.size(), 1, "one email is due");
        std::atomic<std::uint32_t> settled = 0;
        std::vector<std::vector<ClaimedMail>> taken(contenders);
        doors.at_once([&](std::uint32_t i) {
            if (i / 2 % 2 == 0) {
                const Settlement settlement{.delivery = Delivery::sent, .at = noon(minutes(5))};
                if (doors.of(i).settle_mail(first.front(), settlement) == SettleResult::settled) ++settled;
            } else {
                taken[i] = doors.of(i).claim_mail(noon(minutes(5)), minutes(5), 1);
            }
        });
        std::vector<ClaimedMail> second;
        for (const auto& each : taken) second.insert(second.end(), each.begin(), each.end());
        require_equal(settled + second.size(), 1, sentence);
        const MailRecord mail = doors.front().mail(acme(), user_number(round)).at(0);
        require(mail.delivery == (second.empty() ? Delivery::sent : Delivery::queued), sentence);
        require_equal(std::size_t{mail.lapses}, second.size(), sentence);
        if (second.empty()) continue;
        require(doors.front().settle_mail(second.front(), {.delivery = Delivery::sent, .at = noon(minutes(6))}) ==
                    SettleResult::settled,
                "the latest claim of an email settles it");
    }
}

template <bool both>
void purged_once(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    const std::uint32_t users = rounds_through(both);
    for (std::uint32_t n = 0; n < users; ++n) {
        tell(doors.front(), to_do(tell(doors.front(), to_invite(n, email(n), noon())), Cancel{}, noon(tick)));
    }
    std::atomic<std::size_t> purged = 0;
    doors.at_once([&](std::uint32_t i) {
        for (std::size_t more = 1; more > 0; purged += more) more = doors.of(i).purge(acme(), noon(hours(1)), 3);
    });
    require_equal(purged.load(), users, "of concurrent purges of one user, exactly one counts the user");
    require(all_events(doors.front(), acme()).empty(), "a purged user leaves no events");
}

template <bool both>
void no_half_commits_seen(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    User ann = tell(doors.front(), to_invite(1, "a@example.com", noon()));
    const std::string_view sentence = "a reader sees a commit completely or not at all";
    doors.at_once([&](std::uint32_t i) {
        for (std::uint32_t n = 0; n < rounds_through(both); ++n) {
            if (i == 0) {
                const auto* other = n % 2 == 0 ? "b@example.com" : "a@example.com";
                ann = tell(doors.front(), to_do(ann, CorrectEmail{address(other)}, noon(microseconds(n))));
                continue;
            }
            require_equal(doors.of(i).list({.account = acme(), .now = noon()}).users.size(), 1, sentence);
            require_equal(counters(doors.of(i), acme(), std::nullopt).pending, 1, sentence);
            const User user = loaded(doors.of(i), acme(), user_number(1));
            require(user.email.text() == (user.revision % 2 == 0 ? "b@example.com" : "a@example.com"), sentence);
        }
    });
}

template <bool both>
void no_half_batches_seen(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    constexpr std::uint32_t turns = both ? 4 : 12;
    doors.at_once([&](std::uint32_t i) {
        for (std::uint32_t n = 0; n < turns; ++n) {
            const std::uint32_t number = 2 * (i * turns + n);
            const std::vector<Commit> two{to_invite(number, email(number), noon()),
                                          to_invite(number + 1, email(number + 1), noon())};
            require(doors.of(i).commit_all(two) == CommitResult{Outcome::committed},
                    "commits are accepted if nothing prevents them");
            const auto events = all_events(doors.of(i / 2), acme());
            require(events.size() % 2 == 0, "a reader sees a batch completely or not at all");
            for (std::size_t k = 0; k < events.size(); k += 2) {
                require(events[k].event.user.data[15] + 1 == events[k + 1].event.user.data[15],
                        "the events of a batch follow one another with no other in between");
            }
        }
    });
    require_feed(doors.front(), std::int64_t{2} * turns * contenders);
}

template <bool both>
void one_batch_wins(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    std::vector<CommitResult> results(contenders);
    doors.at_once([&](std::uint32_t i) {
        const std::uint32_t own = 2 * i;
        results[i] = doors.of(i).commit_all(
            std::vector{to_invite(own, email(own), noon()), to_invite(own + 1, "same@example.com", noon())});
    });
    const std::string_view sentence = "of concurrent batches that exclude each other, one is committed";
    require_equal(std::count(results.begin(), results.end(), CommitResult{Outcome::committed}), 1, sentence);
    require_equal(std::count(results.begin(), results.end(), CommitResult{Outcome::address_taken, 0, 1}),
                  contenders - 1, "the losers are told why");
    require_equal(all_events(doors.front(), acme()).size(), 2, sentence);
    require_equal(counters(doors.front(), acme(), std::nullopt).pending, 2, sentence);
}

template <bool both>
void followed(const StoreUnderTest& mine) {
    const Doors doors(mine, both);
    constexpr std::uint32_t turns = both ? 8 : 40;
    constexpr std::int64_t all = std::int64_t{turns} * (contenders - 2);
    std::atomic<std::uint32_t> writing = contenders - 2;
    doors.at_once([&](std::uint32_t i) {
        if (i >= 2) {
            const std::shared_ptr<void> ended(nullptr, [&](void*) { --writing; });
            for (std::uint32_t n = i * turns; n < (i + 1) * turns; ++n) {
                tell(doors.of(i), to_invite(n, email(n), noon()));
            }
            return;
        }
        std::int64_t last = 0;
        for (bool more = true; more;) {
            const bool at_rest = writing == 0;
            const EventPage page = doors.of(i).events({.account = acme(), .after = last, .size = 5});
            for (const auto& each : page.events) {
                require_equal(each.position, ++last, "a reader who follows the feed while it grows misses nothing");
            }
            more = !at_rest || !page.events.empty();
        }
        require_equal(last, all, "a reader who follows the feed while it grows misses nothing");
    });
}

}  // namespace

std::vector<ContractCheck> thread_checks() {
    return {
        {"of concurrent commits with the same before, exactly one is committed", one_winner<false>},
        {"of concurrent commits that make one user, exactly one is committed", one_new_user<false>},
        {"of concurrent invitations of one address, exactly one is committed", one_holder<false>},
        {"of concurrent commits with one key, exactly one is committed", one_key<false>},
        {"of active holders who leave concurrently, the last one stays", last_holder_stays<false>},
        {"concurrent commits do not exceed a limit together", pending_stays_below<false>},
        {"emails claimed concurrently go to one caller each", each_mail_to_one<false>},
        {"of concurrent settlements by one claim, exactly one is recorded", one_settlement<false>},
        {"an email settled and claimed concurrently is settled or handed out again", settled_or_handed_out<false>},
        {"of concurrent purges of one user, exactly one counts the user", purged_once<false>},
        {"a reader sees a commit completely or not at all", no_half_commits_seen<false>},
        {"a reader sees a batch completely or not at all", no_half_batches_seen<false>},
        {"of concurrent batches that exclude each other, exactly one is committed", one_batch_wins<false>},
        {"a reader who follows the feed while it grows misses nothing", followed<false>},
        {"through two stores: of concurrent commits with the same before, exactly one is committed", one_winner<true>,
         false, true},
        {"through two stores: of concurrent commits that make one user, exactly one is committed", one_new_user<true>,
         false, true},
        {"through two stores: an email settled and claimed concurrently is settled or handed out again",
         settled_or_handed_out<true>, false, true},
        {"through two stores: of concurrent purges of one user, exactly one counts the user", purged_once<true>, false,
         true},
        {"through two stores: of concurrent invitations of one address, exactly one is committed", one_holder<true>,
         false, true},
        {"through two stores: of concurrent commits with one key, exactly one is committed", one_key<true>, false,
         true},
        {"through two stores: of active holders who leave concurrently, the last one stays", last_holder_stays<true>,
         false, true},
        {"through two stores: concurrent commits do not exceed a limit together", pending_stays_below<true>, false,
         true},
        {"through two stores: emails claimed concurrently go to one caller each", each_mail_to_one<true>, false, true},
        {"through two stores: of concurrent settlements by one claim, exactly one is recorded", one_settlement<true>,
         false, true},
        {"through two stores: a reader sees a commit completely or not at all", no_half_commits_seen<true>, false,
         true},
        {"through two stores: a reader sees a batch completely or not at all", no_half_batches_seen<true>, false, true},
        {"through two stores: of concurrent batches that exclude each other, exactly one is committed",
         one_batch_wins<true>, false, true},
        {"through two stores: a reader who follows the feed while it grows misses nothing", followed<true>, false,
         true}};
}

}  // namespace beckon::testing
