// SPDX-License-Identifier: MIT
#include "beckon/exchange/user_export.hpp"

#include <string>
#include <vector>

#include "beckon/exchange/csv.hpp"
#include "beckon/service/service.hpp"
#include "exchange/user_cells.hpp"

namespace beckon {

void export_users(Service& service, const AccountId& account, const std::function<void(std::string_view)>& sink) {
    sink(to_csv_row(exchange::user_columns(service.policy())));
    ListRequest request{.size = 500};
    do {
        const UserList page = service.list(account, request).value();
        std::string rows;
        for (const UserRow& row : page.users) rows += to_csv_row(exchange::cells_of(row.user, service.policy()));
        sink(rows);
        request.cursor = page.next;
    } while (!request.cursor.empty());
}

}  // namespace beckon
