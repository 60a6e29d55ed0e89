// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "beckon/sorting/sort_keys.hpp"
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

const std::vector<UserId> inviters{user_number(901), user_number(902)};

/// A long, random story told to two stores, which must give equal answers all along.
class Story {
public:
    Story(unsigned seed, SqliteStore& store, Store& reference) : dice_(seed), store_(store), reference_(reference) {}

    void go_on() {
        now_ += seconds(static_cast<int>(dice_.below(7200))) - seconds(2400);  // mostly forwards
        switch (dice_.below(16)) {
            case 0:
            case 1: claim(); break;
            case 2:
            case 3:
            case 4: settle(); break;
            case 5: bounce(); break;
            case 6:
            case 7:
            case 8: look(); break;
            case 9: commit_several(); break;
            case 10: forget(); break;
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
    int bounced() const { return bounced_; }
    int batches() const { return batches_; }
    int erased() const { return erased_; }
    std::size_t purged() const { return purged_; }
    std::size_t listed() const { return listed_; }

private:
    void commit() {
        const Commit commit = next_commit();
        const CommitResult result = store_.commit(commit);
        REQUIRE(reference_.commit(commit) == result);
        ++outcomes_[static_cast<std::size_t>(result.outcome)];
        told_.push_back(commit);
    }

    /// Two to four at once, decided on without regard to each other.
    void commit_several() {
        std::vector<Commit> commits;
        const std::size_t size = 2 + dice_.below(2);
        while (commits.size() < size) {
            Commit commit = next_commit();
            const bool same_account = commits.empty() || commit.after.account == commits.front().after.account;
            if (same_account) commits.push_back(std::move(commit));
        }
        if (dice_.once_in(2)) commits.back() = commits.front();
        const CommitResult result = store_.commit_all(commits);
        REQUIRE(reference_.commit_all(commits) == result);
        ++outcomes_[static_cast<std::size_t>(result.outcome)];
        batches_ += result.outcome == CommitResult::Outcome::committed ? 1 : 0;
        told_.insert(told_.end(), commits.begin(), commits.end());
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
                if (dice_.once_in(3)) return to_adopt(number, email, now_, roles, account);
                Commit invitation = to_invite(number, email, now_, roles, account);
                if (dice_.once_in(2)) invitation.after.invited_by = dice_.one_of(inviters);
                return invitation;
            }
            const std::vector<Command> commands{Resend{terms()},
                                                SendNew{terms()},
                                                CopyLink{},
                                                BeginSetup{},
                                                Accept{},
                                                Decline{},
                                                CorrectEmail{address(email), terms()},
                                                Cancel{},
                                                Deactivate{},
                                                Activate{},
                                                Remove{},
                                                Edit{{.name = "Name " + std::to_string(dice_.below(9)),
                                                      .roles = roles,
                                                      .attributes = {{"teams", {"T"}}}}}};
            try {
                return to_do(*user, dice_.one_of(commands), now_);
            } catch (const std::exception&) {
                // Refused, or nothing to change: another try.
            }
        }
    }

    Terms terms() {
        Terms terms{.by_hand = dice_.once_in(3)};
        if (dice_.once_in(3)) terms.note = dice_.one_of<std::string>({"", "Hi", "two\nlines"});
        if (dice_.once_in(3)) terms.validity = hours(static_cast<int>(dice_.below(48)) + 1);
        return terms;
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
        constexpr std::array outcomes{Delivery::sent, Delivery::deferred, Delivery::failed, Delivery::dropped,
                                      Delivery::unconfirmed};
        Settlement settlement{.delivery = outcomes.at(dice_.below(outcomes.size())),
                              .at = now_,
                              .counts = dice_.once_in(2),
                              .unknown = dice_.once_in(3),
                              .refused = dice_.once_in(3),
                              .detail = "detail " + std::to_string(dice_.below(100))};
        if (settlement.delivery == Delivery::failed) settlement.cause = static_cast<FailureCause>(1 + dice_.below(5));
        if (settlement.delivery == Delivery::deferred) settlement.next_attempt_at = now_ + seconds(dice_.below(4000));
        const SettleResult result = store_.settle_mail(mine, settlement);
        REQUIRE(reference_.settle_mail(theirs, settlement) == result);
        settled_ += result == SettleResult::settled ? 1 : 0;
    }

    void bounce() {
        const AccountId& account = dice_.once_in(4) ? globex() : acme();
        const UserId user = user_number(dice_.below(16));
        const std::int64_t revision = 1 + dice_.below(4);
        const std::string detail = "bounced " + std::to_string(dice_.below(100));
        const bool done = store_.bounce_mail(account, user, revision, now_, detail);
        REQUIRE(reference_.bounce_mail(account, user, revision, now_, detail) == done);
        bounced_ += done ? 1 : 0;
    }

    void forget() {
        const AccountId& account = dice_.once_in(4) ? globex() : acme();
        if (dice_.once_in(4)) {
            const Instant before = now_ - hours(static_cast<int>(dice_.below(40)));
            const std::size_t limit = dice_.below(3);
            const std::size_t purged = store_.purge(account, before, limit);
            REQUIRE(reference_.purge(account, before, limit) == purged);
            purged_ += purged;
        } else {
            const UserId user = user_number(dice_.below(16));
            const bool done = store_.erase(account, user);
            REQUIRE(reference_.erase(account, user) == done);
            erased_ += done ? 1 : 0;
        }
    }

    UserQuery next_query() {
        UserQuery query{.account = dice_.once_in(4) ? globex() : acme(), .now = now_};
        if (dice_.once_in(2)) {
            query.search =
                dice_.one_of<std::string>({"example", "user1", "name 3", "ame ", "own", "er\nmember", "@", "x",
                                           "nobody", "\xE2\x9C\x93", "t \xE2\x9C\x93", "er7@exa", "\"", "%"});
        }
        for (const Status status : all_statuses) {
            if (dice_.once_in(3)) query.statuses.push_back(status);
        }
        if (dice_.once_in(4)) query.role = role();
        if (dice_.once_in(4)) query.role = dice_.one_of<std::string>({"agent", "Nobody", "", "Owne"});
        for (int code = 1; code <= 7; ++code) {
            if (dice_.once_in(8)) query.deliveries.push_back(static_cast<Delivery>(code));
        }
        if (dice_.once_in(4)) query.expires_before = now_ + hours(static_cast<int>(dice_.below(40))) - hours(10);
        if (dice_.once_in(6)) query.invited_by = dice_.one_of(inviters);
        query.order = all_user_orders[dice_.below(all_user_orders.size())];
        if (query.order == UserOrder::attribute) query.attribute = dice_.one_of<std::string>({"teams", "inboxes"});
        query.descending = dice_.once_in(2);
        query.size = 1 + dice_.below(5);
        return query;
    }

    /// Reads a list to its end, page by page.
    void read_list() {
        UserQuery query = next_query();
        for (bool more = true; more;) {
            const UserPage page = store_.list(query);
            const UserPage other_page = reference_.list(query);
            REQUIRE(page.users == other_page.users);
            REQUIRE(page.more == other_page.more);
            listed_ += page.users.size();
            more = page.more;
            if (more) query.after = place_of(page.users.back().user, query);
        }
    }

    void look() {
        for (int lists = 0; lists < 4; ++lists) read_list();
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
    SqliteStore& store_;
    Store& reference_;
    Instant now_ = noon();
    std::vector<std::pair<ClaimedMail, ClaimedMail>> claims_;
    std::vector<Commit> told_;
    std::array<int, 5> outcomes_{};
    int lapses_ = 0;
    int settled_ = 0;
    int bounced_ = 0;
    int batches_ = 0;
    int erased_ = 0;
    std::size_t purged_ = 0;
    std::size_t listed_ = 0;
};

}  // namespace

TEST_CASE("SqliteStore and MemoryStore give equal answers to the same random story") {
    const test_support::TemporaryFolder folder;
    std::array<int, 5> outcomes{};
    int lapses = 0;
    int settled = 0;
    int bounced = 0;
    int batches = 0;
    int erased = 0;
    std::size_t purged = 0;
    std::size_t listed = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const SqliteOptions options{.path = (folder.path() / std::to_string(seed)).string(),
                                    .durability = SqliteOptions::Durability::normal};
        MemoryStore reference;
        {
            SqliteStore store(options);
            Story story(seed, store, reference);
            for (int step = 0; step < 600; ++step) {
                CAPTURE(step);
                story.go_on();
                if (step % 50 == 49) REQUIRE(story.accounts_are_equal());
            }
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                outcomes[i] += story.count(static_cast<CommitResult::Outcome>(i));
            }
            lapses += story.lapses();
            settled += story.settled();
            bounced += story.bounced();
            batches += story.batches();
            erased += story.erased();
            purged += story.purged();
            listed += story.listed();
        }
        SqliteStore again(options);
        CHECK(view_of(again, acme(), noon()) == view_of(reference, acme(), noon()));
        CHECK(view_of(again, globex(), noon()) == view_of(reference, globex(), noon()));
        test_support::DatabaseFile file(folder.path() / std::to_string(seed));
        CHECK(file.health() == "ok");
        // The counters that every commit keeps are what counting finds.
        CHECK(file.rows("SELECT row FROM beckon_accounts AS a WHERE "
                        "pending <> (SELECT count(*) FROM beckon_users WHERE account = a.row AND state = 1) OR "
                        "active <> (SELECT count(*) FROM beckon_users WHERE account = a.row AND state = 2) OR "
                        "deactivated <> (SELECT count(*) FROM beckon_users WHERE account = a.row AND state = 3)")
                  .empty());
        CHECK(file.rows("SELECT h.role FROM beckon_role_holders AS h WHERE active <> (SELECT count(*) FROM "
                        "beckon_users AS u, "
                        "json_each(u.roles) AS r WHERE u.account = h.account AND u.state = 2 AND r.value = h.role)")
                  .empty());
    }
    // The story goes everywhere.
    for (const int times : outcomes) CHECK(times > 20);
    CHECK(lapses > 20);
    CHECK(settled > 20);
    CHECK(bounced > 20);
    CHECK(batches > 20);
    CHECK(erased > 20);
    CHECK(purged > 20);
    CHECK(listed > 1000);
}
