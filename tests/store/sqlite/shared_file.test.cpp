// SPDX-License-Identifier: MIT
#include <filesystem>
#include <string>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sqlite/database_file.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
namespace fs = std::filesystem;

namespace {

using Rows = std::vector<std::string>;

/// The tables of a host that has all the names one would think of.
void make_tables_of_host(DatabaseFile& file) {
    file.rows(
        "PRAGMA application_id = 7; PRAGMA user_version = 8;"
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE accounts (x); CREATE TABLE events (x);"
        "CREATE TABLE outbox (x); CREATE TABLE keys (x); CREATE TABLE search (x); CREATE TABLE role_holders (x);"
        "CREATE TABLE storage (x); CREATE INDEX users_by_name ON users (name); INSERT INTO users VALUES (1, 'Ann')");
}

const std::string schema_of_beckon = "SELECT sql FROM sqlite_schema WHERE tbl_name LIKE 'beckon%' ORDER BY name";
const std::string what_the_host_has =
    "SELECT sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'beckon%' ORDER BY name; SELECT * FROM users;"
    "PRAGMA application_id; PRAGMA user_version";

std::string refusal_to_migrate(DatabaseFile& file) {
    try {
        SqliteStore::migrate(file.connection());
    } catch (const StoreError& error) {
        CHECK(error.retry() == StoreError::Retry::pointless);
        return error.what();
    }
    return "migrated";
}

}  // namespace

TEST_CASE("one file holds the host's tables and beckon's, once migrate was called on it") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "host.db";
    DatabaseFile file(path);
    make_tables_of_host(file);
    const Rows before = file.rows(what_the_host_has);
    CHECK_THROWS_AS(SqliteStore({.path = path.string()}), StoreError);
    SqliteStore::migrate(file.connection());
    SqliteStore::migrate(file.connection());  // nothing to do
    {
        SqliteStore store({.path = path.string()});
        const User ann = tell(store, to_invite(1, "ann@example.test", noon()));
        CHECK(store.load(acme(), ann.id) == ann);
    }
    CHECK(file.rows(what_the_host_has) == before);
    CHECK(file.health() == "ok");

    const SqliteStore own({.path = (folder.path() / "own.db").string()});
    CHECK(file.rows(schema_of_beckon) == DatabaseFile(folder.path() / "own.db").rows(schema_of_beckon));
}

TEST_CASE("migrate in the host's transaction is undone with it") {
    const TemporaryFolder folder;
    DatabaseFile file(folder.path() / "host.db");
    make_tables_of_host(file);
    file.rows("BEGIN; INSERT INTO users VALUES (2, 'Bob')");
    SqliteStore::migrate(file.connection());
    CHECK_FALSE(file.rows(schema_of_beckon).empty());
    file.rows("ROLLBACK");
    CHECK(file.rows(schema_of_beckon).empty());
    CHECK(file.rows("SELECT name FROM users") == Rows{"Ann"});
}

TEST_CASE("where migrate is refused nothing is changed") {
    const TemporaryFolder folder;
    DatabaseFile file(folder.path() / "host.db");
    const bool in_transaction = GENERATE(false, true);
    CAPTURE(in_transaction);

    SECTION("tables of a newer version") {
        SqliteStore::migrate(file.connection());
        file.rows("UPDATE beckon_storage SET version = 2");
    }
    SECTION("a table of the host's by a name of beckon's") {
        make_tables_of_host(file);
        file.rows("CREATE TABLE beckon_outbox (x)");
    }
    SECTION("texts in UTF-16") { file.rows("PRAGMA encoding = 'UTF-16'; CREATE TABLE users (id, name)"); }

    const std::string all = "SELECT * FROM sqlite_schema ORDER BY name";
    const Rows before = file.rows(all);
    if (in_transaction) file.rows("BEGIN; CREATE TABLE mine (x)");
    const std::string refusal = refusal_to_migrate(file);
    CAPTURE(refusal);
    CHECK(contains(refusal, (folder.path() / "host.db").string()));
    CHECK((contains(refusal, "use a newer version of the library") ||
           contains(refusal, "table beckon_outbox already exists") || contains(refusal, "use a database in UTF-8")));
    if (in_transaction) CHECK_NOTHROW(file.rows("INSERT INTO mine VALUES (1); ROLLBACK"));
    CHECK(file.rows(all) == before);
}

TEST_CASE("ten connections may migrate one file at once") {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "host.db";
    DatabaseFile file(path);
    make_tables_of_host(file);
    at_once(10, [&](std::size_t) {
        DatabaseFile mine(path);
        SqliteStore::migrate(mine.connection());
        SqliteStore store({.path = path.string()});
        store.count(acme(), noon());
    });
    CHECK(file.health() == "ok");
}
