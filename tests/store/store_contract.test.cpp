// SPDX-License-Identifier: MIT
#include "beckon/testing/store_contract.hpp"

#include <algorithm>
#include <exception>
#include <set>
#include <string_view>

#include "tests/store/sabotaged_stores.hpp"
#include "tests/support/catch.hpp"

using beckon::testing::check_store;
using beckon::testing::ContractCheck;
using beckon::testing::Port;
using beckon::testing::sabotaged_stores;
using beckon::testing::store_contract;
using beckon::testing::StoreUnderTest;

namespace {

bool catches(const ContractCheck& check, const StoreUnderTest& store) {
    try {
        check.run(store);
    } catch (const std::exception&) {
        return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every check of the contract has a name of its own") {
    std::set<std::string_view> names;
    for (const auto& check : store_contract()) names.insert(check.name);
    CHECK(names.size() == store_contract().size());
    CHECK_FALSE(names.contains(""));
}

TEST_CASE("a store can be held to one of its ports") {
    const auto stores = sabotaged_stores();
    const auto misorders = std::find_if(stores.begin(), stores.end(), [](const auto& sabotage) {
        return sabotage.name == "lists in the order of the addresses as typed";
    });
    REQUIRE(misorders != stores.end());
    for (const auto& check : store_contract()) {
        const bool is_about_order = check.name == "a list is ordered by address key, octet by octet";
        if (is_about_order) CHECK(check.port == Port::directory);
        if (check.port == Port::outbox) CHECK_FALSE(catches(check, misorders->store));
        if (is_about_order) CHECK(catches(check, misorders->store));
    }
}

TEST_CASE("a store that hands everything on to a MemoryStore keeps the contract, opened again too") {
    const auto stores = sabotaged_stores();
    for (const auto& failure : check_store(stores.front().store)) {
        FAIL_CHECK(failure.name << ": " << failure.what);
    }
}

TEST_CASE("the contract catches every planted fault") {
    auto stores = sabotaged_stores();
    stores.erase(stores.begin());
    for (const auto& sabotage : stores) {
        INFO("a store that " << sabotage.name);
        CHECK(std::any_of(sabotage.checks.begin(), sabotage.checks.end(),
                          [&](const auto& check) { return catches(check, sabotage.store); }));
    }
}
