// SPDX-License-Identifier: MIT
#include "beckon/memory/memory_store.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/listing.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace beckon;
using test_support::compare_lists_with_reference;

TEST_CASE("Listing: for 10000 users and random queries MemoryStore answers as a reference does") {
    MemoryStore store;
    compare_lists_with_reference(store, [] {});
}

TEST_CASE("Listing: for 10000 users and random queries SqliteStore answers as a reference does") {
    const test_support::TemporaryFolder folder;
    SqliteStore store(
        {.path = (folder.path() / "people.db").string(), .durability = SqliteOptions::Durability::normal});
    compare_lists_with_reference(store, [] {});
}
