// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/store/sqlite/faulty_disk.hpp"
#include "tests/store/sqlite/worker.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
namespace fs = std::filesystem;

namespace {

/// What a host has in hand between its steps.
struct Hand {
    std::vector<ClaimedMail> claimed;
};

/// One write each, from the same beginning to the same end on every store.
using Step = std::function<void(Store&, Hand&)>;

std::vector<Step> story() {
    const auto commit = [](Commit c) -> Step {
        return [c = std::move(c)](Store& store, Hand&) { static_cast<void>(store.commit(c)); };
    };
    const Commit invite = with_key(to_invite(1, "ann@example.test", noon(), {"Owner", "Member"}), "k1", noon(hours(1)));
    const Commit accept = to_do(invite.after, Accept{}, noon(seconds(1)));
    const Commit other = to_invite(2, "bob@example.test", noon(seconds(2)));
    const Commit correct = to_do(other.after, CorrectEmail{address("rob@example.test")}, noon(seconds(3)));
    const Commit edit = to_do(accept.after, Edit{{.roles = {{"Member"}}}}, noon(seconds(4)));
    const Commit cancel = to_do(correct.after, Cancel{}, noon(seconds(7)));
    return {commit(invite),
            commit(accept),
            commit(other),
            commit(correct),
            commit(edit),
            [](Store& store, Hand& hand) { hand.claimed = store.claim_mail(noon(seconds(5)), minutes(1), 2); },
            [](Store& store, Hand& hand) {
                if (hand.claimed.empty()) return;
                store.settle_mail(hand.claimed.front(), {.delivery = Delivery::sent, .at = noon(seconds(6))});
            },
            commit(cancel),
            commit(to_invite(3, "rob@example.test", noon(seconds(8)), {"Member"}, globex()))};
}

bool are_equal(Store& one, Store& other) {
    return view_of(one, acme(), noon()) == view_of(other, acme(), noon()) &&
           view_of(one, globex(), noon()) == view_of(other, globex(), noon());
}

/// The first steps of the story, those that happened, told to a MemoryStore.
struct Truth {
    explicit Truth(const std::vector<Step>& happened) {
        for (const Step& step : happened) step(store, hand);
    }
    MemoryStore store;
    Hand hand;
};

/// Everything that the next claim finds out about all mails: whether those before it happened.
std::vector<MailRecord> mails_when_claimed(Store& store) {
    std::vector<MailRecord> mails;
    for (const auto& claim : store.claim_mail(noon(hours(2)), minutes(1), 100)) mails.push_back(claim.mail);
    return mails;
}

struct Fault {
    FaultyDisk::Call call;
    int code;
    FaultyDisk::Times times;
};

}  // namespace

TEST_CASE("whichever call to the disk fails, each write happens whole or not at all, and says so") {
    const Fault fault = GENERATE(Fault{FaultyDisk::Call::write, SQLITE_FULL, FaultyDisk::Times::once},
                                 Fault{FaultyDisk::Call::write, SQLITE_IOERR_WRITE, FaultyDisk::Times::for_ever},
                                 Fault{FaultyDisk::Call::sync, SQLITE_IOERR_FSYNC, FaultyDisk::Times::once},
                                 Fault{FaultyDisk::Call::any, SQLITE_IOERR, FaultyDisk::Times::for_ever});
    CAPTURE(static_cast<int>(fault.call), fault.code, static_cast<int>(fault.times));
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    const std::vector<Step> steps = story();
    FaultyDisk disk;
    int failures = 0;
    int unknown = 0;
    bool has_failed = true;
    for (int n = 1; has_failed; ++n) {
        CAPTURE(n);
        std::vector<Step> happened;
        {
            SqliteStore store({.path = path.string()});
            store.count(acme(), noon());  // opens a connection for reading while that can be done
            disk.fail(n, fault.call, fault.code, fault.times);
            Hand hand;
            for (const Step& step : steps) {
                try {
                    step(store, hand);
                    happened.push_back(step);
                } catch (const UnknownOutcomeError& error) {
                    ++unknown;
                    CHECK(error.retry() == StoreError::Retry::may_help);
                    // To this process it did not happen, which nobody may rely on.
                    Truth truth(happened);
                    CHECK(are_equal(store, truth.store));
                } catch (const StoreError& error) {
                    ++failures;
                    CHECK(error.retry() == StoreError::Retry::may_help);
                    CHECK(std::string(error.what()).find(path.string()) != std::string::npos);
                    Truth truth(happened);
                    CHECK(are_equal(store, truth.store));
                }
            }
            has_failed = disk.clear();
            // The store is none the worse for it: what did not happen can still happen.
            const Step last = [](Store& s, Hand&) { tell(s, to_invite(9, "last@example.test", noon(hours(1)))); };
            last(store, hand);
            happened.push_back(last);
        }
        Truth truth(happened);
        {
            SqliteStore again({.path = path.string()});
            CHECK(are_equal(again, truth.store));
            CHECK(mails_when_claimed(again) == mails_when_claimed(truth.store));
        }
        CHECK(DatabaseFile(path).health() == "ok");
        fs::remove(path);
    }
    if (fault.call == FaultyDisk::Call::write) CHECK(failures > 20);
    if (fault.call == FaultyDisk::Call::write) CHECK(unknown == 0);
    if (fault.call == FaultyDisk::Call::sync) CHECK(unknown > 5);
    if (fault.call == FaultyDisk::Call::sync) CHECK(failures == 0);
}

TEST_CASE("a commit whose sync failed is of unknown outcome: a recovery after a crash finds it") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    const fs::path crashed = folder.path() / "crashed.db";
    FaultyDisk disk;
    SqliteStore store({.path = path.string()});
    const User ann = tell(store, to_invite(1, "ann@example.test", noon()));
    const Commit accept = to_do(ann, Accept{}, noon(seconds(1)));
    disk.fail(1, FaultyDisk::Call::sync, SQLITE_IOERR_FSYNC, FaultyDisk::Times::once);
    CHECK_THROWS_AS(store.commit(accept), UnknownOutcomeError);
    disk.clear();
    CHECK(store.load(acme(), ann.id) == ann);

    // What a crash right now would leave.
    fs::copy_file(path, crashed);
    fs::copy_file(path.string() + "-wal", crashed.string() + "-wal");
    SqliteStore after_the_crash({.path = crashed.string()});
    CHECK(after_the_crash.load(acme(), ann.id) == accept.after);

    // Without a crash, repeating it makes it one acceptance.
    tell(store, accept);
    CHECK(all_events(store, acme()).size() == 2);
}

TEST_CASE("I21: whenever the power goes, what was acknowledged is there, and of what was under way all or nothing") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    const std::vector<Step> steps = story();
    FaultyDisk disk;
    std::vector<std::size_t> acknowledged_at;  // by step: the moment
    disk.remember(folder.path());
    Hand hand;
    for (std::size_t i = 0; i < steps.size();) {
        SqliteStore store({.path = path.string()});  // Opened twice: closing it brings the log into the database.
        for (const std::size_t end = i == 0 ? 5 : steps.size(); i < end; ++i) {
            steps[i](store, hand);
            acknowledged_at.push_back(disk.moment());
        }
    }
    std::vector<std::unique_ptr<Truth>> truths;
    for (std::size_t n = 0; n <= steps.size(); ++n) {
        truths.push_back(
            std::make_unique<Truth>(std::vector<Step>(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(n))));
    }

    const std::size_t last_moment = disk.moment();
    CHECK(last_moment > 50);
    int before = 0;
    int after = 0;
    for (std::size_t moment = 0; moment <= last_moment; ++moment) {
        const auto acknowledged = static_cast<std::size_t>(std::count_if(acknowledged_at.begin(), acknowledged_at.end(),
                                                                         [&](std::size_t at) { return at <= moment; }));
        using Unsynced = FaultyDisk::Unsynced;
        const Unsynced by_chance = moment % 2 == 0 ? Unsynced::some : Unsynced::torn;
        for (const Unsynced unsynced : {Unsynced::lost, Unsynced::kept, by_chance}) {
            CAPTURE(moment, last_moment, acknowledged, static_cast<int>(unsynced));
            const TemporaryFolder left;
            disk.lose_power(moment, unsynced, static_cast<std::uint32_t>(moment), left.path());
            const fs::path there = left.path() / "people.db";
            {
                SqliteStore store({.path = there.string()});
                const bool all = acknowledged < steps.size() && are_equal(store, truths[acknowledged + 1]->store);
                REQUIRE((all || are_equal(store, truths[acknowledged]->store)));
                ++(all ? after : before);
                tell(store, to_invite(9, "last@example.test", noon(hours(1))));
            }
            REQUIRE(DatabaseFile(there).health() == "ok");
        }
    }
    CHECK(before > 100);
    CHECK(after > 5);
}

TEST_CASE("a commit that fails in company fails alone") {
    const TemporaryFolder folder;
    SqliteStore store({.path = (folder.path() / "people.db").string()});
    // An event without a place in JSON, and one that breaks the tables' own rules: a user at revision 0.
    Commit without_json = to_invite(1, "ann@example.test", noon());
    without_json.event.at = Instant(boost::gregorian::date(9999, 12, 31)) + hours(48);
    Commit against_the_rules = to_invite(2, "bob@example.test", noon());
    against_the_rules.after.revision = 0;

    std::vector<std::thread> threads;
    std::atomic<int> refused = 0;
    std::atomic<int> committed = 0;
    for (std::uint32_t thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::uint32_t i = 0; i < 40; ++i) {
                try {
                    if (thread == 0) static_cast<void>(store.commit(without_json));
                    if (thread == 1) static_cast<void>(store.commit(against_the_rules));
                    const std::uint32_t number = 100 + thread * 100 + i;
                    const User user = tell(store, to_invite(number, std::to_string(number) + "@example.test", noon()));
                    if (store.load(acme(), user.id) == user) ++committed;
                } catch (const StoreError& error) {
                    if (error.retry() == StoreError::Retry::pointless) ++refused;
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(refused == 80);
    CHECK(committed == 240);
    CHECK(store.count(acme(), noon()) == StatusCounts{.invite_sent = 240});
    CHECK(all_events(store, acme()).size() == 240);
}

TEST_CASE("whichever call to the disk fails while a database is made, the next opening makes it") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    FaultyDisk disk;
    int refused = 0;
    bool has_failed = true;
    for (int n = 1; has_failed; ++n) {
        CAPTURE(n);
        disk.fail(n, FaultyDisk::Call::any, SQLITE_IOERR_WRITE, FaultyDisk::Times::for_ever);
        try {
            const SqliteStore store({.path = path.string()});
        } catch (const StoreError& error) {
            ++refused;
            CHECK(std::string(error.what()).find(path.string()) != std::string::npos);
        }
        has_failed = disk.clear();
        {
            SqliteStore store({.path = path.string()});
            tell(store, to_invite(1, "ann@example.test", noon()));
        }
        CHECK(DatabaseFile(path).health() == "ok");
        fs::remove(path);
    }
    CHECK(refused > 10);
}

TEST_CASE("a disk that fails while a store closes takes nothing away") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    FaultyDisk disk;
    bool has_failed = true;
    int n = 1;
    for (; has_failed; ++n) {
        CAPTURE(n);
        User ann = [&] {
            SqliteStore store({.path = path.string()});
            User user = tell(store, to_invite(1, "ann@example.test", noon()));
            disk.fail(n, FaultyDisk::Call::any, SQLITE_FULL, FaultyDisk::Times::for_ever);
            return user;
        }();
        has_failed = disk.clear();
        {
            SqliteStore store({.path = path.string()});
            CHECK(store.load(acme(), ann.id) == ann);
        }
        CHECK(DatabaseFile(path).health() == "ok");
        for (const std::string end : {"", "-wal", "-shm"}) fs::remove(path.string() + end);
    }
    CHECK(n > 3);
}

TEST_CASE("a full disk refuses commits, keeps what there is, and takes commits again once there is room") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    const auto said = Worker("fill", path).all_said();
    CAPTURE(said);
    // "open", the numbers of those invited, the failure, the look for the one who failed, the same one with room.
    REQUIRE(said.size() > 50);
    CHECK(said.front() == "open");
    const std::string& failure = said[said.size() - 3];
    CHECK(failure.rfind("failed: SQLite database " + path.string(), 0) == 0);
    CHECK(said[said.size() - 2] == "not there");
    const std::string last = std::to_string(said.size() - 3);
    CHECK(said.back() == last);

    SqliteStore store({.path = path.string()});
    const auto invited = static_cast<std::uint32_t>(said.size() - 3);
    CHECK(store.count(acme(), noon()) == StatusCounts{.invite_sent = invited});
    for (std::uint32_t number = 1; number <= invited; ++number) CHECK(store.load(acme(), user_number(number)));
    CHECK(DatabaseFile(path).health() == "ok");
}
