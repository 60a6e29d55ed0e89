// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// Brings the tables of the file to the version that this library knows, in one transaction, and the file into WAL
/// mode. Throws `StoreError` for a file that is not this library's, or from a newer one, having changed nothing.
void migrate(Connection& connection, std::chrono::milliseconds busy_timeout);

}  // namespace beckon::sqlite
