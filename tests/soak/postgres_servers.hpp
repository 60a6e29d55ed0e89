// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace beckon::soak {

/// PostgreSQL servers of a soak's own, which are gone when it has ended, however it ended.
class PostgresServers {
public:
    /// `kind` is as postgres_servers.py has it. Throws std::runtime_error.
    explicit PostgresServers(const std::string& kind);
    PostgresServers(const PostgresServers&) = delete;
    PostgresServers& operator=(const PostgresServers&) = delete;
    ~PostgresServers();

    const std::string& connection() const { return connection_; }

    /// Begins a disturbance, at once.
    void disturb();

    /// Waits until it is over, and the servers as good as new. Throws std::runtime_error.
    void wait_until_over() { read_line(); }

private:
    std::string read_line();

    int id_ = -1;
    int talk_ = -1;
    std::string connection_{};
};

}  // namespace beckon::soak
