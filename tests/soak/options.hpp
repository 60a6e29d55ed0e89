// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/soak/stores.hpp"
#include "tests/support/temporary_folder.hpp"

namespace beckon::soak {

/// What the command line asks for. See `usage`.
struct Options {
    std::string verb{};
    std::uint64_t seed = 0;
    std::optional<std::chrono::seconds> seconds{};
    std::optional<std::uint64_t> rounds{};
    std::optional<std::string> store{};
    Sabotage sabotage = Sabotage::none;
    bool threads = true;
    bool processes = true;
    bool every_syscall = false;
    std::uint64_t mails = 2000;
    std::string server{"faulty"};  ///< "faulty", "silent" or "refusing".
    std::string disturb{};         ///< "restart", "failover", "full" or nothing.
};

/// Throws std::invalid_argument.
Options parse_options(const std::vector<std::string>& arguments);

/// Where this soak is to keep its users. Starts servers where that needs any.
Place place_of(const Options& options, const test_support::TemporaryFolder& folder);

extern const std::string_view usage;

/// Whether a soak has gone on for long enough, and a line about it on standard error now and then.
class Progress {
public:
    explicit Progress(const Options& options);

    /// To be asked before each round. `round` is how many there were.
    bool goes_on(std::uint64_t round);

    double elapsed() const;

private:
    using Clock = std::chrono::steady_clock;

    std::optional<std::uint64_t> rounds_;
    std::chrono::seconds seconds_;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point said_ = begin_;
};

/// A table of what was counted, a row each.
void print_table(const std::vector<std::pair<std::string, std::string>>& rows);

/// As the table shows numbers.
std::string figure(std::uint64_t number);

}  // namespace beckon::soak
