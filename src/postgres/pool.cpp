// SPDX-License-Identifier: MIT
#include "postgres/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace beckon::postgres {

namespace {

bool is_schema(const std::string& name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && name.size() <= 40 && (name[0] < '0' || name[0] > '9') && !name.starts_with("pg_") &&
           std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

void require_schema(const std::string& name) {
    if (!is_schema(name)) {
        throw std::invalid_argument(
            "PostgreSQL options: schema must be 1 to 40 lower-case letters, digits and underscores, with neither a "
            "digit "
            "nor \"pg_\" first");
    }
}

void require_valid(const PostgresOptions& options) {
    const auto require = [](bool so, const char* what) {
        if (!so) throw std::invalid_argument(what);
    };
    const auto is_time = [](std::chrono::milliseconds time, std::chrono::milliseconds least) {
        return time >= least && time <= std::chrono::hours(24);
    };
    require_schema(options.schema);
    require(options.max_connections >= 1 && options.max_connections <= 10'000,
            "PostgreSQL options: max_connections must be 1 to 10,000");
    // Checked before it is counted in milliseconds, because so many seconds might overflow.
    require(
        options.connect_timeout <= std::chrono::hours(24) && is_time(options.connect_timeout, std::chrono::seconds(2)),
        "PostgreSQL options: connect_timeout must be 2 s to 24 h");
    require(is_time(options.statement_timeout, std::chrono::milliseconds(1)),
            "PostgreSQL options: statement_timeout must be 1 ms to 24 h");
    require(is_time(options.lock_timeout, std::chrono::milliseconds(1)),
            "PostgreSQL options: lock_timeout must be 1 ms to 24 h");
    require(is_time(options.poll_every, std::chrono::milliseconds(1)),
            "PostgreSQL options: poll_every must be 1 ms to 24 h");
}

Pool::Pool(PostgresOptions options) : options_(std::move(options)) {
    require_valid(options_);
    idle_.reserve(options_.max_connections);
}

std::unique_ptr<Connection> Pool::take() {
    {
        std::unique_lock lock(mutex_);
        const bool in_time = given_back_.wait_for(lock, options_.connect_timeout,
                                                  [&] { return !idle_.empty() || open_ < options_.max_connections; });
        if (!in_time) {
            throw StoreError(
                fmt::format("PostgreSQL: all {} connections are in use: try again, or raise max_connections",
                            options_.max_connections),
                StoreError::Retry::may_help);
        }
        if (!idle_.empty()) {
            std::unique_ptr<Connection> connection = std::move(idle_.back());
            idle_.pop_back();
            if (connection->is_alive()) return connection;
            // The server has gone or restarted, and has most likely closed all other connections too.
            open_ -= idle_.size();
            idle_.clear();
        } else {
            ++open_;
        }
    }
    try {
        return std::make_unique<Connection>(options_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (connection != nullptr) {
            idle_.push_back(std::move(connection));  // which has room
        } else {
            --open_;
        }
    }
    given_back_.notify_one();
}

}  // namespace beckon::postgres
