// SPDX-License-Identifier: MIT
#include "beckon/testing/store_contract.hpp"

#include <exception>
#include <set>
#include <string>
#include <string_view>

#include "tests/store/sabotaged_stores.hpp"
#include "tests/support/catch.hpp"

using beckon::testing::check_store;
using beckon::testing::sabotaged_stores;
using beckon::testing::store_contract;

namespace {

/// The first check that a store does not pass; empty: it passes all.
std::string first_failure(const beckon::testing::StoreUnderTest& store) {
    for (const auto& check : store_contract()) {
        try {
            check.run(store);
        } catch (const std::exception&) {
            return std::string(check.name);
        }
    }
    return {};
}

}  // namespace

TEST_CASE("every check of the contract has a name of its own") {
    std::set<std::string_view> names;
    for (const auto& check : store_contract()) names.insert(check.name);
    CHECK(names.size() == store_contract().size());
    CHECK_FALSE(names.contains(""));
}

TEST_CASE("a store that hands everything on to a MemoryStore keeps the contract, opened again too") {
    const auto stores = sabotaged_stores();
    for (const auto& failure : check_store(stores.front().store)) {
        FAIL_CHECK(failure.name << ": " << failure.what);
    }
}

TEST_CASE("the contract catches every planted fault") {
    const auto stores = sabotaged_stores();
    for (auto sabotage = stores.begin() + 1; sabotage != stores.end(); ++sabotage) {
        DYNAMIC_SECTION("a store that " << sabotage->name) { CHECK_FALSE(first_failure(sabotage->store).empty()); }
    }
}
