// SPDX-License-Identifier: MIT
#pragma once

#include "postgres/connection.hpp"

namespace beckon::postgres {

/// Updates the tables to the version that this library knows, and adds what is asked for, in one transaction.
void migrate(Connection& connection, const PostgresMigration& migration);

/// Throws `StoreError` unless the tables exist in that version.
void require_version(Connection& connection);

}  // namespace beckon::postgres
