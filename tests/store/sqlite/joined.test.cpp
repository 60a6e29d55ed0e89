// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/service/service.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/host.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
namespace fs = std::filesystem;

namespace {

using Outcome = CommitResult::Outcome;
using Rows = std::vector<std::string>;

/// Everybody in acme, as a transaction of the host's sees them.
Labels everybody(HostDatabase& host) {
    if (host.is_in_transaction()) return keys_of(host.store->list({.account = acme(), .now = noon()}).users);
    host.file.rows("BEGIN");
    Labels keys = everybody(host);
    host.file.rows("COMMIT");
    return keys;
}

/// One call of every method.
std::vector<std::function<void(Store&)>> every_call() {
    const UserId ann = user_number(1);
    const ClaimedMail claimed{.mail = {.intent = {.account = acme(),
                                                  .user = ann,
                                                  .revision = 1,
                                                  .generation = 1,
                                                  .to = address("ann@example.test"),
                                                  .queued_at = noon()}},
                              .fence = 1,
                              .lease_ends = noon()};
    return {[=](Store& s) { static_cast<void>(s.look(acme(), {.role = "Owner"})); },
            [=](Store& s) { static_cast<void>(s.commit(to_invite(2, "bob@example.test", noon()))); },
            [=](Store& s) { s.list({.account = acme(), .now = noon(), .search = "ann"}); },
            [=](Store& s) { s.count(acme(), noon()); },
            [=](Store& s) { s.count_deliveries(acme()); },
            [=](Store& s) { s.events({.account = acme()}); },
            [=](Store& s) { s.mail(acme(), ann); },
            [=](Store& s) { s.claim_mail(noon(), minutes(5), 1); },
            [=](Store& s) { s.settle_mail(claimed, {.delivery = Delivery::sent, .at = noon()}); },
            [=](Store& s) { s.bounce_mail(acme(), ann, 1, noon(), "550"); },
            [=](Store& s) { s.erase(acme(), ann); },
            [=](Store& s) { s.purge(acme(), noon(), 1); }};
}

}  // namespace

TEST_CASE("a joined store keeps the contract of every store whatever the settings of the host's connection") {
    const std::string settings = GENERATE(
        as<std::string>{}, "PRAGMA synchronous = OFF; PRAGMA secure_delete = ON",
        "PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; "
        "PRAGMA recursive_triggers = ON; PRAGMA case_sensitive_like = ON; PRAGMA reverse_unordered_selects = ON; "
        "PRAGMA trusted_schema = OFF; PRAGMA automatic_index = OFF");
    const TemporaryFolder folder;
    int files = 0;
    const auto open = [&]() -> std::unique_ptr<Store> {
        return std::make_unique<EachCallInTransaction>(folder.path() / std::to_string(files), settings);
    };
    // Its checks of threads take turns at the host's one connection.
    const StoreUnderTest store{.open_fresh = [&] { return ++files, open(); }, .reopen = open};
    for (const auto& check : store_contract()) {
        if (!check.runs_on(store)) continue;
        DYNAMIC_SECTION(check.name << " / " << settings.size()) { check.run(store); }
    }
}

TEST_CASE("an invitation is accepted and the host's own row written together or not at all") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    const bool is_kept = GENERATE(true, false);
    CAPTURE(is_kept);
    host.file.rows("CREATE TABLE host_sessions (user TEXT)");
    Service service(*host.store, {.policy = policies::recommended(), .keys = KeyRing({SigningKey::random(1)})});

    host.file.rows("BEGIN IMMEDIATE");
    const User ann = service.invite(acme(), {address("ann@example.test"), {.roles = {"Admin"}}}, Host{}).value();
    const std::string token = service.copy_link(acme(), ann.id, Host{}).value().token;
    host.file.rows("COMMIT");

    host.file.rows("BEGIN IMMEDIATE");
    CHECK(service.accept(token).value().first);
    host.file.rows("INSERT INTO host_sessions VALUES ('ann')");
    CHECK(service.check_link(token).presented != LinkState::valid);
    host.file.rows(is_kept ? "COMMIT" : "ROLLBACK");

    CHECK(host.file.rows("SELECT user FROM host_sessions").size() == (is_kept ? 1 : 0));
    SqliteStore others({.path = (folder.path() / "host.db").string()});
    CHECK(std::holds_alternative<Active>(loaded(others, acme(), ann.id).state) == is_kept);
    host.file.rows("BEGIN IMMEDIATE");
    CHECK((service.check_link(token).presented == LinkState::valid) == !is_kept);
    host.file.rows("COMMIT");
}

TEST_CASE(
    "what a joined store has committed is seen by others once the host commits and is as if never done otherwise") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "host.db";
    HostDatabase host(path);
    SqliteStore others({.path = path.string()});
    const Commit invite = with_key(to_invite(1, "ann@example.test", noon()), "k", noon(hours(1)));

    host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('ann')");
    User ann = tell(*host.store, invite);
    ann = tell(*host.store, to_do(ann, Resend{}, noon(tick)));
    CHECK(host.store->mail(acme(), ann.id).size() == 2);
    CHECK(others.load(acme(), ann.id) == std::nullopt);
    host.file.rows("ROLLBACK");
    CHECK(others.load(acme(), ann.id) == std::nullopt);
    CHECK(others.events({.account = acme()}).events.empty());
    CHECK(others.claim_mail(noon(), minutes(5), 10).empty());
    CHECK(host.users().empty());

    host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('ann')");
    tell(*host.store, invite);
    host.file.rows("COMMIT");
    CHECK(others.load(acme(), invite.after.id) == invite.after);
    CHECK(others.claim_mail(noon(), minutes(5), 10).size() == 1);
    CHECK(host.users() == Rows{"ann"});
    CHECK(host.file.health() == "ok");
}

TEST_CASE("a commit that something stands against leaves the host's rows and the commits before it standing") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    host.file.rows("BEGIN; INSERT INTO users VALUES ('before')");
    const User ann = tell(*host.store, to_invite(1, "ann@example.test", noon()));
    const Commit accept = to_do(ann, Accept{}, noon(tick));
    tell(*host.store, accept);
    const Commit bob = to_invite(2, "bob@example.test", noon());
    CHECK(host.store->commit(accept).outcome == Outcome::revision_conflict);
    CHECK(host.store->commit(to_invite(3, "Ann@example.test", noon())).outcome == Outcome::address_taken);
    CHECK(host.store->commit_all(std::vector{bob, to_invite(3, "ann@example.test", noon())}) ==
          CommitResult{Outcome::address_taken, 0, 1});
    host.file.rows("INSERT INTO users VALUES ('behind'); COMMIT");
    CHECK(host.users() == Rows{"before", "behind"});
    CHECK(everybody(host) == Labels{"ann@example.test"});
    CHECK(host.file.health() == "ok");
}

TEST_CASE("a call that fails on its way takes back what it has done and nothing of the host's") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    // Each lets a commit get a little further.
    const std::string table =
        GENERATE(as<std::string>{}, "accounts", "users", "role_holders", "events", "outbox", "keys");
    CAPTURE(table);
    host.file.rows("CREATE TEMP TRIGGER failing BEFORE INSERT ON main.beckon_" + table +
                   " BEGIN SELECT RAISE(ABORT, 'not today'); END");
    host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('before')");
    Commit commit = with_key(to_invite(1, "ann@example.test", noon()), "k", noon(hours(1)));
    if (table == "role_holders") commit = to_adopt(1, "ann@example.test", noon());
    const auto error = error_of([&] { host.store->commit_all(std::vector{commit}); });
    REQUIRE(error.has_value());
    CHECK(contains(error->what(), "not today"));
    CHECK_FALSE(contains(error->what(), "rolled back"));
    CHECK(host.is_in_transaction());
    CHECK(host.file
              .rows("SELECT row FROM beckon_accounts; SELECT row FROM beckon_users; SELECT row FROM beckon_events;"
                    "SELECT row FROM beckon_outbox; SELECT key FROM beckon_keys; SELECT role FROM beckon_role_holders")
              .empty());
    host.file.rows("INSERT INTO users VALUES ('behind'); DROP TRIGGER failing");
    tell(*host.store, commit);
    host.file.rows("COMMIT");
    CHECK(host.users() == Rows{"before", "behind"});
    CHECK(everybody(host) == Labels{"ann@example.test"});
}

TEST_CASE("where SQLite itself rolls the host's transaction back the error says so") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    const std::string pages = host.file.rows("PRAGMA page_count").front();
    host.file.rows("PRAGMA max_page_count = " + pages);  // a full disk
    host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('before')");
    std::optional<StoreError> error;
    for (std::uint32_t n = 1; n < 1000 && !error; ++n) {
        error = error_of([&] { tell(*host.store, to_invite(n, std::to_string(n) + "@example.test", noon())); });
    }
    REQUIRE(error.has_value());
    CHECK(error->retry() == StoreError::Retry::may_help);
    CHECK(contains(error->what(), "make room on the disk"));
    CHECK(contains(error->what(), "SQLite has rolled back the host's whole transaction"));
    CHECK_FALSE(host.is_in_transaction());
    CHECK(host.users().empty());
    CHECK(everybody(host).empty());
    host.file.rows("PRAGMA max_page_count = 100000; BEGIN");
    tell(*host.store, to_invite(1, "ann@example.test", noon()));
    host.file.rows("COMMIT");
    CHECK(everybody(host) == Labels{"ann@example.test"});
}

TEST_CASE("wherever the host interrupts a call, the error says whether the host's transaction stands") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    int left = 0;
    const auto count_down = [](void* counter) { return --*static_cast<int*>(counter) == 0 ? 1 : 0; };
    int stood = 0;
    int ended = 0;
    bool done = false;
    for (int steps = 1; !done; ++steps) {
        host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('before')");
        left = steps;
        sqlite3_progress_handler(&host.file.connection(), 1, count_down, &left);
        const auto error = error_of([&] { tell(*host.store, to_invite(1, "ann@example.test", noon())); });
        sqlite3_progress_handler(&host.file.connection(), 0, nullptr, nullptr);
        done = !error;
        if (error) {
            INFO(error->what());
            CHECK(contains(error->what(), "rolled back the host's whole transaction") == !host.is_in_transaction());
            ++(host.is_in_transaction() ? stood : ended);
        }
        CHECK(host.users().size() == (host.is_in_transaction() ? 1 : 0));
        if (host.is_in_transaction()) host.file.rows("ROLLBACK");
    }
    CHECK(stood > 0);
    CHECK(ended > 0);
}

TEST_CASE("outside of a transaction every call says that one must be begun") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    for (const auto& call : every_call()) {
        const auto error = error_of([&] { call(*host.store); });
        REQUIRE(error.has_value());
        CHECK(error->retry() == StoreError::Retry::pointless);
        CHECK(contains(error->what(), (folder.path() / "host.db").string()));
        CHECK(contains(error->what(), "no transaction is under way on the host's connection; begin one"));
    }
    CHECK(everybody(host).empty());
    host.file.rows("BEGIN");
    for (const auto& call : every_call()) CHECK_NOTHROW(call(*host.store));
    CHECK(host.is_in_transaction());
    host.file.rows("ROLLBACK");
}

TEST_CASE("a joined store works within the host's savepoints") {
    const TemporaryFolder folder;
    HostDatabase host(folder.path() / "host.db");
    host.file.rows(GENERATE(as<std::string>{}, "BEGIN; SAVEPOINT outer", "SAVEPOINT outer"));
    tell(*host.store, to_invite(1, "ann@example.test", noon()));
    host.file.rows("SAVEPOINT beckon; INSERT INTO users VALUES ('bob')");  // whatever its name
    tell(*host.store, to_invite(2, "bob@example.test", noon()));
    CHECK(host.store->commit(to_invite(3, "bob@example.test", noon())).outcome == Outcome::address_taken);
    CHECK(everybody(host) == Labels{"ann@example.test", "bob@example.test"});
    host.file.rows("ROLLBACK TO beckon; RELEASE beckon");
    tell(*host.store, to_invite(3, "cy@example.test", noon()));
    host.file.rows("RELEASE outer");
    if (host.is_in_transaction()) host.file.rows("COMMIT");
    CHECK(everybody(host) == Labels{"ann@example.test", "cy@example.test"});
    CHECK(host.users().empty());
}

TEST_CASE("a file that another holds goes back to the host as an error that may help and nothing is lost") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "host.db";
    HostDatabase host(path);
    SqliteStore others({.path = path.string()});
    tell(others, to_invite(1, "ann@example.test", noon()));
    sqlite3_busy_timeout(&host.file.connection(), 10);
    DatabaseFile writer(path);
    const Commit bob = to_invite(2, "bob@example.test", noon());

    host.file.rows("BEGIN");
    writer.rows("BEGIN IMMEDIATE");
    const auto busy = error_of([&] { static_cast<void>(host.store->commit(bob)); });
    writer.rows("ROLLBACK");
    REQUIRE(busy.has_value());
    CHECK(busy->retry() == StoreError::Retry::may_help);
    CHECK(contains(busy->what(), "another process holds it"));
    CHECK(host.is_in_transaction());

    CHECK(everybody(host) == Labels{"ann@example.test"});
    tell(others, to_invite(3, "cy@example.test", noon()));
    const auto stale = error_of([&] { static_cast<void>(host.store->commit(bob)); });
    REQUIRE(stale.has_value());
    CHECK(stale->retry() == StoreError::Retry::may_help);
    CHECK(contains(stale->what(), "roll it back and begin again"));
    CHECK(everybody(host) == Labels{"ann@example.test"});  // as when the transaction began

    host.file.rows("ROLLBACK; BEGIN IMMEDIATE");
    tell(*host.store, bob);
    host.file.rows("COMMIT");
    CHECK(everybody(host) == Labels{"ann@example.test", "bob@example.test", "cy@example.test"});
}

TEST_CASE("a joined store leaves the host's connection as it was and lets go of it before it is closed") {
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "host.db").string();
    sqlite3* connection = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &connection) == SQLITE_OK);
    const auto execute = [&](const char* sql) {
        REQUIRE(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == 0);
    };
    const auto settings = [&] {
        Rows rows;
        const auto add = [](void* to, int, char** values, char**) {
            static_cast<Rows*>(to)->emplace_back(values[0]);
            return 0;
        };
        for (const std::string name :
             {"busy_timeout", "foreign_keys", "journal_mode", "query_only", "recursive_triggers", "secure_delete",
              "synchronous", "trusted_schema", "application_id", "user_version", "checkpoint_fullfsync", "fullfsync"}) {
            const std::string sql = "PRAGMA " + name;
            REQUIRE(sqlite3_exec(connection, sql.c_str(), add, &rows, nullptr) == SQLITE_OK);
        }
        return rows;
    };
    execute("PRAGMA application_id = 7; PRAGMA user_version = 8");
    const Rows before = settings();
    SqliteStore::migrate(*connection);
    {
        const auto store = SqliteStore::joined(*connection);
        execute("BEGIN");
        tell(*store, to_invite(1, "ann@example.test", noon()));
        CHECK(store->commit(to_invite(2, "ann@example.test", noon())).outcome == Outcome::address_taken);
        CHECK(store->list({.account = acme(), .now = noon(), .search = "example"}).users.size() == 1);
        execute("COMMIT");
    }
    CHECK(settings() == before);
    execute("CREATE TABLE without_a_key (x UNIQUE)");
    execute("INSERT INTO without_a_key VALUES (1)");
    CHECK(sqlite3_exec(connection, "INSERT INTO without_a_key VALUES (1)", nullptr, nullptr, nullptr) ==
          SQLITE_CONSTRAINT);  // codes are not extended
    CHECK(sqlite3_close(connection) == SQLITE_OK);
}

TEST_CASE("of a user erased in a joined store nothing is left once the host has committed and emptied its log") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "host.db";
    HostDatabase host(path);
    host.file.rows("PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; BEGIN");
    Commit invite = with_key(to_invite(1, "Quentyn@hvystakk.test", noon()), "for Quentyn", noon(hours(1)));
    invite.after.profile.name = "Quentyn Nydleworth";
    std::get<events::Invited>(invite.event.change).profile = invite.after.profile;
    const User gone = tell(*host.store, to_do(tell(*host.store, invite), Cancel{}, noon(tick)));
    host.file.rows("COMMIT");

    host.file.rows("PRAGMA secure_delete = OFF; BEGIN IMMEDIATE; INSERT INTO users VALUES ('kept')");
    const auto refusal = error_of([&] { host.store->erase(acme(), gone.id); });
    REQUIRE(refusal.has_value());
    CHECK(refusal->retry() == StoreError::Retry::pointless);
    CHECK(contains(refusal->what(), "PRAGMA secure_delete = ON"));
    CHECK(host.store->load(acme(), gone.id) == gone);
    host.file.rows("COMMIT; PRAGMA secure_delete = ON; BEGIN IMMEDIATE");
    CHECK(host.store->erase(acme(), gone.id));
    host.file.rows("ROLLBACK; BEGIN IMMEDIATE");
    CHECK(host.store->load(acme(), gone.id) == gone);
    CHECK(host.store->erase(acme(), gone.id));
    host.file.rows("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    for (const std::string end : {"", "-wal"}) {
        const std::string octets = octets_of(path.string() + end);
        for (const std::string word : {"Quentyn", "quentyn", "Nydleworth", "nydleworth", "hvystakk"}) {
            CAPTURE(end, word);
            CHECK_FALSE(contains(octets, word));
        }
    }
    CHECK(host.users() == Rows{"kept"});
}

TEST_CASE("I22: wherever memory runs out in a joined store its call is undone or the whole transaction") {
    std::size_t alone = 0;
    std::size_t whole = 0;
    bool succeeded = false;
    for (sqlite3_int64 octets = 0; !succeeded; octets += 192) {
        CAPTURE(octets);
        HostDatabase host(":memory:");
        host.file.rows("BEGIN IMMEDIATE; INSERT INTO users VALUES ('before')");
        const std::vector<Commit> both{to_invite(1, "ann@example.test", noon()),
                                       to_invite(2, "bob@example.test", noon())};
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + octets);
        const auto error = error_of([&] { succeeded = host.store->commit_all(both).outcome == Outcome::committed; });
        sqlite3_hard_heap_limit64(0);
        if (!succeeded) {
            REQUIRE(error.has_value());
            const bool is_whole = contains(error->what(), "rolled back the host's whole transaction");
            CHECK(host.is_in_transaction() == !is_whole);
            ++(is_whole ? whole : alone);
            CHECK(host.users() == (is_whole ? Rows{} : Rows{"before"}));
            if (is_whole) host.file.rows("BEGIN");
            CHECK(host.store->events({.account = acme()}).events.empty());
            CHECK(host.store->commit_all(both).outcome == Outcome::committed);
        }
        host.file.rows("COMMIT");
        CHECK(everybody(host) == Labels{"ann@example.test", "bob@example.test"});
    }
    CHECK(alone > 10);
    CHECK(whole > 0);
}
