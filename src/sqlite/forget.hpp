// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// What `Store` says of these, within a write transaction. What they overwrite is zeros in the database afterwards, if
/// `secure_delete` is on, without which `erase` throws; in the log it stays until that is emptied.
bool erase(Connection& connection, const AccountId& account, const UserId& user);
std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit);

}  // namespace beckon::sqlite
