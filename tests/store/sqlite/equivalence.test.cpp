// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "beckon/service/memory_store.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::testing;

namespace {

/// The same at the same seed, on every machine.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}

    std::uint32_t below(std::size_t sides) { return static_cast<std::uint32_t>(engine_() % sides); }
    bool once_in(std::size_t sides) { return below(sides) == 0; }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

private:
    std::mt19937 engine_;
};

/// A long, random story told to two stores, which must give equal answers all along.
class Story {
public:
    Story(unsigned seed, Store& store, Store& reference) : dice_(seed), store_(store), reference_(reference) {}

    void go_on() {
        now_ += seconds(static_cast<int>(dice_.below(7200))) - seconds(2400);  // mostly forwards
        switch (dice_.below(8)) {
            case 0: claim(); break;
            case 1:
            case 2: settle(); break;
            case 3: look(); break;
            default: commit();
        }
    }

    bool accounts_are_equal() {
        const Instant now = noon(hours(dice_.below(100)));
        return view_of(store_, acme(), now, told_) == view_of(reference_, acme(), now, told_) &&
               view_of(store_, globex(), now, told_) == view_of(reference_, globex(), now, told_);
    }

    int count(CommitResult::Outcome outcome) const { return outcomes_[static_cast<std::size_t>(outcome)]; }
    int lapses() const { return lapses_; }
    int settled() const { return settled_; }

private:
    void commit() {
        const Commit commit = next_commit();
        const CommitResult result = store_.commit(commit);
        REQUIRE(reference_.commit(commit) == result);
        ++outcomes_[static_cast<std::size_t>(result.outcome)];
        told_.push_back(commit);
    }

    Commit next_commit() {
        Commit commit = next_change();
        if (dice_.once_in(8) && commit.before) --commit.before->revision;
        if (dice_.once_in(4))
            commit.only_if.push_back({.rule = Precondition::Rule::another_active_holder, .role = role()});
        if (dice_.once_in(4)) {
            commit.only_if.push_back({.rule = Precondition::Rule::pending_below, .limit = dice_.below(8)});
        }
        if (dice_.once_in(3)) {
            // Keys that never expire here, and keys that have always expired: when the latter go is each store's own
            // affair.
            const Instant expires_at = dice_.once_in(2) ? noon(hours(100'000)) : noon(-hours(100'000));
            commit = with_key(std::move(commit), "key " + std::to_string(dice_.below(60)), expires_at);
        }
        return commit;
    }

    /// Something that may be done to the user by the lifecycle, or a first event.
    Commit next_change() {
        for (;;) {
            const AccountId& account = dice_.once_in(4) ? globex() : acme();
            const std::uint32_t number = dice_.below(16);
            const auto user = reference_.load(account, user_number(number));
            const std::string email = "User" + std::to_string(dice_.below(20)) + "@example.test";
            std::vector<std::string> roles{role()};
            if (dice_.once_in(3) && roles.front() != "Owner") roles.emplace_back("Owner");
            if (!user || dice_.once_in(12)) {
                return dice_.once_in(3) ? to_adopt(number, email, now_, roles, account)
                                        : to_invite(number, email, now_, roles, account);
            }
            const std::vector<Command> commands{
                Resend{},
                SendNew{},
                CopyLink{},
                Open{},
                Accept{},
                Decline{},
                CorrectEmail{address(email)},
                Cancel{},
                Deactivate{},
                Activate{},
                Remove{},
                Edit{{.name = "Name " + std::to_string(dice_.below(9)), .roles = roles, .teams = {{"T"}}}}};
            try {
                return to_do(*user, dice_.one_of(commands), now_);
            } catch (const std::exception&) {
                // Refused, or nothing to change: another try.
            }
        }
    }

    std::string role() { return dice_.one_of<std::string>({"Member", "Owner", "Agent \xE2\x9C\x93"}); }

    void claim() {
        const auto lease = seconds(static_cast<int>(dice_.below(3000)) + 1);
        const std::size_t limit = dice_.below(5);
        const auto mine = store_.claim_mail(now_, lease, limit);
        const auto theirs = reference_.claim_mail(now_, lease, limit);
        REQUIRE(mine.size() == theirs.size());
        for (std::size_t i = 0; i < mine.size(); ++i) {
            REQUIRE(mine[i].mail == theirs[i].mail);
            REQUIRE(mine[i].lease_ends == theirs[i].lease_ends);
            lapses_ += mine[i].mail.lapses > 0 ? 1 : 0;
            claims_.emplace_back(mine[i], theirs[i]);
        }
    }

    void settle() {
        if (claims_.empty()) return;
        const auto& [mine, theirs] =
            claims_[claims_.size() - 1 - dice_.below(std::min<std::size_t>(claims_.size(), 6))];
        Settlement settlement{.delivery = static_cast<Delivery>(2 + dice_.below(4)),
                              .at = now_,
                              .counts = dice_.once_in(2),
                              .unknown = dice_.once_in(3),
                              .detail = "detail " + std::to_string(dice_.below(100))};
        if (settlement.delivery == Delivery::deferred) settlement.next_attempt_at = now_ + seconds(dice_.below(4000));
        const SettleResult result = store_.settle_mail(mine, settlement);
        REQUIRE(reference_.settle_mail(theirs, settlement) == result);
        settled_ += result == SettleResult::settled ? 1 : 0;
    }

    void look() {
        UserQuery users{.account = acme(), .now = now_, .size = 1 + dice_.below(5)};
        if (dice_.once_in(2)) {
            const std::string key = "user" + std::to_string(dice_.below(20));
            users.after = UserPlace{key, key};
        }
        for (const Status status : all_statuses) {
            if (dice_.once_in(2)) users.statuses.push_back(status);
        }
        const UserPage page = store_.list(users);
        const UserPage other_page = reference_.list(users);
        REQUIRE(page.users == other_page.users);
        REQUIRE(page.more == other_page.more);
        REQUIRE(store_.count(acme(), now_) == reference_.count(acme(), now_));
        REQUIRE(store_.count_deliveries(acme()) == reference_.count_deliveries(acme()));

        EventQuery events{.account = acme(), .after = dice_.below(40), .size = 1 + dice_.below(9)};
        if (dice_.once_in(2)) events.user = user_number(dice_.below(16));
        const EventPage feed = store_.events(events);
        const EventPage other_feed = reference_.events(events);
        REQUIRE(feed.events == other_feed.events);
        REQUIRE(feed.more == other_feed.more);
    }

    Dice dice_;
    Store& store_;
    Store& reference_;
    Instant now_ = noon();
    std::vector<std::pair<ClaimedMail, ClaimedMail>> claims_;
    std::vector<Commit> told_;
    std::array<int, 5> outcomes_{};
    int lapses_ = 0;
    int settled_ = 0;
};

}  // namespace

TEST_CASE("SqliteStore and MemoryStore give equal answers to the same random story") {
    const test_support::TemporaryFolder folder;
    std::array<int, 5> outcomes{};
    int lapses = 0;
    int settled = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const SqliteOptions options{.path = (folder.path() / std::to_string(seed)).string(),
                                    .durability = SqliteOptions::Durability::normal};
        MemoryStore reference;
        {
            SqliteStore store(options);
            Story story(seed, store, reference);
            for (int step = 0; step < 400; ++step) {
                CAPTURE(step);
                story.go_on();
                if (step % 50 == 49) REQUIRE(story.accounts_are_equal());
            }
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                outcomes[i] += story.count(static_cast<CommitResult::Outcome>(i));
            }
            lapses += story.lapses();
            settled += story.settled();
        }
        SqliteStore again(options);
        CHECK(view_of(again, acme(), noon()) == view_of(reference, acme(), noon()));
        CHECK(view_of(again, globex(), noon()) == view_of(reference, globex(), noon()));
        test_support::DatabaseFile file(folder.path() / std::to_string(seed));
        CHECK(file.health() == "ok");
        // The counters that every commit keeps are what counting finds.
        CHECK(file.rows("SELECT row FROM accounts AS a WHERE "
                        "pending <> (SELECT count(*) FROM users WHERE account = a.row AND state = 1) OR "
                        "active <> (SELECT count(*) FROM users WHERE account = a.row AND state = 2) OR "
                        "deactivated <> (SELECT count(*) FROM users WHERE account = a.row AND state = 3)")
                  .empty());
        CHECK(file.rows("SELECT h.role FROM role_holders AS h WHERE active <> (SELECT count(*) FROM users AS u, "
                        "json_each(u.roles) AS r WHERE u.account = h.account AND u.state = 2 AND r.value = h.role)")
                  .empty());
    }
    // The story goes everywhere.
    for (const int times : outcomes) CHECK(times > 20);
    CHECK(lapses > 20);
    CHECK(settled > 20);
}
