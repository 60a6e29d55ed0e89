// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/world.hpp"

/// Who acts in the products.
namespace beckon::test_support {

inline const Actor admin = member({"Admin"});
inline const Actor administrator = member({"Administrator"});
inline const Actor account_administrator = member({"Account administrator"});

}  // namespace beckon::test_support
