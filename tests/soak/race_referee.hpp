// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "beckon/ports/store.hpp"
#include "tests/soak/race_board.hpp"

namespace beckon::soak {

struct RaceFigures {
    std::uint64_t rounds = 0;
    std::uint64_t operations = 0;
    std::uint64_t accepts = 0;
    std::uint64_t contended = 0;  ///< Rounds in which calls overlapped.
    std::uint64_t events = 0;
    std::array<std::uint64_t, 4> answers{};
    std::array<std::uint64_t, scenarios> played{};
};

/// Sets the rounds of a batch up, and judges them once they were played.
class RaceReferee {
public:
    RaceReferee(const RaceRun& run, Store& store) : run_(run), store_(store) {}

    void set_up(std::uint64_t batch, RaceBoard& board);

    /// Throws `Violation`.
    void judge(std::uint64_t batch, const RaceBoard& board);

    RaceFigures figures{};

private:
    void set_up_owners(std::uint64_t batch, std::size_t round);
    void set_up_pending(std::uint64_t batch, std::size_t round);
    void judge_user(std::uint64_t batch, std::size_t round, const Round& plan, std::vector<Operation>& history);
    void judge_address(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history);
    void judge_cap(std::uint64_t batch, std::size_t round, std::uint32_t cap, const std::vector<Operation>& history);
    void judge_owners(std::uint64_t batch, std::size_t round, const std::vector<Operation>& history);
    void count(const Round& plan, const std::vector<Operation>& history);

    RaceRun run_;
    Store& store_;
};

}  // namespace beckon::soak
