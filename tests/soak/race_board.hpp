// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tests/soak/history.hpp"
#include "tests/soak/host.hpp"
#include "tests/soak/race_plan.hpp"
#include "tests/soak/stores.hpp"
#include "tests/soak/team.hpp"

namespace beckon::soak {

inline constexpr std::size_t races_in_a_batch = 64;

/// What contenders share while they play a batch of rounds.
struct RaceBoard {
    std::atomic<std::uint64_t> tickets{0};
    std::size_t size = 0;  ///< Rounds of this batch.
    Barrier gate;          ///< Before each round.
    std::array<std::atomic<Micros>, races_in_a_batch> clocks{};
    std::array<std::array<Log<Operation, 4>, contenders>, races_in_a_batch> logs{};
};

/// A run of this soak, as every contender knows it.
struct RaceRun {
    std::uint64_t seed = 0;
    std::uint64_t stamp = 0;
    Place place{};
    Sabotage sabotage = Sabotage::none;

    AccountId account(std::uint64_t batch) const { return account_named(fmt::format("races-{}-{}", stamp, batch)); }
    /// Of a round that is about several users.
    AccountId account_of_its_own(std::uint64_t batch, std::size_t round) const {
        return account_named(fmt::format("races-{}-{}-{}", stamp, batch, round));
    }
    UserId subject(std::uint64_t batch, std::size_t round, std::size_t number = 0) const {
        return user_id(stamp + batch, static_cast<std::uint32_t>(round * 32 + number));
    }
    Round plan(std::uint64_t batch, std::size_t round) const {
        return plan_round(seed, batch * races_in_a_batch + round);
    }
};

}  // namespace beckon::soak
