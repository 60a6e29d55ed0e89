// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/link/key_ring.hpp"
#include "beckon/ports/system_clock.hpp"
#include "beckon/ports/world.hpp"
#include "beckon/service/random_user_id.hpp"

namespace beckon {

/// What a service needs apart from its store.
struct ServiceConfig {
    Policy policy;
    KeyRing keys;
    Clock clock = system_now;
    NewUserId new_user_id = random_user_id;
    Duration idempotency_window =
        boost::posix_time::hours(24);  ///< How long an idempotency key is remembered. Must be positive.
    std::vector<Catalogue>
        catalogues{};  ///< The languages for messages to invitees, the default first. Empty: English.
};

}  // namespace beckon
