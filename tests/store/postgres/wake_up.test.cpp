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

TEST_CASE("whoever waits for mail is woken by a commit of another process") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore waiting(database.options());
    PostgresStore inviting(database.options());
    CHECK(waiting.wait_for_mail(milliseconds(0)));  // Nobody listened before: there may be some.
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(0)));
    std::thread invitation([&] { tell(inviting, to_invite(1, "ann@example.com", noon())); });
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    invitation.join();
    tell(inviting, to_invite(2, "bob@example.com", noon()));
    tell(inviting, to_invite(3, "cas@example.com", noon()));
    CHECK(waiting.wait_for_mail(std::chrono::minutes(5)));
    tell(inviting, to_adopt(4, "dan@example.com", noon()));
    while (waiting.wait_for_mail(milliseconds(1))) {
    }
    CHECK(waiting.claim_mail(noon(), minutes(5), 10).size() == 3);
}

TEST_CASE("mail of another schema wakes nobody") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresDatabase another;
    PostgresStore::migrate(database.options());
    PostgresStore::migrate(another.options());
    PostgresStore waiting(database.options());
    PostgresStore inviting(another.options());
    waiting.wait_for_mail(milliseconds(0));
    tell(inviting, to_invite(1, "ann@example.com", noon()));
    CHECK_FALSE(waiting.wait_for_mail(milliseconds(20)));
}

TEST_CASE("whoever waits for mail outlives a lost connection") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.connection += " application_name=" + options.schema;
    PostgresStore store(options);
    store.wait_for_mail(milliseconds(0));
    database.rows("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = '" +
                  options.schema + "'");
    store.wait_for_mail(milliseconds(1));
    tell(store, to_invite(1, "ann@example.com", noon()));
    CHECK(store.wait_for_mail(std::chrono::minutes(5)));
}

TEST_CASE("through a pooler waiting for mail is waiting") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresOptions options = database.options();
    options.pooling = PostgresOptions::Pooling::transaction;
    PostgresStore store(options);
    tell(store, to_invite(1, "ann@example.com", noon()));
    CHECK_FALSE(store.wait_for_mail(milliseconds(1)));
}
