// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/ports/request.hpp"

namespace beckon::service {

using RequestDigest = std::array<std::uint8_t, 32>;

/// Returns what tells a request from another under the same idempotency key: its subject, its commands, and who asks,
/// without their roles, which may change between two attempts. It is the BLAKE2b of the JSON that says so. Returns none
/// if the request has no JSON form, such as a name that is not UTF-8: no such request is ever carried out.
std::optional<RequestDigest> digest_of(const Request& request, const Policy& policy);

}  // namespace beckon::service
