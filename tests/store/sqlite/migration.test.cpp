// SPDX-License-Identifier: MIT
#include <filesystem>
#include <set>
#include <string>
#include <utility>
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

/// A user as version 1 kept them; `state` as the columns from `state` to `removal`.
std::string user_row(int row, const std::string& email, const std::string& name, const std::string& roles,
                     const std::string& teams, const std::string& state, const std::string& joined_at) {
    const std::string number = std::to_string(row);
    return "INSERT INTO users VALUES (" + number + ", 1, x'0000000000004000800000000000000" + number + "', 1, '" +
           email + "', lower('" + email + "'), '" + name + "', '" + roles + "', '" + teams + "', '[]', '', " + state +
           ", 1, 3, 1000, " + joined_at +
           ", NULL);"
           "INSERT INTO events VALUES (NULL, 1, " +
           number + ", " + number + ", 1, 1000, '{}');";
}

std::string mail_row(int user, int revision, int delivery) {
    const std::string number = std::to_string(user);
    return "INSERT INTO outbox VALUES (NULL, 1, " + number + ", " + std::to_string(revision) +
           ", 1, 'a@example.test', 'a@example.test', 1000, " + std::to_string(delivery) +
           ", 0, 0, 0, NULL, NULL, '', 0, NULL, NULL);";
}

/// A file of storage version 1 with users of every state and mails in every delivery of then.
void write_version_1(const fs::path& path) {
    DatabaseFile file(path);
    file.rows(octets_of(fs::path(BECKON_TESTS_DIR) / "store/sqlite/storage_version_1.sql"));
    file.rows("PRAGMA application_id = 1650682734; PRAGMA user_version = 1; PRAGMA journal_mode = WAL");
    file.rows("INSERT INTO accounts VALUES (1, 'acme', 7, 4, 1, 1); INSERT INTO role_holders VALUES (1, 'Owner', 1)");
    const std::string sent_at_2000 = "1, 2000, 9000, 2, NULL, NULL";
    file.rows(
        user_row(1, "Zoe@example.test", "Zo\u00EB Stra\u00DFe", R"(["Member"])", "[]", sent_at_2000, "NULL") +
        user_row(2, "b@example.test", "\u00C5sa", R"(["\u00C4rzte","Owner"])", R"(["x","y"])",
                 "2, 3000, NULL, NULL, NULL, NULL", "3000") +
        user_row(3, "c@example.test", "carl", R"(["Member"])", R"(["x"])", "3, 4000, NULL, NULL, NULL, NULL", "2500") +
        user_row(4, "d@example.test", "Dora", R"(["Member"])", "[]", "4, 5000, NULL, NULL, NULL, 1", "NULL") +
        user_row(5, "e@example.test", "\u5F20\u4F1F", R"(["Member"])", "[]", "1, 1000, 8000, 1, NULL, NULL", "NULL") +
        user_row(6, "f@example.test", "Fritz", R"(["Member"])", "[]", "1, 1500, 7000, 1, NULL, NULL", "NULL") +
        user_row(7, "g@example.test", "gustav", R"(["Member"])", "[]", "1, 1200, 6000, 1, 1300, NULL", "NULL"));
    file.rows(mail_row(1, 1, 4) + mail_row(1, 2, 1) + mail_row(3, 1, 2) + mail_row(4, 1, 5) + mail_row(5, 1, 3) +
              mail_row(6, 2, 4) + mail_row(6, 1, 2) + mail_row(7, 1, 5));
}

using Names = std::vector<std::string>;

UserQuery all_of_acme() { return {.account = acme(), .now = noon()}; }

Names listed(Store& store, const UserQuery& query) {
    Names names;
    for (const UserRow& row : store.list(query).users) names.push_back(row.user.profile.name);
    return names;
}

Names found(Store& store, std::string search) {
    UserQuery query = all_of_acme();
    query.search = std::move(search);
    return listed(store, query);
}

}  // namespace

TEST_CASE("a database of storage version 1 is brought up to date and lists and finds everyone in it") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    write_version_1(path);
    const std::string zoe = "Zo\u00EB Stra\u00DFe";
    const std::string asa = "\u00C5sa";
    const std::string zhang = "\u5F20\u4F1F";
    for (int opening = 1; opening <= 2; ++opening) {
        CAPTURE(opening);
        SqliteStore store({.path = path.string()});
        const auto by = [&](UserOrder order) {
            UserQuery query = all_of_acme();
            query.order = order;
            return listed(store, query);
        };
        // By code point: letters with marks behind "z", Chinese behind those.
        CHECK(by(UserOrder::name) == Names{"carl", "Fritz", "gustav", zoe, asa, zhang});
        CHECK(by(UserOrder::roles) == Names{"carl", zhang, "Fritz", "gustav", zoe, asa});
        CHECK(by(UserOrder::teams) == Names{zhang, "Fritz", "gustav", zoe, "carl", asa});
        CHECK(by(UserOrder::inboxes) == Names{asa, "carl", zhang, "Fritz", "gustav", zoe});
        CHECK(by(UserOrder::status) == Names{zhang, "Fritz", "gustav", zoe, asa, "carl"});
        CHECK(by(UserOrder::sent) == Names{zhang, "gustav", "Fritz", zoe, asa, "carl"});
        CHECK(by(UserOrder::joined) == Names{"carl", asa, zhang, "Fritz", "gustav", zoe});
        CHECK(found(store, "strasse") == Names{zoe});
        CHECK(found(store, "\u00E5s") == Names{asa});
        CHECK(found(store, "\u00E4rzte") == Names{asa});
        CHECK(found(store, zhang) == Names{zhang});
        CHECK(found(store, "zoe@example.t") == Names{zoe});
        CHECK(found(store, "dora").empty());

        std::vector<std::pair<std::string, std::optional<Delivery>>> deliveries;
        for (const UserRow& row : store.list(all_of_acme()).users)
            deliveries.emplace_back(row.user.profile.name, row.delivery);
        CHECK(deliveries == std::vector<std::pair<std::string, std::optional<Delivery>>>{{asa, std::nullopt},
                                                                                         {"carl", Delivery::sent},
                                                                                         {zhang, Delivery::deferred},
                                                                                         {"Fritz", Delivery::failed},
                                                                                         {"gustav", Delivery::dropped},
                                                                                         {zoe, Delivery::queued}});
        CHECK(store.count_deliveries(acme()) ==
              DeliveryCounts{.none = 1, .queued = 1, .sent = 1, .deferred = 1, .failed = 1, .dropped = 1});
        CHECK(store.count(acme(), noon()) == StatusCounts{.invite_expired = 4, .active = 1, .deactivated = 1});
        CHECK(store.mail(acme(), user_number(6)).size() == 2);
    }
    CHECK(DatabaseFile(path).health() == "ok");
}

TEST_CASE("a database that was brought up to date is as one made new") {
    const TemporaryFolder folder;
    write_version_1(folder.path() / "old.db");
    for (const char* name : {"old.db", "new.db"}) {
        SqliteStore store({.path = (folder.path() / name).string()});
        store.commit(to_invite(8, "h@example.test", noon()));
        CHECK(store.bounce_mail(acme(), user_number(8), 1, noon(tick), "550 nobody here"));
    }
    const std::string schema = "SELECT name, sql FROM sqlite_schema ORDER BY name";
    CHECK(DatabaseFile(folder.path() / "old.db").rows(schema) == DatabaseFile(folder.path() / "new.db").rows(schema));
}
