// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
namespace fs = std::filesystem;

namespace {

/// All four letters in a row of the words.
std::set<std::string> shards_of(const std::vector<std::string>& words) {
    std::set<std::string> shards;
    for (const std::string& word : words) {
        for (std::size_t i = 0; i + 4 <= word.size(); ++i) shards.insert(word.substr(i, 4));
    }
    return shards;
}

// Words that nobody else's data has four letters of.
const std::vector<std::string> personal{"Quentyn",  "quentyn",   "Nydleworth", "nydleworth", "Hvystakk",
                                        "hvystakk", "Zwolfgrpp", "Kistkvyx",   "xx-QQ"};

/// What of it is in the file, or in the log beside it.
std::vector<std::string> left_in(const fs::path& path) {
    std::vector<std::string> left;
    for (const std::string end : {"", "-wal"}) {
        const std::string octets = octets_of(path.string() + end);
        for (const std::string& shard : shards_of(personal)) {
            if (octets.find(shard) != std::string::npos) left.push_back(shard + " in people.db" + end);
        }
    }
    return left;
}

/// Somebody with all that may be kept of a person, gone by now: two addresses, a mail that failed for the first one,
/// one queued or claimed for the other, a key and details that quote them.
User tell_of_quentyn(SqliteStore& store, std::uint32_t number, bool is_claimed) {
    const std::string n = std::to_string(number);
    const std::string first = "Quentyn.Nydleworth." + n + "@Hvystakk.test";
    Commit invitation = with_key(to_invite(number, first, noon()), "invite " + first, noon(hours(10)));
    invitation.after.profile = {.name = "Quentyn Nydleworth",
                                .locale = "xx-QQ",
                                .roles = {"Member"},
                                .attributes = {{"teams", {"Zwolfgrpp"}}, {"inboxes", {"Kistkvyx"}}}};
    std::get<events::Invited>(invitation.event.change).profile = invitation.after.profile;
    User user = tell(store, invitation);
    for (const ClaimedMail& claimed : store.claim_mail(noon(), minutes(5), 1000)) {
        if (claimed.mail.intent.user != user.id) continue;
        store.settle_mail(claimed, {.delivery = Delivery::failed, .at = noon(), .detail = "550 <" + first + ">: no"});
    }
    user = tell(store, to_do(user, CorrectEmail{address("nydleworth" + n + "@hvystakk.test")}, noon(seconds(1))));
    store.bounce_mail(acme(), user.id, 1, noon(seconds(1)), "returned to " + first);
    user = tell(store, to_do(user, Edit{{.name = "Quentyn N. Nydleworth"}}, noon(seconds(2))));
    user = tell(store, to_do(user, Resend{}, noon(seconds(3))));
    if (is_claimed) store.claim_mail(noon(seconds(3)), minutes(5), 1000);
    return tell(store, with_key(to_do(user, Cancel{}, noon(seconds(4))), "cancel " + first, noon(hours(10))));
}

/// Others come in, so many that pages of every table and index are split and joined.
void tell_of_others(SqliteStore& store, std::uint32_t from, std::uint32_t count) {
    std::vector<Commit> commits;
    for (std::uint32_t n = from; n < from + count; ++n) {
        const std::string mixed = std::to_string(n * 7919 % 10007);
        commits.push_back(with_key(to_invite(n, "o" + mixed + "." + std::to_string(n) + "@example.test", noon()),
                                   "k" + std::to_string(n), noon(hours(10))));
        commits.back().after.profile.name = mixed + " Other";
    }
    REQUIRE(store.commit_all(commits) == CommitResult{CommitResult::Outcome::committed});
}

}  // namespace

TEST_CASE("of an erased user nothing personal is left in the file or the log beside it") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    SqliteStore store({.path = path.string(), .durability = SqliteOptions::Durability::normal});
    std::vector<User> gone;
    for (std::uint32_t number = 1; number <= 8; ++number) {
        gone.push_back(tell_of_quentyn(store, number, number % 2 == 0));
        tell_of_others(store, number * 1000, 150);
    }
    REQUIRE(left_in(path).size() > 20);
    for (const User& user : gone) REQUIRE(store.erase(acme(), user.id));
    CHECK(left_in(path) == std::vector<std::string>{});
    CHECK(DatabaseFile(path).health() == "ok");
}

TEST_CASE("of purged users nothing personal is left once the store is closed") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    {
        SqliteStore store({.path = path.string(), .durability = SqliteOptions::Durability::normal});
        for (std::uint32_t number = 1; number <= 8; ++number) {
            tell_of_quentyn(store, number, number % 2 == 0);
            tell_of_others(store, number * 1000, 150);
        }
        CHECK(store.purge(acme(), noon(hours(1)), 100) == 8);
    }
    CHECK(left_in(path) == std::vector<std::string>{});
    CHECK(DatabaseFile(path).health() == "ok");
}
