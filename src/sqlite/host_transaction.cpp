// SPDX-License-Identifier: MIT
#include "sqlite/host_transaction.hpp"

#include <fmt/format.h>

namespace beckon::sqlite {

void HostTransaction::require_begun() const {
    if (connection_.is_in_transaction()) return;
    throw StoreError(
        fmt::format("SQLite database {}: no transaction is under way on the host's connection; begin one, and "
                    "commit it when all that belongs together is done",
                    connection_.path()),
        StoreError::Retry::pointless);
}

void HostTransaction::require_not_over(const StoreError& error) const {
    if (connection_.is_in_transaction()) return;
    throw StoreError(fmt::format("{}; SQLite has rolled back the host's whole transaction", error.what()),
                     error.retry());
}

}  // namespace beckon::sqlite
