// SPDX-License-Identifier: MIT
#include "examples/host_store/host_store.hpp"

#include <memory>
#include <string>
#include <utility>

#include "beckon/testing/store_contract.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

TEST_CASE("the store of a host's own keeps the contract of every store") {
    const beckon::test_support::TemporaryFolder folder;
    int files = 0;
    const auto open = [&]() -> std::unique_ptr<beckon::Store> {
        const std::string path = (folder.path() / std::to_string(files)).string();
        auto database = std::make_shared<host::Database>(path);
        database->execute("PRAGMA synchronous = OFF");  // No power fails in this test.
        return std::make_unique<host::HostStore>(std::move(database));
    };
    const beckon::testing::StoreUnderTest mine{
        .open_fresh = [&] { return ++files, open(); }, .reopen = open, .open_second = open};
    for (const auto& check : beckon::testing::store_contract()) {
        DYNAMIC_SECTION(check.name) { CHECK_NOTHROW(check.run(mine)); }
    }
}
