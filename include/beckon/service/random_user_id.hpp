// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/lifecycle/ids.hpp"

namespace beckon {

/// Returns a random UUID of version 4 (RFC 9562) from libsodium's generator. A `NewUserId`. Throws std::runtime_error
/// if libsodium cannot be initialised.
UserId random_user_id();

}  // namespace beckon
