// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/directory.hpp"
#include "postgres/connection.hpp"

namespace beckon::postgres {

/// `Directory::list`.
UserPage list(Connection& connection, const UserQuery& query);

}  // namespace beckon::postgres
