// SPDX-License-Identifier: MIT
#include "beckon/memory/memory_store.hpp"

#include "beckon/testing/store_contract.hpp"
#include "tests/support/catch.hpp"

using beckon::MemoryStore;
using beckon::testing::StoreUnderTest;

TEST_CASE("MemoryStore keeps the contract of the stores") {
    const StoreUnderTest memory{.open_fresh = [] { return std::make_unique<MemoryStore>(); }};
    for (const auto& check : beckon::testing::store_contract()) {
        if (!check.runs_on(memory)) continue;
        DYNAMIC_SECTION(check.name) { CHECK_NOTHROW(check.run(memory)); }
    }
}
