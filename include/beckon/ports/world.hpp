// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// The host's clock. Called from any thread, once for each attempt at a command. It may stand still or go backwards.
using Clock = std::function<Instant()>;

/// Returns a fresh user id, which must be unpredictable and never the same twice. Called from any thread.
using NewUserId = std::function<UserId()>;

}  // namespace beckon
