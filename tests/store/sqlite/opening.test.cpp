// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/store/sqlite/worker.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
namespace fs = std::filesystem;

namespace {

/// The error that opening the file gives; it must be pointless to repeat, and name the path.
std::string refusal_of(const fs::path& path) {
    try {
        const SqliteStore store({.path = path.string()});
    } catch (const StoreError& error) {
        CHECK(error.retry() == StoreError::Retry::pointless);
        CHECK(std::string(error.what()).find(path.string()) != std::string::npos);
        return error.what();
    }
    return "opened";
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& file : fs::directory_iterator(folder)) names.insert(file.path().filename().string());
    return names;
}

const std::string text_of_schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name";

}  // namespace

TEST_CASE("a database is made where there is none, for its owner alone, and opens again") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    const User ann = [&] {
        SqliteStore store({.path = path.string()});
        User user = tell(store, to_invite(1, "ann@example.test", noon()));
        for (const std::string& name : files_in(folder.path())) {
            struct stat status {};
            REQUIRE(stat((folder.path() / name).c_str(), &status) == 0);
            CAPTURE(name);
            CHECK((status.st_mode & 0777U) == 0600);
        }
        CHECK(files_in(folder.path()).size() == 3);
        return user;
    }();
    CHECK(files_in(folder.path()) == std::set<std::string>{"people.db"});  // the log is folded in
    SqliteStore store({.path = path.string()});
    CHECK(store.load(acme(), ann.id) == ann);
    DatabaseFile file(path);
    CHECK(file.rows("PRAGMA journal_mode; SELECT version FROM beckon_storage") == std::vector<std::string>{"wal", "1"});
    CHECK(file.health() == "ok");
}

TEST_CASE("an empty file becomes a database and keeps its rights") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "empty";
    write_octets(path, "");
    fs::permissions(path, fs::perms(0640));
    SqliteStore store({.path = path.string()});
    tell(store, to_invite(1, "ann@example.test", noon()));
    CHECK(fs::status(path).permissions() == fs::perms(0640));
}

TEST_CASE("a path is a path, whatever SQLite makes of it elsewhere") {
    const TemporaryFolder folder;
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    for (const std::string name : {":memory", "file:x?mode=memory", "with space and 'quote'", "d\xC3\xA9j\xC3\xA0"}) {
        CAPTURE(name);
        User user = [&] {
            SqliteStore store({.path = name});
            return tell(store, to_invite(1, "ann@example.test", noon()));
        }();
        CHECK(fs::exists(folder.path() / name));
        SqliteStore again({.path = name});
        CHECK(again.load(acme(), user.id) == user);
    }
    fs::current_path(before);
    CHECK_THROWS_AS(SqliteStore({.path = ""}), StoreError);
    CHECK_THROWS_AS(SqliteStore({.path = std::string("a\0b", 3)}), StoreError);
}

TEST_CASE("what is no database is refused and left as it is") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "notes.txt";
    const std::string content =
        GENERATE(as<std::string>{}, "xy", "Dear Sir or Madam,\n", std::string(100, '\0'), std::string(5000, 'a'));
    write_octets(path, content);
    const std::string refusal = refusal_of(path);
    CAPTURE(refusal);
    CHECK(contains(refusal, "not a SQLite database; choose another path"));
    CHECK(octets_of(path) == content);
    CHECK(files_in(folder.path()) == std::set<std::string>{"notes.txt"});
}

TEST_CASE("a database of another application is refused and left as it is") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "other.db";
    const std::string content = GENERATE(as<std::string>{}, "CREATE TABLE users (name TEXT)", "PRAGMA user_version = 1",
                                         "PRAGMA application_id = 7", "CREATE TABLE beckon_users (name TEXT)");
    DatabaseFile(path).rows(content);
    const std::string before = octets_of(path);
    const std::string refusal = refusal_of(path);
    CAPTURE(refusal);
    CHECK(contains(refusal, "it belongs to another application; choose another path"));
    CHECK(contains(refusal, "call SqliteStore::migrate first"));
    CHECK(octets_of(path) == before);
    CHECK(files_in(folder.path()) == std::set<std::string>{"other.db"});
}

TEST_CASE("a database of a newer version is refused and left as it is") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    { const SqliteStore store({.path = path.string()}); }
    DatabaseFile(path).rows("UPDATE beckon_storage SET version = 2");
    const std::string before = octets_of(path);
    const std::string refusal = refusal_of(path);
    CAPTURE(refusal);
    CHECK(contains(refusal, "its tables are of version 2"));
    CHECK(contains(refusal, "use a newer version of the library"));
    CHECK(octets_of(path) == before);
    CHECK(files_in(folder.path()) == std::set<std::string>{"people.db"});
}

TEST_CASE("a path where no file can be is refused with the reason and what to do") {
    const TemporaryFolder folder;
    write_octets(folder.path() / "file", "");
    const std::string missing = refusal_of(folder.path() / "missing" / "people.db");
    CAPTURE(missing);
    CHECK(contains(missing, "No such file or directory"));
    CHECK(contains(missing, "make sure that the folder exists"));
    CHECK(contains(refusal_of(folder.path() / "file" / "people.db"), "Not a directory"));
    CHECK(contains(refusal_of(folder.path()), "make sure that the folder exists"));
    CHECK(contains(refusal_of(folder.path() / std::string(300, 'x')), "File name too long"));
    CHECK(files_in(folder.path()) == std::set<std::string>{"file"});
}

TEST_CASE("a file or folder that cannot be written is refused and left as it is") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    { const SqliteStore store({.path = path.string()}); }
    const std::string before = octets_of(path);
    const auto as_nobody = [&](const fs::path& file) {
        const auto said = Worker("open_as_nobody", file).all_said();
        REQUIRE(said.size() == 1);
        return said.front();
    };

    fs::permissions(folder.path(), fs::perms(0555));
    fs::permissions(path, fs::perms(0444));
    const std::string read_only_file = as_nobody(path);
    CAPTURE(read_only_file);
    CHECK(contains(read_only_file, "refused: SQLite database " + path.string() + ": the file cannot be written"));
    CHECK(contains(read_only_file, "make the file and its folder writable"));

    fs::permissions(path, fs::perms(0666));
    const std::string read_only_folder = as_nobody(path);
    CAPTURE(read_only_folder);
    CHECK(contains(read_only_folder, "refused: "));
    CHECK(contains(read_only_folder, path.string()));
    CHECK(contains(read_only_folder, "make the file and its folder writable"));

    const std::string new_file = as_nobody(folder.path() / "new.db");
    CAPTURE(new_file);
    CHECK(contains(new_file, "Permission denied"));

    fs::permissions(folder.path(), fs::perms(0700));
    CHECK(octets_of(path) == before);
    CHECK(files_in(folder.path()) == std::set<std::string>{"people.db"});
}

TEST_CASE("a file that another process holds is a matter of waiting") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    SqliteStore store({.path = path.string(), .busy_timeout = std::chrono::milliseconds(20)});
    DatabaseFile other(path);
    other.rows("BEGIN IMMEDIATE");
    try {
        static_cast<void>(store.commit(to_invite(1, "ann@example.test", noon())));
        FAIL("committed past a lock");
    } catch (const UnknownOutcomeError&) {
        FAIL("nothing about it is unknown");
    } catch (const StoreError& error) {
        CHECK(error.retry() == StoreError::Retry::may_help);
        CHECK(contains(error.what(), path.string()));
        CHECK(contains(error.what(), "another process holds it"));
    }
    CHECK(store.count(acme(), noon()) == StatusCounts{});  // reading goes on
    other.rows("ROLLBACK");
    tell(store, to_invite(1, "ann@example.test", noon()));
    CHECK(store.count(acme(), noon()) == StatusCounts{.invite_sent = 1});
}

TEST_CASE("a damaged file gives errors that name it, and nothing worse") {
    const TemporaryFolder folder;
    const fs::path whole = folder.path() / "whole.db";
    {
        SqliteStore store({.path = whole.string()});
        for (std::uint32_t n = 1; n <= 60; ++n) tell(store, to_invite(n, std::to_string(n) + "@example.test", noon()));
    }
    const std::string octets = octets_of(whole);
    constexpr std::size_t page = 4096;
    REQUIRE(octets.size() > 15 * page);

    int errors = 0;
    const auto damage = [&](std::size_t at, char filler) {
        CAPTURE(at, filler);
        const fs::path path = folder.path() / "damaged.db";
        write_octets(path, std::string(octets).replace(at, page, page, filler));
        const auto must_not_crash = [&](const auto& use) {
            try {
                use();
            } catch (const StoreError& error) {
                ++errors;
                CHECK(error.retry() == StoreError::Retry::pointless);
                CHECK(contains(error.what(), path.string()));
            }
        };
        must_not_crash([&] {
            SqliteStore store({.path = path.string()});
            must_not_crash([&] { view_of(store, acme(), noon()); });
            must_not_crash([&] { static_cast<void>(store.commit(to_invite(99, "new@example.test", noon()))); });
            must_not_crash([&] { store.claim_mail(noon(), minutes(5), 100); });
        });
        fs::remove(path);
    };
    for (std::size_t at = 0; at < octets.size(); at += page) {
        damage(at, '\0');
        damage(at, '\xFF');
    }
    CHECK(errors > 15);
}

TEST_CASE("ten processes and ten threads may open a new file at once") {
    for (int round = 0; round < 3; ++round) {
        const TemporaryFolder folder;
        const fs::path path = folder.path() / "people.db";
        std::vector<std::unique_ptr<Worker>> processes;
        processes.resize(10);
        for (auto& process : processes) process = std::make_unique<Worker>("open", path);
        std::vector<std::thread> threads;
        threads.reserve(10);
        std::vector<std::string> outcomes(10);
        for (auto& outcome : outcomes) {
            threads.emplace_back([&] {
                try {
                    const SqliteStore store({.path = path.string(), .busy_timeout = std::chrono::minutes(2)});
                    outcome = "open";
                } catch (const StoreError& error) {
                    outcome = error.what();
                }
            });
        }
        for (auto& thread : threads) thread.join();
        for (const std::string& outcome : outcomes) CHECK(outcome == "open");
        for (auto& process : processes) CHECK(process->all_said() == std::vector<std::string>{"open"});
        CHECK(DatabaseFile(path).health() == "ok");
    }
}

TEST_CASE("the tables on the disk are those of storage version 1") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    { const SqliteStore store({.path = path.string()}); }
    std::string schema;
    for (const std::string& statement : DatabaseFile(path).rows(text_of_schema)) schema += statement + ";\n";
    // A change of this file is a change of the storage format: it wants a migration, a new version and a changelog
    // line.
    CHECK(schema == octets_of(fs::path(BECKON_TESTS_DIR) / "store/sqlite/storage_version_1.sql"));
}

TEST_CASE("rows on the disk are as storage version 1 has them") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    {
        SqliteStore store({.path = path.string()});
        User ann =
            tell(store, with_key(to_invite(1, "Ann@Example.test", noon(), {"Member", "Owner"}), "k1", noon(hours(1))));
        ann = tell(store, to_do(ann, Accept{}, noon(seconds(1))));
        tell(store, to_do(ann, Deactivate{}, noon(seconds(2))));
        const User bob = tell(store, to_invite(2, "bob@example.test", noon(seconds(3))));
        tell(store, to_do(bob, Cancel{}, noon(seconds(4))));
        tell(store, to_adopt(3, "cy@example.test", noon(seconds(5))));
        const auto claimed = store.claim_mail(noon(seconds(6)), seconds(60), 1);
        REQUIRE(claimed.size() == 1);
        store.settle_mail(claimed.front(), {.delivery = Delivery::sent, .at = noon(seconds(7)), .detail = "250 fine"});
        REQUIRE(store.claim_mail(noon(seconds(8)), seconds(60), 1).size() == 1);
    }
    DatabaseFile file(path);
    // 2024-02-29T12:00:00.000001Z is 1709208000 seconds after 1970 and a microsecond.
    CHECK(file.rows("SELECT * FROM beckon_accounts") == std::vector<std::string>{"1|acme|6|3|0|1|1"});
    CHECK(file.rows("SELECT * FROM beckon_role_holders") == std::vector<std::string>{"1|Member|1", "1|Owner|0"});
    CHECK(
        file.rows("SELECT row >> 40, row & 0xFFFFFFFFFF, hex(id), revision, email, email_key, name, locale, roles, "
                  "attributes, "
                  "state, since, expires_at, times_sent, opened_at, removal, link_generation, link_key, created_at, "
                  "joined_at, "
                  "hex(invited_by), name_key, replace(roles_key, char(10), ','), sent_key, joined_key, "
                  "replace(search_text, char(10), ','), delivery, reference FROM beckon_users") ==
        std::vector<std::string>{
            R"(1|1|00000000000040008000000000000001|3|Ann@Example.test|ann@example.test|Ann Example|en|["Member","Owner"]|{}|)"
            "3|1709208002000001|||||1|3|1709208000000001|1709208001000001||"
            "ann example|member,owner|9223372036854775807|1709208001000001|"
            "ann example,ann@example.test,member,owner|2|reference 1",
            R"(1|2|00000000000040008000000000000002|2|bob@example.test|bob@example.test|Ann Example|en|["Member"]|{}|)"
            "4|1709208004000001||||1|1|3|1709208003000001|||"
            "ann example|member|9223372036854775807|9223372036854775807|ann "
            "example,bob@example.test,member|1|reference 2",
            R"(1|3|00000000000040008000000000000003|1|cy@example.test|cy@example.test|Bob Example||["Member"]|{}|)"
            "2|1709208005000001|||||||1709208005000001|1709208005000001||"
            "bob example|member|9223372036854775807|1709208005000001|bob example,cy@example.test,member||reference 3"});
    CHECK(file.rows("SELECT row >> 40, row & 0xFFFFFFFFFF, user & 0xFFFFFFFFFF, revision, at FROM beckon_events") ==
          std::vector<std::string>{"1|1|1|1|1709208000000001", "1|2|1|2|1709208001000001", "1|3|1|3|1709208002000001",
                                   "1|4|2|1|1709208003000001", "1|5|2|2|1709208004000001", "1|6|3|1|1709208005000001"});
    CHECK(file.rows("SELECT event FROM beckon_events WHERE row & 0xFFFFFFFFFF = 2") ==
          std::vector<std::string>{R"({"account":"acme","user":"00000000-0000-4000-8000-000000000001","revision":2,)"
                                   R"("at":"2024-02-29T12:00:01.000001Z","action":"accept",)"
                                   R"("by":{"kind":"invitee","id":"00000000-0000-4000-8000-000000000001"},)"
                                   R"("from":"invite_sent","to":"active","change":{}})"});
    CHECK(file.rows("SELECT * FROM beckon_outbox") ==
          std::vector<std::string>{
              "1|1|1099511627777|1|1|Ann@Example.test|ann@example.test|1709208000000001|2|1|0|0|0|||1709208007000001||"
              "250 fine|1||",
              "2|1|1099511627778|1|1|bob@example.test|bob@example.test|1709208003000001|1|0|0|0|0||||||1|"
              "1709207948000001|1709208068000001"});
    CHECK(file.rows("SELECT account, key, hex(user), revision, expires_at FROM beckon_keys") ==
          std::vector<std::string>{"1|k1|00000000000040008000000000000001|1|1709211600000001"});
    CHECK(file.health() == "ok");
}

TEST_CASE("an account that can number no further user refuses the commit and is left as it was") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "people.db";
    SqliteStore store({.path = path.string()});
    const User ann = tell(store, to_invite(1, "ann@example.test", noon()));
    DatabaseFile file(path);
    file.rows("UPDATE beckon_accounts SET users = (1 << 40) - 1");
    CHECK_THROWS_AS(store.commit(to_invite(2, "bob@example.test", noon())), StoreError);
    CHECK(store.commit(to_do(ann, Accept{}, noon(tick))).outcome == CommitResult::Outcome::committed);
    CHECK(store.list({.account = acme(), .now = noon()}).users.size() == 1);
}
