// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/ports/directory.hpp"
#include "beckon/ports/outbox.hpp"

namespace beckon {

/// Which users to list, and in which order. A user must match every filter.
struct ListRequest {
    /// Part of the name, the address or a role, in any letter case, with or without accents. White space around it is
    /// ignored. At most 200 characters.
    std::string search{};
    std::vector<Status> statuses{};           ///< Users in one of these. Empty: all four.
    std::optional<std::string> role{};        ///< Users who hold this role, in exactly this spelling.
    std::vector<Delivery> deliveries{};       ///< Users whose latest email is in one of these states. Empty: everybody.
    std::optional<UserId> invited_by{};       ///< Users whom this member invited.
    std::optional<Instant> expires_before{};  ///< Invited users whose invitation expires or expired before this time.
    UserOrder order = UserOrder::email;       ///< Equal users are sorted by address.
    std::string attribute{};                  ///< The attribute to sort by, for `UserOrder::attribute`.
    bool descending = false;
    std::size_t size = 50;  ///< At most this many users, 1 to 500.
    std::string cursor{};   ///< `UserList::next` of the page before, of the same list. Empty: the first page.
};

/// Returns the request for all users who have not accepted, expired or not.
inline ListRequest pending_invites() { return {.statuses = {Status::invite_sent, Status::invite_expired}}; }

struct UserList {
    std::vector<UserRow> users;
    Instant now;       ///< The time at which the statuses are true: that of the first page, on every page.
    std::string next;  ///< The cursor of the next page. Empty on the last.
};

}  // namespace beckon
