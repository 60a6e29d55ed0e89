// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>

#include "postgres/connection.hpp"

namespace beckon::postgres {

/// Tells that a commit of any process has queued mail, over a connection of its own. For one thread at a time.
class MailSignal {
public:
    explicit MailSignal(PostgresOptions options) : options_(std::move(options)) {}

    /// Waits for it, for so long at most. Whether there may be mail: true, too, when it has just begun to listen, for
    /// who knows what came before.
    bool wait(std::chrono::milliseconds longest);

private:
    const PostgresOptions options_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace beckon::postgres
