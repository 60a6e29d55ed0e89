// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/errors.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The transaction that a host has open on a connection of its own. For one thread.
class HostTransaction {
public:
    explicit HostTransaction(sqlite3& connection) : connection_(connection) {}

    /// Runs `work` once and returns what it returns. Throws `StoreError` if there is no transaction, and adds to an
    /// error from `work` whether the transaction is still open.
    template <class Work>
    auto read(const Work& work) {
        require_begun();
        try {
            return work(connection_);
        } catch (const StoreError& error) {
            require_not_over(error);
            throw;
        }
    }

    /// The same in a savepoint: if `work` throws, nothing of it is done.
    template <class Work>
    auto write(const Work& work) {
        return read([&](Connection& connection) {
            Savepoint savepoint(connection);
            auto result = work(connection);
            savepoint.release();
            return result;
        });
    }

private:
    void require_begun() const;
    void require_not_over(const StoreError& error) const;

    Connection connection_;
};

}  // namespace beckon::sqlite
