// SPDX-License-Identifier: MIT
#include "beckon/testing/store_contract.hpp"

#include <chrono>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/store/sabotaged_stores.hpp"
#include "tests/support/catch.hpp"

using beckon::testing::check_store;
using beckon::testing::ContractCheck;
using beckon::testing::sabotaged_stores;
using beckon::testing::store_contract;
using beckon::testing::StoreUnderTest;

namespace {

/// The checks, the quickest first: most faults are caught before the slow ones have their turn.
std::vector<ContractCheck> quickest_first(const StoreUnderTest& store) {
    std::multimap<std::chrono::steady_clock::duration, ContractCheck> by_time;
    for (const auto& check : store_contract()) {
        const auto begin = std::chrono::steady_clock::now();
        check.run(store);
        by_time.emplace(std::chrono::steady_clock::now() - begin, check);
    }
    std::vector<ContractCheck> checks;
    for (const auto& [time, check] : by_time) checks.push_back(check);
    return checks;
}

/// The first check that a store does not pass; empty: it passes all.
std::string first_failure(const std::vector<ContractCheck>& checks, const StoreUnderTest& store) {
    for (const auto& check : checks) {
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
    static const auto checks = quickest_first(stores.front().store);
    for (auto sabotage = stores.begin() + 1; sabotage != stores.end(); ++sabotage) {
        DYNAMIC_SECTION("a store that " << sabotage->name) {
            CHECK_FALSE(first_failure(checks, sabotage->store).empty());
        }
    }
}
