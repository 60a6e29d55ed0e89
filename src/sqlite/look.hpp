// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "beckon/ports/look.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// `Store::look_all`, within a transaction.
std::vector<Seen> look_all(Connection& connection, const AccountId& account, std::span<const Look> looks);

}  // namespace beckon::sqlite
