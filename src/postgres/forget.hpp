// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "postgres/connection.hpp"

namespace beckon::postgres {

/// A tombstone without personal data, prepared to be written. Nothing but a purge can change it any more, so it is
/// enough to read it before.
struct ErasedUser {
    UserId id{};
    Json user;    ///< The columns that change.
    Json events;  ///< A list of all its events: revision and event.
};

/// Returns none if there is no such tombstone.
std::optional<ErasedUser> read_erased(Connection& connection, const AccountId& account, const UserId& user);

/// The methods of `Store`, each in one statement.
bool erase(Connection& connection, const AccountId& account, const ErasedUser& erased);
std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit);

}  // namespace beckon::postgres
