// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// Which live users of an account to list. Ordered by address key, octet by octet.
struct UserQuery {
    AccountId account;
    Instant now;                         ///< Who is expired is judged as of then, on every page.
    std::optional<std::string> role{};   ///< Only users who hold it, spelt like this.
    std::vector<Status> statuses{};      ///< Only these; empty: all four.
    std::optional<std::string> after{};  ///< Only users behind this address key: the last one of the page before.
    std::size_t size = 50;               ///< Users at the most, 1 to 500: the caller's duty, not checked.
};

struct UserPage {
    std::vector<User> users;
    bool more = false;  ///< Whether further users follow the last.
};

/// How many live users of an account have each status.
struct StatusCounts {
    std::uint32_t invite_sent = 0;
    std::uint32_t invite_expired = 0;
    std::uint32_t active = 0;
    std::uint32_t deactivated = 0;

    friend bool operator==(const StatusCounts&, const StatusCounts&) = default;
};

/// What the rules ask about an account as a whole.
struct AccountFacts {
    std::uint32_t pending = 0;         ///< Users in state Invited, expired or not.
    std::uint32_t active_holders = 0;  ///< Users in state Active with the role asked for.

    friend bool operator==(const AccountFacts&, const AccountFacts&) = default;
};

/// Which events of an account to read, in the order of their commits.
struct EventQuery {
    AccountId account;
    std::optional<UserId> user{};  ///< Only this user's.
    std::int64_t after = 0;        ///< Only events at later positions.
    std::size_t size = 100;        ///< Events at the most, 1 to 1000: the caller's duty, not checked.
};

/// An event and its place in the account's feed: 1 for the first, with no gaps, never changing.
struct PlacedEvent {
    std::int64_t position = 0;
    Event event;

    friend bool operator==(const PlacedEvent&, const PlacedEvent&) = default;
};

struct EventPage {
    std::vector<PlacedEvent> events;
    bool more = false;  ///< Whether further events follow the last.
};

}  // namespace beckon
