// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/ports/store.hpp"

/// What every store must keep, as checks that need no test framework. Run them over a store of your own.
///
/// In a test runner, one test for each check:
///
///     for (const auto& check : beckon::testing::store_contract()) {
///         if (check.runs_on(mine)) section(check.name, [&] { check.run(mine); });
///     }
///
/// What cannot be caused or seen from outside is not checked: a store that fails (`StoreError`, `UnknownOutcomeError`),
/// a power failure, and whether `erase` leaves anything in storage. Check those in tests of your own.
namespace beckon::testing {

/// Thrown if the store did something that ports/store.hpp does not allow. `what()` says what, and where it was seen.
class ContractViolation : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How the checks open a store. Called from one thread, many times.
struct StoreUnderTest {
    std::function<std::unique_ptr<Store>()> open_fresh;  ///< Returns a new, empty store of its own.
    /// Opens what the latest `open_fresh` holds again, after that store was destroyed. Empty: the data does not outlive
    /// the store.
    std::function<std::unique_ptr<Store>()> reopen{};
    /// Opens what the latest `open_fresh` holds a second time beside that store, as another process would. Empty: only
    /// one store can have it open.
    std::function<std::unique_ptr<Store>()> open_second{};
};

/// The three interfaces of a store.
enum class Port : std::uint8_t { users, outbox, directory };

/// One sentence of the contract.
struct ContractCheck {
    std::string_view name;  ///< The sentence.
    /// Throws `ContractViolation` if the store breaks it. Propagates exceptions from the store.
    void (*run)(const StoreUnderTest&);
    bool needs_reopen = false;  ///< Whether it needs `reopen`.
    bool needs_second = false;  ///< Whether it needs `open_second`.
    Port port = Port::users;    ///< Which interface it is about. It may use the other two in preparation.

    bool runs_on(const StoreUnderTest& store) const {
        return (!needs_reopen || store.reopen) && (!needs_second || store.open_second);
    }
};

/// Returns every check, interface by interface, and last those that concern all three. Each opens its own stores. They
/// may be run in any order.
const std::vector<ContractCheck>& store_contract();

/// A check that did not pass.
struct ContractFailure {
    std::string_view name;
    std::string what;
};

/// Runs every check that can be run, and returns those that failed. An exception from the store is a failure.
std::vector<ContractFailure> check_store(const StoreUnderTest& store);

}  // namespace beckon::testing
