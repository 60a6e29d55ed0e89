// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "beckon/testing/store_contract.hpp"

namespace beckon::testing {

/// A store with one planted fault.
struct Sabotage {
    std::string_view name;
    StoreUnderTest store;
    std::vector<ContractCheck> checks;  ///< One of these must catch it.
};

/// Stores that keep the whole contract save for one fault each; the first has none.
std::vector<Sabotage> sabotaged_stores();

}  // namespace beckon::testing
