// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// Carries out the writes of many threads over one connection. Writes that arrive while a transaction is being
/// committed share the next one. The first thread to arrive leads: it runs the whole batch in one transaction, then
/// hands over leadership.
class Writer {
public:
    /// What to write. It may run again after a roll-back, so it must only write and set its result.
    using Work = std::function<void(Connection&)>;

    explicit Writer(const SqliteOptions& options);

    /// Returns once the work is committed. Throws what the work throws, which does not affect other threads' work, or
    /// the reason why there was no commit.
    void write(const Work& work);

private:
    struct Waiting {
        const Work& work;
        bool done = false;
        std::exception_ptr failure{};
        std::condition_variable turn{};
    };

    void lead(std::unique_lock<std::mutex>& lock) noexcept;
    void carry_out(std::span<Waiting* const> batch) noexcept;

    std::mutex mutex_;
    std::vector<Waiting*> queue_;  // under the mutex
    bool is_led_ = false;          // under the mutex
    std::vector<Waiting*> batch_;  // the leader's
    Connection connection_;        // the leader's
};

}  // namespace beckon::sqlite
