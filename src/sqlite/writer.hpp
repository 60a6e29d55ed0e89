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

/// Carries out the writes of many threads over one connection: those that come in while a transaction is on its way to
/// the disk share the next one. Whoever is there first leads: it carries out what all of them want, and hands over.
class Writer {
public:
    /// What is to be written. May be run again after a roll-back, so it does nothing but write and set its result.
    using Work = std::function<void(Connection&)>;

    explicit Writer(const SqliteOptions& options);

    /// Returns once the work is committed. Throws what the work throws, or why there was no commit; other threads' work
    /// is not touched by the former.
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
