// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/directory.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// `Directory::list`.
UserPage list(Connection& connection, const UserQuery& query);

/// `Store::count_deliveries`.
DeliveryCounts count_deliveries(Connection& connection, const AccountId& account);

}  // namespace beckon::sqlite
