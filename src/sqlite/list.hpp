// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/query.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The columns of a user that lists are sorted and searched by: service/user_keys.hpp.
struct ListColumns {
    explicit ListColumns(const User& user);

    std::string name;
    std::string roles;
    std::int64_t team_count = 0;
    std::int64_t inbox_count = 0;
    std::int64_t sent = 0;
    std::int64_t joined = 0;
    std::string search_text;
};

/// `Store::list`, within a transaction.
UserPage list(Connection& connection, const UserQuery& query);

}  // namespace beckon::sqlite
