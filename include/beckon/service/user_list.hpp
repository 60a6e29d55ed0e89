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

/// Which users to show, and in which order: those whom every filter lets pass.
struct ListRequest {
    std::string
        search{};  ///< Part of the name, the address or a role (G9), in any letter case; at most 200 characters.
    std::vector<Status> statuses{};           ///< Only these; empty: all four.
    std::optional<std::string> role{};        ///< Only users who hold it, spelt like this.
    std::vector<Delivery> deliveries{};       ///< Only users whose newest mail is in one of these states; empty: all.
    std::optional<UserId> invited_by{};       ///< Only users whom this member invited.
    std::optional<Instant> expires_before{};  ///< Only invited users whose invitation expires, or expired, before then.
    UserOrder order = UserOrder::email;       ///< Users who are equal in it follow by address (G10).
    std::string attribute{};                  ///< The one that `UserOrder::attribute` is by.
    bool descending = false;
    std::size_t size = 50;  ///< Users at the most, 1 to 500.
    std::string cursor{};   ///< `UserList::next` of the page before, of the same list; empty: the first page.
};

/// The view of all who have not accepted, expired or not (A2).
inline ListRequest pending_invites() { return {.statuses = {Status::invite_sent, Status::invite_expired}}; }

struct UserList {
    std::vector<UserRow> users;
    Instant now;       ///< As of when the statuses are meant: the time of the first page, on every page.
    std::string next;  ///< The cursor of the next page; empty on the last.
};

}  // namespace beckon
