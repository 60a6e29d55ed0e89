// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "beckon/ports/store.hpp"

namespace beckon::test_support {

/// Has 10,000 random users come to an empty store, change and go, and checks 1,000 random pages against a reference
/// that looks at everyone, with all that lists look at worked out by hand. `index`: what the store may do on the side,
/// half-way through.
void compare_lists_with_reference(Store& store, const std::function<void()>& index);

}  // namespace beckon::test_support
