// SPDX-License-Identifier: MIT
#include <filesystem>
#include <memory>
#include <string>

#include "beckon/sqlite/sqlite_store.hpp"
#include "beckon/testing/store_contract.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

TEST_CASE("SqliteStore keeps the contract of every store") {
    const beckon::test_support::TemporaryFolder folder;
    int files = 0;
    const auto open = [&]() -> std::unique_ptr<beckon::Store> {
        return std::make_unique<beckon::SqliteStore>(
            beckon::SqliteOptions{.path = (folder.path() / std::to_string(files)).string()});
    };
    const beckon::testing::StoreUnderTest store{
        .open_fresh = [&] { return ++files, open(); }, .reopen = open, .open_second = open};
    for (const auto& check : beckon::testing::store_contract()) {
        DYNAMIC_SECTION(check.name) { check.run(store); }
    }
}

TEST_CASE("SqliteStore in memory keeps the contract of every store and makes no file") {
    const beckon::testing::StoreUnderTest store{
        .open_fresh = [] { return std::make_unique<beckon::SqliteStore>(beckon::SqliteOptions{.path = ":memory:"}); }};
    for (const auto& check : beckon::testing::store_contract()) {
        if (!check.runs_on(store)) continue;
        DYNAMIC_SECTION(check.name) { check.run(store); }
    }
    CHECK_FALSE(std::filesystem::exists(":memory:"));
}
