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

/// What every store must keep, as checks that need no test framework: run them over a store of your own.
///
/// In a test runner, one test for each check:
///
///     for (const auto& check : beckon::testing::store_contract()) {
///         if (check.runs_on(mine)) section(check.name, [&] { check.run(mine); });
///     }
///
/// What cannot be brought about or seen from outside is not checked: a store that fails (`StoreError`,
/// `UnknownOutcomeError`), a power failure, and whether `erase` leaves anything in storage. A store's own tests show
/// those.
namespace beckon::testing {

/// The store did something that ports/store.hpp does not allow; `what()` says what, and where it was seen.
class ContractViolation : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// How the checks get at a store. Called from one thread, many times.
struct StoreUnderTest {
    std::function<std::unique_ptr<Store>()> open_fresh;  ///< A store without anything in it, of its own.
    /// What the latest `open_fresh` holds, opened again after that store was destroyed. Empty: it does not outlive it.
    std::function<std::unique_ptr<Store>()> reopen{};
    /// What the latest `open_fresh` holds, opened a second time beside that store, as another process would. Empty: one
    /// store alone can have it open.
    std::function<std::unique_ptr<Store>()> open_second{};
};

/// The three faces of a store.
enum class Port : std::uint8_t { users, outbox, directory };

/// One sentence of the contract.
struct ContractCheck {
    std::string_view name;  ///< The sentence.
    /// Throws `ContractViolation` where the store breaks it; whatever the store throws passes through.
    void (*run)(const StoreUnderTest&);
    bool needs_reopen = false;  ///< Whether it can be run only where `reopen` is given.
    bool needs_second = false;  ///< Whether it can be run only where `open_second` is given.
    Port port = Port::users;    ///< Whose sentence it is. It may use the other two to bring something about.

    bool runs_on(const StoreUnderTest& store) const {
        return (!needs_reopen || store.reopen) && (!needs_second || store.open_second);
    }
};

/// Every check, port by port and last what concerns all three. Each opens its own stores; they may be run in any order.
const std::vector<ContractCheck>& store_contract();

/// A check that did not pass.
struct ContractFailure {
    std::string_view name;
    std::string what;
};

/// Runs every check that can be run, and gives those that failed. An exception from the store is a failure.
std::vector<ContractFailure> check_store(const StoreUnderTest& store);

}  // namespace beckon::testing
