// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// Creates beckon's tables, or updates them to the version that this library knows, in the open transaction or in one
/// of its own. Other tables are left alone. Throws `StoreError` for tables of a newer version.
void migrate(Connection& connection);

/// The same for a file of beckon's own, or one that has its tables already, and switches it to WAL mode. Throws
/// `StoreError`, having changed nothing, for a file that has only other tables.
void migrate_file(Connection& connection, std::chrono::milliseconds busy_timeout);

}  // namespace beckon::sqlite
