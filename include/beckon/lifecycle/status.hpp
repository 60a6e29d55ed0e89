// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace beckon {

/// The four statuses that users see (seed 000). Computed from the stored state and the time, never stored.
enum class Status : std::uint8_t { invite_sent = 1, invite_expired = 2, active = 3, deactivated = 4 };

inline constexpr std::array all_statuses{Status::invite_sent, Status::invite_expired, Status::active,
                                         Status::deactivated};

/// The stable code of a status, e.g. "invite_sent".
constexpr std::string_view code(Status status) {
    switch (status) {
        case Status::invite_sent: return "invite_sent";
        case Status::invite_expired: return "invite_expired";
        case Status::active: return "active";
        case Status::deactivated: return "deactivated";
    }
    return {};
}

/// The English words for a status, as seed 000 has them, e.g. "Invite sent".
constexpr std::string_view label(Status status) {
    switch (status) {
        case Status::invite_sent: return "Invite sent";
        case Status::invite_expired: return "Invite expired";
        case Status::active: return "Active";
        case Status::deactivated: return "Deactivated";
    }
    return {};
}

}  // namespace beckon
