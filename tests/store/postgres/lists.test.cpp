// SPDX-License-Identifier: MIT
#include "beckon/postgres/postgres_store.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/listing.hpp"
#include "tests/support/postgres_database.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("Listing: with the index for searches PostgresStore answers random queries as a reference does") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options(), {.trigram_search = true});
    PostgresStore store(database.options());
    compare_lists_with_reference(store, [&] { database.rows("ANALYZE users"); });
}

TEST_CASE("Listing: for 10000 users and random queries PostgresStore answers as a reference does") {
    BECKON_NEEDS_POSTGRES();
    PostgresDatabase database;
    PostgresStore::migrate(database.options());
    PostgresStore store(database.options());
    compare_lists_with_reference(store, [&] { database.rows("ANALYZE users"); });
}
