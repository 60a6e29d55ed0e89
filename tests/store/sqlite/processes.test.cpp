// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/store/sqlite/worker.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

/// The numbers among the lines: of users whose invitation was acknowledged.
std::set<std::uint32_t> acknowledged(const std::vector<std::string>& lines) {
    std::set<std::uint32_t> numbers;
    for (const std::string& line : lines) {
        if (line != "open") numbers.insert(static_cast<std::uint32_t>(std::stoul(line)));
    }
    return numbers;
}

/// The feed has no gap, every user is what its events say, and every invitation has its mail.
void check_whole(Store& store) {
    std::map<UserId, User> replayed;
    std::int64_t position = 0;
    for (const auto& placed : all_events(store, acme())) {
        REQUIRE(placed.position == ++position);
        const auto before = replayed.find(placed.event.user);
        User after = evolve(before == replayed.end() ? nullptr : &before->second, placed.event);
        replayed.insert_or_assign(placed.event.user, std::move(after));
    }
    for (const auto& [id, user] : replayed) {
        REQUIRE(store.load(acme(), id) == user);
        REQUIRE(store.mail(acme(), id).size() == 1);
    }
    REQUIRE(store.count(acme(), noon()).invite_sent == replayed.size());
}

}  // namespace

TEST_CASE("I6: processes that write at once lose nothing of each other's") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "people.db";
    Worker first("invite", path, 1000);
    Worker second("invite", path, 2000);
    Worker third("invite", path, 1025);  // half of these are the first one's as well
    std::vector<std::string> said;
    for (Worker* worker : {&first, &second, &third}) {
        for (const std::string& line : worker->all_said()) said.push_back(line);
    }
    CHECK(std::count(said.begin(), said.end(), "open") == 3);
    CHECK(said.size() == 3 + 125);  // of an invitation that two processes make, one is committed
    CHECK(acknowledged(said).size() == 125);
    SqliteStore store({.path = path.string()});
    check_whole(store);
    CHECK(all_events(store, acme()).size() == 125);
    CHECK(DatabaseFile(path).health() == "ok");
}

TEST_CASE("I12: what was acknowledged before a kill -9 is there after it, and nothing is half there") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "people.db";
    std::set<std::uint32_t> all;
    for (unsigned round = 0; round < 6; ++round) {
        CAPTURE(round);
        Worker worker("stream", path, round * 10'000'000 + 1);
        const auto numbers = acknowledged(worker.killed_after(20 + 37 * round));
        REQUIRE(numbers.size() >= 19 + 37 * round);
        all.insert(numbers.begin(), numbers.end());

        SqliteStore store({.path = path.string()});
        for (const std::uint32_t number : all) REQUIRE(store.load(acme(), user_number(number)));
        check_whole(store);
        CHECK(DatabaseFile(path).health() == "ok");
    }
}
