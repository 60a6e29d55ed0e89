// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// The four statuses that users see. Computed from the stored state and the time, never stored.
enum class Status : std::uint8_t { invite_sent = 1, invite_expired = 2, active = 3, deactivated = 4 };

template <>
inline constexpr Word<Status> words_of<Status>[] = {
    {Status::invite_sent, "invite_sent", "Invite sent"},
    {Status::invite_expired, "invite_expired", "Invite expired"},
    {Status::active, "active", "Active"},
    {Status::deactivated, "deactivated", "Deactivated"},
};

static_assert(words_are_sound<Status>());

inline constexpr auto all_statuses = all_values<Status>();

/// Returns the English words for a status, as the products show them, e.g. "Invite sent".
constexpr std::string_view label(Status status) { return in_english(status); }

}  // namespace beckon
