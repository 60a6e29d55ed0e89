// SPDX-License-Identifier: MIT
#include <chrono>
#include <thread>

#include "beckon/postgres/postgres_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;
using namespace beckon::testing;
using std::chrono::milliseconds;

namespace {

PostgresOptions polling_every(const PostgresDatabase& database, milliseconds time) {
    PostgresOptions options = database.options();
    options.poll_every = time;
    return options;
}

}  // namespace

TEST_CASE("a worker finds the mail that another process queues by looking for it again and again") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore waiting(polling_every(database, milliseconds(1)));
    PostgresStore inviting(database.options());
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(2)));
    std::thread invitation([&] { tell(inviting, to_invite(1, "ann@example.com", noon())); });
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    invitation.join();
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    CHECK(waiting.claim_mail(noon(), minutes(5), 10).size() == 1);
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(2)));
}

TEST_CASE("a worker looks at the end of its wait, however seldom it looks") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore store(polling_every(database, std::chrono::hours(24)));
    CHECK_FALSE(store.wait_for_mail(milliseconds(0)));
    tell(store, to_invite(1, "ann@example.com", noon()));
    CHECK(store.wait_for_mail(milliseconds(0)));
}

TEST_CASE("a worker that waits is woken by another process, once, and by no commit") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore waiting(polling_every(database, std::chrono::hours(24)));
    PostgresStore inviting(database.options());
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(0)));
    tell(inviting, to_invite(1, "ann@example.com", noon()));
    CHECK(inviting.claim_mail(noon(), minutes(5), 10).size() == 1);
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(20)));
    std::thread host([&] { inviting.wake_workers(); });
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    host.join();
    inviting.wake_workers();
    inviting.wake_workers();
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    while (waiting.wait_for_mail(milliseconds(1))) {
    }
}

TEST_CASE("wake-ups and mail of another schema wake nobody") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresDatabase another;
    PostgresStore::migrate(database.options());
    PostgresStore::migrate(another.options());
    PostgresStore waiting(polling_every(database, milliseconds(1)));
    PostgresStore inviting(another.options());
    waiting.wait_for_mail(milliseconds(0));
    tell(inviting, to_invite(1, "ann@example.com", noon()));
    inviting.wake_workers();
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(20)));
}

TEST_CASE("a worker that waits outlives a lost connection, and can be woken again") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = polling_every(database, std::chrono::hours(24));
    options.connection += " application_name=" + options.schema;
    PostgresStore store(options);
    store.wait_for_mail(milliseconds(0));
    database.rows("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '" +
                  options.schema + "'");
    CHECK_FALSE(store.wait_for_mail(milliseconds(1)));
    CHECK_FALSE(store.wait_for_mail(milliseconds(0)));
    store.wake_workers();
    CHECK(store.wait_for_mail(std::chrono::minutes(5)));
}

TEST_CASE("through a pooler a worker looks for mail, and hears no wake-up") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = polling_every(database, milliseconds(1));
    options.pooling = PostgresOptions::Pooling::transaction;
    PostgresStore store(options);
    CHECK_FALSE(store.wait_for_mail(milliseconds(0)));
    store.wake_workers();
    CHECK_FALSE(store.wait_for_mail(milliseconds(2)));
    tell(store, to_invite(1, "ann@example.com", noon()));
    CHECK(store.wait_for_mail(std::chrono::minutes(5)));
}
