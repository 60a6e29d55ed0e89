// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/errors.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The transaction that a host has under way on a connection of its own. For one thread.
class HostTransaction {
public:
    explicit HostTransaction(sqlite3& connection) : connection_(connection) {}

    /// What `work` gives, once. Throws `StoreError` where there is no transaction, and adds to what the work throws
    /// whether there still is one.
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

    /// The same in a savepoint: where the work throws, nothing of it is done.
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
