// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "beckon/postgres/postgres_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/cut_connection.hpp"
#include "tests/store/postgres/many_long.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;

namespace {

enum class Said { committed, unknown, failed };

Said commit(Store& store, const Commit& commit) {
    try {
        const CommitResult result = store.commit(commit);
        CHECK(result.outcome == CommitResult::Outcome::committed);
        return Said::committed;
    } catch (const UnknownOutcomeError& error) {
        CHECK(error.retry() == StoreError::Retry::may_help);
        return Said::unknown;
    } catch (const StoreError& error) {
        CHECK(error.retry() == StoreError::Retry::may_help);
        return Said::failed;
    }
}

/// Where the connection was cut right behind the answer, the store may find that out with the next call only.
CommitResult::Outcome outcome_of_repeated(Store& store, const Commit& commit) {
    try {
        return store.commit(commit).outcome;
    } catch (const UnknownOutcomeError&) {
        return store.commit(commit).outcome;
    }
}

std::string email(std::uint32_t number) { return "u" + std::to_string(number) + "@example.com"; }

/// A store behind a connection that can be cut, and one that is not.
struct Wire {
    Wire() { PostgresStore::migrate(database.options()); }

    PostgresOptions cut_options() const {
        PostgresOptions options = database.options();
        options.connection += ' ' + cut.host();
        return options;
    }

    PostgresDatabase database;
    CutConnection cut{database.socket()};
};

/// Commits over connections of which each is cut after 13 octets more than the one before, until nothing is cut any
/// more. How often the outcome was unknown.
int cut_everywhere(CutConnection::Way way, PostgresOptions::Pooling pooling) {
    Wire wire;
    PostgresOptions options = wire.cut_options();
    options.pooling = pooling;
    PostgresStore store(wire.database.options());
    int unknown = 0;
    std::uint32_t number = 0;
    for (std::size_t octets = 0;; octets += 13) {
        wire.cut.restore();
        PostgresStore cut(options);
        ++number;
        const Commit invite = to_invite(number, email(number), noon());
        wire.cut.cut_after(way, octets);
        const Said said = commit(cut, invite);
        const bool was_cut = wire.cut.octets(way) >= octets;
        // The store goes on by itself: what is repeated finds what happened, and waits for what is still under way.
        wire.cut.restore();
        const auto again = outcome_of_repeated(cut, invite);
        INFO("cut after " << octets << " octets");
        if (said == Said::committed) CHECK(again == CommitResult::Outcome::revision_conflict);
        if (said == Said::failed) CHECK(again == CommitResult::Outcome::committed);
        if (said == Said::unknown) ++unknown;
        CHECK(store.load(acme(), user_number(number)) == invite.after);
        if (!was_cut) break;
    }
    CHECK(all_events(store, acme()).size() == number);
    return unknown;
}

}  // namespace

TEST_CASE(
    "a connection that is cut on the way to the server leaves a commit whole or not there and its outcome unknown") {
    BECKON_NEEDS_POSTGRES();
    CHECK(cut_everywhere(CutConnection::Way::to_server, PostgresOptions::Pooling::none) > 0);
}

TEST_CASE("a connection that is cut on the way back leaves a commit whole and its outcome unknown") {
    BECKON_NEEDS_POSTGRES();
    CHECK(cut_everywhere(CutConnection::Way::to_client, PostgresOptions::Pooling::none) > 0);
    CHECK(cut_everywhere(CutConnection::Way::to_client, PostgresOptions::Pooling::transaction) > 0);
}

TEST_CASE("a commit that gave up waiting for the standby may not be there and its outcome is unknown") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    if (database.rows("SHOW synchronous_standby_names") != std::vector<std::string>{"nobody"}) {
        WARN("skipped: this server waits for no standby");
        return;
    }
    PostgresOptions options = database.options();
    options.connection +=
        " application_name=" + options.schema + " options='-c synchronous_commit=on -c client_min_messages=error'";
    PostgresStore store(options);
    const Commit first = to_invite(1, email(1), noon());
    std::thread impatience([&] {
        const std::string waiting =
            "FROM pg_stat_activity WHERE application_name = '" + options.schema + "' AND wait_event = 'SyncRep'";
        while (database.rows("SELECT pid " + waiting).empty())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        database.rows("SELECT pg_cancel_backend(pid) " + waiting);
    });
    try {
        static_cast<void>(store.commit(first));
        FAIL("it was acknowledged");
    } catch (const UnknownOutcomeError& error) {
        CHECK_THAT(error.what(), contains("standby") && contains(options.schema));
    }
    impatience.join();
    CHECK(store.load(acme(), user_number(1)) == first.after);
}

TEST_CASE("what a trigger of the host's warns of is no doubt about a commit") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    database.rows(
        "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE WARNING 'canceling wait for synchronous replication'; RETURN NULL; END $$;"
        "CREATE CONSTRAINT TRIGGER warning AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION warn()");
    PostgresStore store(database.options());
    CHECK(commit(store, to_invite(1, email(1), noon())) == Said::committed);
}

TEST_CASE("a server that takes nothing in is given up in time") {
    BECKON_NEEDS_POSTGRES();
    Wire wire;
    PostgresOptions options = wire.cut_options();
    options.statement_timeout = std::chrono::milliseconds(500);
    PostgresStore store(options);
    const std::vector<Commit> many = many_long();
    REQUIRE(store.commit(to_invite(1000, email(1000), noon())).outcome == CommitResult::Outcome::committed);
    wire.cut.pause();
    CHECK_THROWS_AS(store.commit_all(many), UnknownOutcomeError);
    wire.cut.restore();
}
