// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "postgres/connection.hpp"

namespace beckon::postgres {

/// Throws std::invalid_argument if PostgresOptions::schema may not have this name.
void require_schema(const std::string& name);

/// Throws std::invalid_argument, naming the option, if an option is out of the range that PostgresOptions states.
void require_valid(const PostgresOptions& options);

/// Connections, opened as they are needed and kept. For any thread.
class Pool {
public:
    explicit Pool(PostgresOptions options);

    /// A connection on loan.
    class Loan {
    public:
        explicit Loan(Pool& from) : pool_(from), connection_(from.take()) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { pool_.give_back(std::move(connection_)); }

        Connection& operator*() const { return *connection_; }

        /// The connection must not be used again.
        void discard() { connection_.reset(); }

    private:
        Pool& pool_;
        std::unique_ptr<Connection> connection_;
    };

    const PostgresOptions& options() const { return options_; }

private:
    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection) noexcept;

    const PostgresOptions options_;
    std::mutex mutex_;
    std::condition_variable given_back_;
    std::vector<std::unique_ptr<Connection>> idle_;  // under the mutex
    std::size_t open_ = 0;                           // under the mutex: idle or lent
};

}  // namespace beckon::postgres
