// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// The host's clock. Called from any thread, once for each attempt at a command. It may stand still or run backwards.
using Clock = std::function<Instant()>;

/// Where fresh user ids come from: unpredictable and never the same twice. Called from any thread.
using NewUserId = std::function<UserId()>;

}  // namespace beckon
