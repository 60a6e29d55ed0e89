// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/query.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// `Store::list`, within a transaction.
UserPage list(Connection& connection, const UserQuery& query);

}  // namespace beckon::sqlite
