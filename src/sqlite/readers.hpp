// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// A few connections for reading, opened as they are needed. They do not wait for the writer, and see everything that
/// was committed before the read began.
class Readers {
public:
    explicit Readers(SqliteOptions options) : options_(std::move(options)) { idle_.reserve(most); }

    /// Returns what `work` returns for a connection. Waits while all are in use.
    template <class Work>
    auto read(const Work& work) {
        const Loan loan(*this);
        return work(*loan.connection);
    }

private:
    static constexpr std::size_t most = 4;

    struct Loan {
        explicit Loan(Readers& from) : readers(from), connection(from.take()) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { readers.give_back(std::move(connection)); }

        Readers& readers;
        std::unique_ptr<Connection> connection;
    };

    std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection) noexcept;

    const SqliteOptions options_;
    std::mutex mutex_;
    std::condition_variable given_back_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t open_ = 0;
};

}  // namespace beckon::sqlite
