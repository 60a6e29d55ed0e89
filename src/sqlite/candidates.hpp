// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "beckon/ports/query.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The rows, ascending, of some users among whom all are that the query's filters let pass, so few that looking at each
/// of them costs less than walking through the account in the list's order might. None: there are no such.
std::optional<std::vector<std::int64_t>> few_candidates(Connection& connection, const UserQuery& query);

}  // namespace beckon::sqlite
