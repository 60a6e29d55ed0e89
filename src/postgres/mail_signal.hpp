// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>

#include "postgres/connection.hpp"

namespace beckon::postgres {

/// Signals new email, over a connection of its own. For one thread at a time.
class MailSignal {
public:
    explicit MailSignal(PostgresOptions options) : options_(std::move(options)) {}

    /// `PostgresStore::wait_for_mail`.
    bool wait(std::chrono::milliseconds longest);

private:
    Connection& connection();

    const PostgresOptions options_;
    std::unique_ptr<Connection> connection_;
};

/// `PostgresStore::wake_workers`.
void wake_workers(Connection& connection);

}  // namespace beckon::postgres
