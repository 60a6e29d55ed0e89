// SPDX-License-Identifier: MIT
#include <deque>
#include <memory>

#include "beckon/postgres/postgres_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "tests/store/postgres/needs_server.hpp"
#include "tests/support/postgres_database.hpp"

using beckon::PostgresStore;

TEST_CASE("PostgresStore keeps the contract of every store") {
    BECKON_NEEDS_POSTGRES();
    std::deque<std::shared_ptr<beckon::test_support::PostgresDatabase>> databases;
    const auto open = [&]() -> std::unique_ptr<beckon::Store> {
        return std::make_unique<PostgresStore>(databases.back()->options());
    };
    const auto open_fresh = [&] {
        databases.push_back(beckon::test_support::empty_database());
        return open();
    };
    const beckon::testing::StoreUnderTest store{.open_fresh = open_fresh, .reopen = open, .open_second = open};
    for (const auto& check : beckon::testing::store_contract()) {
        DYNAMIC_SECTION(check.name) { check.run(store); }
    }
}
