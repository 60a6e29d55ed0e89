// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "postgres/connection.hpp"

namespace beckon::postgres {

/// A tombstone without what is personal, made ready to be written. It cannot change any more but by being purged, so
/// that reading it before is enough.
struct ErasedUser {
    UserId id{};
    Json user;    ///< The columns that change.
    Json events;  ///< A list of all its events: revision and event.
};

/// None: there is no such tombstone.
std::optional<ErasedUser> read_erased(Connection& connection, const AccountId& account, const UserId& user);

/// What `Store` says of these, each in one statement.
bool erase(Connection& connection, const AccountId& account, const ErasedUser& erased);
std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit);

}  // namespace beckon::postgres
