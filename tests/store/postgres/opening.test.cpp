// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "beckon/postgres/postgres_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/host_connection.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

using Rows = std::vector<std::string>;

namespace {

/// What opening a store throws.
std::string failure(const PostgresOptions& options) {
    try {
        const PostgresStore store(options);
    } catch (const StoreError& error) {
        return error.what();
    }
    return "nothing";
}

}  // namespace

TEST_CASE("ten processes migrate a schema at once, and once more") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    for (int i = 0; i < 2; ++i) {
        at_once(10, [&](std::size_t) { PostgresStore::migrate(database.options()); });
    }
    CHECK(database.rows("SELECT version FROM storage") == Rows{"1"});
    PostgresStore store(database.options());
    tell(store, to_invite(1, "ann@example.com", noon()));
    PostgresStore::migrate(database.options());
    CHECK(store.load(acme(), user_number(1)).has_value());
}

TEST_CASE("a schema without beckon's tables is not opened, and left as it is") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    CHECK_THAT(failure(database.options()), contains("migrate first"));
    CHECK(database.rows("SELECT to_regnamespace('" + database.options().schema + "')") == Rows{""});
}

TEST_CASE("a schema of a newer version is neither opened nor migrated") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    database.rows("UPDATE storage SET version = 99");
    CHECK_THAT(failure(database.options()), contains("newer"));
    CHECK_THROWS_WITH(PostgresStore::migrate(database.options()), contains("newer"));
    CHECK(database.rows("SELECT version FROM storage") == Rows{"99"});
}

TEST_CASE("a schema of an older version is not opened before it is migrated") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    database.rows("UPDATE storage SET version = 0");
    CHECK_THAT(failure(database.options()), contains("older") && contains("migrate first"));
}

TEST_CASE("a schema in which others have tables of the same names is left as it is") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    const std::string schema = database.options().schema;
    database.rows("CREATE SCHEMA " + schema + "; CREATE TABLE users (id int); INSERT INTO users VALUES (7)");
    CHECK_THROWS_WITH(PostgresStore::migrate(database.options()), contains("schema of its own"));
    CHECK(database.rows("SELECT id FROM users") == Rows{"7"});
    CHECK(database.rows("SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('" + schema + "')") ==
          Rows{"users"});
}

TEST_CASE("the rights that the documentation names are enough for the store and not for migrating") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    const std::string schema = database.options().schema;
    const std::string role = schema + "_app";
    database.rows("CREATE ROLE " + role + " LOGIN; GRANT USAGE ON SCHEMA " + schema + " TO " + role +
                  "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + role);
    PostgresOptions options = database.options();
    options.connection += " user=" + role;
    {
        PostgresStore store(options);
        const User ann = tell(store, to_invite(1, "ann@example.com", noon()));
        const auto claimed = store.claim_mail(noon(), minutes(5), 1);
        REQUIRE(claimed.size() == 1);
        CHECK(store.settle_mail(claimed[0], {.delivery = Delivery::sent, .at = noon()}) == SettleResult::settled);
        CHECK(store.list({.account = acme(), .now = noon(), .search = "ann"}).users.size() == 1);
        tell(store, to_do(ann, Cancel{}, noon(tick)));
        CHECK(store.erase(acme(), ann.id));
        CHECK(store.purge(acme(), noon(hours(1)), 10) == 1);
    }
    options.schema += "_two";
    CHECK_THROWS_WITH(PostgresStore::migrate(options), contains("42501") && contains("grant the role"));
    database.rows("DROP OWNED BY " + role + "; DROP ROLE " + role);
}

TEST_CASE("two schemas of one database know nothing of each other") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase one;
    PostgresDatabase other;
    PostgresStore::migrate(one.options());
    PostgresStore::migrate(other.options());
    PostgresStore mine(one.options());
    PostgresStore theirs(other.options());
    tell(mine, to_invite(1, "ann@example.com", noon()));
    CHECK(all_events(theirs, acme()).empty());
    CHECK(theirs.claim_mail(noon(), minutes(5), 10).empty());
    tell(theirs, to_invite(2, "ann@example.com", noon()));
    CHECK(mine.claim_mail(noon(), minutes(5), 10).size() == 1);
}

TEST_CASE("options that cannot be are refused by name") {
    const PostgresOptions good{.connection = "host=/nowhere"};
    const auto refused = [](PostgresOptions options, const char* name) {
        CHECK_THROWS_AS(PostgresStore(options), std::invalid_argument);
        CHECK_THROWS_WITH(PostgresStore(options), contains(name));
    };
    for (const char* schema : {"", "Users", "a b", "1st", "a.b", "a\"b", "users;", "pg_users", "\xC3\xA4"}) {
        PostgresOptions options = good;
        options.schema = schema;
        refused(options, "schema");
    }
    PostgresOptions options = good;
    options.schema = std::string(41, 'a');
    refused(options, "schema");
    options = good;
    options.max_connections = 0;
    refused(options, "max_connections");
    options = good;
    options.connect_timeout = std::chrono::seconds(1);
    refused(options, "connect_timeout");
    options = good;
    options.statement_timeout = std::chrono::milliseconds(0);
    refused(options, "statement_timeout");
    options = good;
    options.lock_timeout = std::chrono::milliseconds(-1);
    refused(options, "lock_timeout");
    // Nor may they be more than can be counted.
    options = good;
    options.max_connections = SIZE_MAX;
    refused(options, "max_connections");
    options = good;
    options.connect_timeout = std::chrono::seconds::max();
    refused(options, "connect_timeout");
    options = good;
    options.statement_timeout = std::chrono::milliseconds::max();
    refused(options, "statement_timeout");
    options = good;
    options.lock_timeout = std::chrono::hours(25);
    refused(options, "lock_timeout");
    CHECK_THROWS_AS(PostgresStore::migrate(options), std::invalid_argument);
    for (const auto time : {std::chrono::milliseconds(0), std::chrono::milliseconds::max()}) {
        options = good;
        options.poll_every = time;
        refused(options, "poll_every");
    }
}

TEST_CASE("a schema may be called as a word of SQL's") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresOptions options = database.options();
    options.schema = "user";
    database.rows("DROP SCHEMA IF EXISTS \"user\" CASCADE");
    PostgresStore::migrate(options);
    {
        PostgresStore store(options);
        store.wait_for_mail(std::chrono::milliseconds(0));
        tell(store, to_invite(1, "ann@example.com", noon()));
        CHECK(store.claim_mail(noon(), minutes(5), 10).size() == 1);
        store.wake_workers();
        CHECK(store.wait_for_mail(std::chrono::minutes(5)));
    }
    database.rows("DROP SCHEMA \"user\" CASCADE");
}

TEST_CASE("the index for searches is made when it is asked for, and stays") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    const auto indexes = [&] { return database.rows("SELECT to_regclass('users_by_text') IS NOT NULL"); };
    PostgresStore::migrate(database.options());
    CHECK(indexes() == Rows{"f"});
    for (const bool asked : {true, false, true}) {
        PostgresStore::migrate(database.options(), {.trigram_search = asked});
        CHECK(indexes() == Rows{"t"});
    }
}

TEST_CASE("no extension is needed unless the index for searches is asked for") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    const std::string another = database.options().schema + "_bare";
    database.rows("CREATE DATABASE " + another);
    PostgresOptions options = database.options();
    options.connection += " dbname=" + another;
    PostgresStore::migrate(options);
    {
        HostConnection host(options.connection);
        const std::unique_ptr<PGresult, decltype(&PQclear)> extensions(
            PQexec(&*host, "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"), &PQclear);
        CHECK(PQntuples(extensions.get()) == 0);
    }
    database.rows("DROP DATABASE " + another + " WITH (FORCE)");
}

TEST_CASE("the extension goes into beckon's schema where the role has no other") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    const std::string another = database.options().schema + "_db";
    database.rows("CREATE DATABASE " + another);
    PostgresOptions options = database.options();
    options.connection += " dbname=" + another + " options='-c search_path='";
    PostgresStore::migrate(options, {.trigram_search = true});
    {
        PostgresStore store(options);
        tell(store, to_invite(1, "ann@example.com", noon()));
        CHECK(store.list({.account = acme(), .now = noon(), .search = "ann"}).users.size() == 1);
    }
    database.rows("DROP DATABASE " + another + " WITH (FORCE)");
}

TEST_CASE("what the connection string leaves out, libpq's environment says") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    setenv("PGOPTIONS", "-c default_transaction_read_only=on", 1);
    PostgresOptions options = database.options();
    options.connection += " target_session_attrs=any";
    PostgresStore store(options);
    try {
        static_cast<void>(store.commit(to_invite(1, "ann@example.com", noon())));
        FAIL("it was committed");
    } catch (const StoreError& error) {
        CHECK_THAT(error.what(), contains("25006") && contains("default_transaction_read_only"));
    }
    unsetenv("PGOPTIONS");
}

TEST_CASE("a server that cannot be written to is not used unless the connection string or the environment says so") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.connection += " options='-c default_transaction_read_only=on'";
    CHECK_THAT(failure(options), contains("read-only"));
    options.connection = database.uri() + "&options=-c%20default_transaction_read_only%3Don";
    CHECK_THAT(failure(options), contains("read-only"));
    setenv("PGTARGETSESSIONATTRS", "any", 1);
    CHECK(failure(options) == "nothing");
    unsetenv("PGTARGETSESSIONATTRS");
    options.connection += "&target_session_attrs=any";
    CHECK(failure(options) == "nothing");
}

TEST_CASE("a server that cannot be reached is named, and no password with it") {
    const std::string refused = failure({.connection = "host=/nowhere dbname=app user=me password=hunter2"});
    CHECK_THAT(refused, contains("app") && contains("/nowhere") && contains("connecting"));
    CHECK_THAT(refused, !contains("hunter2"));
    for (const char* unreadable :
         {"postgresql://me:hunter2@[::1/app", "host password=hunter2 '", "postgresql://me:hunter2@h:p%zz/",
          "postgresql://me:hunter2@hunter2@127.0.0.1/app", "postgresql://me:hunter2/hunter2@127.0.0.1/app",
          "postgres://me:1/hunter2@127.0.0.1/app", "postgresql://me:hunter2"}) {
        const std::string said = failure({.connection = unreadable});
        CHECK_THAT(said, contains("connection string"));
        CHECK_THAT(said, !contains("hunter2"));
    }
}

TEST_CASE("a database that is not there is named") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresOptions options = database.options();
    options.connection += " dbname=not_there";
    CHECK_THAT(failure(options), contains("not_there"));
}

TEST_CASE("a database in another encoding than UTF-8 is refused") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    database.rows("DROP DATABASE IF EXISTS beckon_latin");
    database.rows("CREATE DATABASE beckon_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    PostgresOptions options = database.options();
    options.connection += " dbname=beckon_latin";
    CHECK_THROWS_WITH(PostgresStore::migrate(options), contains("UTF8"));
    database.rows("DROP DATABASE beckon_latin");
}

TEST_CASE("a call waits for a free connection, and says so when none comes free") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.max_connections = 1;
    options.connect_timeout = std::chrono::seconds(2);
    PostgresStore store(options);
    at_once(8, [&](std::size_t i) {
        const auto number = static_cast<std::uint32_t>(i);
        tell(store, to_invite(number, "u" + std::to_string(number) + "@example.com", noon()));
    });
    CHECK(all_events(store, acme()).size() == 8);
}

TEST_CASE("a call that waits for a lock longer than it may says that a retry helps") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.lock_timeout = std::chrono::milliseconds(50);
    PostgresStore store(options);
    const User ann = tell(store, to_invite(1, "ann@example.com", noon()));
    database.rows("BEGIN; LOCK TABLE users");
    try {
        static_cast<void>(store.commit(to_do(ann, Accept{}, noon(tick))));
        FAIL("it did not wait for the lock");
    } catch (const UnknownOutcomeError&) {
        FAIL("it is known that nothing happened");
    } catch (const StoreError& error) {
        CHECK(error.retry() == StoreError::Retry::may_help);
        CHECK_THAT(error.what(), contains("committing") && contains("55P03"));
    }
    database.rows("ROLLBACK");
    CHECK(store.commit(to_do(ann, Accept{}, noon(tick))).outcome == CommitResult::Outcome::committed);
}

TEST_CASE("a statement that takes longer than it may says that a retry helps") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.statement_timeout = std::chrono::milliseconds(100);
    PostgresStore store(options);
    const User ann = tell(store, to_invite(1, "ann@example.com", noon()));
    database.rows("BEGIN; LOCK TABLE users");
    CHECK_THROWS_WITH(store.load(acme(), ann.id), contains("57014") && contains("try again"));
    database.rows("ROLLBACK");
    CHECK(store.load(acme(), ann.id) == ann);
}
