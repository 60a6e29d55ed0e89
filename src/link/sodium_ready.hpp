// SPDX-License-Identifier: MIT
#pragma once

#include <sodium.h>

#include <stdexcept>

namespace beckon::link {

/// Prepares libsodium for use from any thread. Throws std::runtime_error if the system has no randomness.
inline void make_sodium_ready() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

}  // namespace beckon::link
