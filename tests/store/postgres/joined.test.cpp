// SPDX-License-Identifier: MIT
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "beckon/postgres/postgres_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/host_connection.hpp"
#include "tests/store/postgres/many_long.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/error_of.hpp"
#include "tests/support/postgres_database.hpp"
#include "tests/support/store_through.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

using Rows = std::vector<std::string>;

namespace {

/// A host that does each call within a transaction of its own, on one of its own connections.
class HostOfJoined final : public StoreThrough<HostOfJoined> {
public:
    explicit HostOfJoined(PostgresOptions options) : options_(std::move(options)) {}

    template <class Call>
    std::invoke_result_t<Call, Store&> through(Call call) {
        auto connection = take();
        connection->execute("BEGIN");
        auto answer = call(*PostgresStore::joined(**connection, options_.schema));
        connection->execute("COMMIT");
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
        return answer;
    }

private:
    std::unique_ptr<HostConnection> take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return std::make_unique<HostConnection>(options_.connection);
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }

    const PostgresOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<HostConnection>> idle_;
};

PostgresOptions migrated(const PostgresDatabase& database) {
    PostgresStore::migrate(database.options());
    return database.options();
}

/// A host's database: beckon's schema in it, and a table of its own beside beckon's.
struct HostDatabase {
    HostDatabase() {
        database.rows("CREATE TABLE sessions (email text)");
        host.execute("SET search_path = " + database.options().schema);
    }

    std::unique_ptr<Store> join() { return PostgresStore::joined(*host, database.options().schema); }
    void log_in(const std::string& email) { host.execute("INSERT INTO sessions VALUES ('" + email + "')"); }
    Rows sessions() { return database.rows("SELECT email FROM sessions ORDER BY email"); }

    PostgresDatabase database;
    PostgresStore store{migrated(database)};
    HostConnection host{database.options().connection};
};

}  // namespace

TEST_CASE("a store joined to the host's transactions keeps the contract of every store") {
    BECKON_NEEDS_POSTGRES();
    std::deque<std::shared_ptr<PostgresDatabase>> databases;
    const auto open = [&]() -> std::unique_ptr<Store> {
        return std::make_unique<HostOfJoined>(databases.back()->options());
    };
    const auto open_fresh = [&] {
        databases.push_back(empty_database());
        return open();
    };
    const StoreUnderTest store{.open_fresh = open_fresh, .reopen = open, .open_second = open};
    for (const auto& check : store_contract()) {
        DYNAMIC_SECTION(check.name) { check.run(store); }
    }
}

TEST_CASE("an accept and the host's own row are committed together, or rolled back together") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    const User invited = tell(at.store, to_invite(1, "ann@example.com", noon()));
    const Commit accept = to_do(invited, Accept{}, noon(tick));
    for (const bool rolls_back : {true, false}) {
        at.host.execute("BEGIN");
        const auto joined = at.join();
        CHECK(joined->commit(accept).outcome == CommitResult::Outcome::committed);
        CHECK(joined->load(acme(), invited.id) == accept.after);
        at.log_in("ann@example.com");
        CHECK(at.store.load(acme(), invited.id) == invited);
        at.host.execute(rolls_back ? "ROLLBACK" : "COMMIT");
        CHECK(at.store.load(acme(), invited.id) == (rolls_back ? invited : accept.after));
        CHECK(at.sessions() == (rolls_back ? Rows{} : Rows{"ann@example.com"}));
        CHECK(all_events(at.store, acme()).size() == (rolls_back ? 1 : 2));
    }
}

TEST_CASE("a refused commit leaves the host's work in the same transaction standing") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    const User holder = tell(at.store, to_invite(1, "ann@example.com", noon()));
    at.host.execute("BEGIN");
    at.log_in("before@example.com");
    const auto joined = at.join();
    CHECK(joined->commit(to_invite(2, "ann@example.com", noon())).outcome == CommitResult::Outcome::address_taken);
    CHECK(joined->commit_all(
              std::vector{to_invite(3, "new@example.com", noon()), to_invite(1, "x@example.com", noon())}) ==
          CommitResult{CommitResult::Outcome::revision_conflict, 0, 1});
    at.log_in("between@example.com");
    CHECK(joined->commit(to_invite(4, "bob@example.com", noon())).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
    CHECK(at.sessions() == Rows{"before@example.com", "between@example.com"});
    CHECK_FALSE(at.store.load(acme(), user_number(3)).has_value());
    CHECK(at.store.load(acme(), user_number(4)).has_value());
    CHECK(at.store.load(acme(), holder.id) == holder);
}

TEST_CASE("a call that fails leaves the host's work in the same transaction standing") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    at.host.execute("BEGIN");
    at.log_in("before@example.com");
    // The table is not there for this transaction alone.
    at.host.execute("ALTER TABLE events RENAME TO gone");
    CHECK_THROWS_AS(at.join()->commit(to_invite(1, "ann@example.com", noon())), StoreError);
    CHECK_THROWS_AS(at.join()->events({.account = acme()}), StoreError);
    at.host.execute("ALTER TABLE gone RENAME TO events");
    CHECK(at.join()->commit(to_invite(2, "bob@example.com", noon())).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
    CHECK(at.sessions() == Rows{"before@example.com"});
    CHECK_FALSE(at.store.load(acme(), user_number(1)).has_value());
    CHECK(all_events(at.store, acme()).size() == 1);
}

TEST_CASE("a store is joined within the host's own savepoint too") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    at.host.execute("BEGIN");
    at.host.execute("SAVEPOINT beckon");  // the very name that the store uses
    CHECK(at.join()->commit(to_invite(1, "ann@example.com", noon())).outcome == CommitResult::Outcome::committed);
    at.host.execute("ROLLBACK TO beckon");
    CHECK(at.join()->commit(to_invite(2, "bob@example.com", noon())).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
    CHECK_FALSE(at.store.load(acme(), user_number(1)).has_value());
    CHECK(at.store.load(acme(), user_number(2)).has_value());
}

TEST_CASE("outside of a transaction a joined store does nothing and says so") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    const auto joined = at.join();
    CHECK_THROWS_WITH(joined->commit(to_invite(1, "ann@example.com", noon())), contains("not in a transaction"));
    CHECK_THROWS_WITH(joined->load(acme(), user_number(1)), contains("not in a transaction"));
    at.host.execute("BEGIN");
    CHECK_THROWS(at.host.execute("SELECT 1 / 0"));
    CHECK_THROWS_WITH(joined->load(acme(), user_number(1)), contains("one that has failed"));
    at.host.execute("ROLLBACK");
    CHECK(all_events(at.store, acme()).empty());
}

TEST_CASE("a conflict under SERIALIZABLE goes back to the host, who begins again") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    const User invited = tell(at.store, to_invite(1, "ann@example.com", noon()));
    at.host.execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    const auto joined = at.join();
    CHECK(joined->load(acme(), invited.id) == invited);
    const User resent = tell(at.store, to_do(invited, Resend{}, noon(minutes(1))));
    const auto error = error_of([&] { static_cast<void>(joined->commit(to_do(invited, Accept{}, noon(minutes(2))))); });
    REQUIRE(error);
    CHECK(error->retry() == StoreError::Retry::may_help);
    at.host.execute("ROLLBACK");
    at.host.execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    CHECK(joined->commit(to_do(resent, Accept{}, noon(minutes(3)))).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
}

TEST_CASE("a host's connection whose texts are not in UTF-8 is refused before anything is written") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    at.host.execute("SET client_encoding = 'LATIN1'");
    at.host.execute("BEGIN");
    const auto joined = at.join();
    CHECK_THROWS_WITH(joined->commit(to_invite(1, "ann@example.com", noon())), contains("client_encoding"));
    at.host.execute("SET client_encoding = 'UTF8'");
    CHECK(joined->commit(to_invite(1, "ann@example.com", noon())).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
}

TEST_CASE("a host's connection that does not block takes commits of any size") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    REQUIRE(PQsetnonblocking(&*at.host, 1) == 0);
    at.host.execute("BEGIN");
    CHECK(at.join()->commit_all(many_long()).outcome == CommitResult::Outcome::committed);
    at.host.execute("COMMIT");
    CHECK(at.store.count(acme(), noon()).invite_sent == 500);
    CHECK(PQisnonblocking(&*at.host) == 1);
}

TEST_CASE("in a read-only transaction a joined store reads, and says why it does not write") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    const User invited = tell(at.store, to_invite(1, "ann@example.com", noon()));
    at.host.execute("BEGIN READ ONLY");
    const auto joined = at.join();
    const auto error = error_of([&] { static_cast<void>(joined->commit(to_do(invited, Accept{}, noon(tick)))); });
    REQUIRE(error);
    CHECK(error->retry() == StoreError::Retry::pointless);
    CHECK_THAT(error->what(), contains("committing") && contains("READ ONLY"));
    CHECK(joined->load(acme(), invited.id) == invited);
    at.host.execute("COMMIT");
}

TEST_CASE("a host's connection that is lost is named as that") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    at.host.execute("BEGIN");
    const auto joined = at.join();
    at.database.rows("SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(&*at.host)) + ", 10000)");
    const auto failure = [&] {
        const auto error =
            error_of([&] { static_cast<void>(joined->commit(to_invite(1, "ann@example.com", noon()))); });
        REQUIRE(error);
        CHECK(error->retry() == StoreError::Retry::may_help);
        return std::string(error->what());
    };
    CHECK_THAT(failure(), contains("joining the transaction") || contains("committing"));
    CHECK_THAT(failure(), contains("the connection is lost"));
    CHECK(all_events(at.store, acme()).empty());
}

TEST_CASE("a joined store is told apart by its schema") {
    BECKON_NEEDS_POSTGRES();
    HostDatabase at;
    CHECK_THROWS_AS(PostgresStore::joined(*at.host, "No such schema"), std::invalid_argument);
    at.host.execute("BEGIN");
    at.log_in("before@example.com");
    CHECK_THROWS_WITH(PostgresStore::joined(*at.host, "t_not_there")->load(acme(), user_number(1)),
                      contains("t_not_there") && contains("migrate first"));
    at.host.execute("COMMIT");
    CHECK(at.sessions() == Rows{"before@example.com"});
}
