// SPDX-License-Identifier: MIT
#include "beckon/exchange/user_import.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/enumerators.hpp"

using namespace beckon;

TEST_CASE("every outcome of an import has its name as its code") {
    CHECK(test_support::codes<ImportOutcome>() == test_support::enumerators<ImportOutcome>());
}
