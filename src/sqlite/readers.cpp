// SPDX-License-Identifier: MIT
#include "sqlite/readers.hpp"

#include <utility>

namespace beckon::sqlite {

std::unique_ptr<Connection> Readers::take() {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [&] { return !idle_.empty() || open_ < most; });
    if (idle_.empty()) {
        auto connection = std::make_unique<Connection>(options_, Connection::Use::read);
        ++open_;
        return connection;
    }
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void Readers::give_back(std::unique_ptr<Connection> connection) noexcept {
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(connection));
    }
    given_back_.notify_one();
}

}  // namespace beckon::sqlite
