// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "beckon/ports/look.hpp"
#include "postgres/connection.hpp"

namespace beckon::postgres {

/// `Store::look_all` in one statement, which sees one moment.
std::vector<Seen> look_all(Connection& connection, const AccountId& account, std::span<const Look> looks);

}  // namespace beckon::postgres
