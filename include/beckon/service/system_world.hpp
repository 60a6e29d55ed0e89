// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/world.hpp"

namespace beckon {

/// The time by the machine's clock, in UTC, to the microsecond. A `Clock`.
Instant system_now();

/// A random UUID of version 4 (RFC 9562) from libsodium's generator. A `NewUserId`.
UserId random_user_id();

}  // namespace beckon
