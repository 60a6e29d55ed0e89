// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"

namespace beckon::detail {

/// What tells one command from another under an idempotency key: the action, whom it is about, its values, and who
/// asks. The fresh id of an invitation or adoption does not count, for a repetition draws another.
std::array<std::uint8_t, 32> digest_of(const Command& command, const std::optional<UserId>& user, const Actor& actor);

}  // namespace beckon::detail
