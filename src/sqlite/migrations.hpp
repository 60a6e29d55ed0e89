// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// Makes beckon's tables, or brings them to the version that this library knows, in the transaction that is under way
/// or in one of its own; tables of others beside them are left alone. Throws `StoreError` for tables of a newer
/// version.
void migrate(Connection& connection);

/// The same for a file of beckon's own, or one in which its tables are already, and brings it into WAL mode. Throws
/// `StoreError` for a file with tables of others alone, having changed nothing.
void migrate_file(Connection& connection, std::chrono::milliseconds busy_timeout);

}  // namespace beckon::sqlite
