// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The methods of `Store`, within a write transaction. Afterwards, the data that they overwrote is zeros in the
/// database, if `secure_delete` is on (`erase` throws without it). It remains in the log until the log is emptied.
bool erase(Connection& connection, const AccountId& account, const UserId& user);
std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit);

}  // namespace beckon::sqlite
