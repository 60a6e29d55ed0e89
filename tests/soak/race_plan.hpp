// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/policy.hpp"
#include "tests/soak/history.hpp"

namespace beckon::soak {

inline constexpr std::size_t contenders = 8;

/// What a round is about.
enum class Scenario : std::uint8_t {
    same_link,     ///< All accept by one link.
    one_other,     ///< So they do, and one or two resend, cancel, decline, remove or deactivate.
    expiry,        ///< So they do, while the clock passes the expiry, and goes back.
    anything,      ///< Each does several things.
    same_key,      ///< All ask for the same thing under one idempotency key.
    same_address,  ///< All invite one address.
    two_owners,    ///< Two owners deactivate, remove each other.
    pending_cap,   ///< Some invite others under a cap that is reached, and some cancel.
};

inline constexpr std::size_t scenarios = 8;

std::string_view word(Scenario scenario);

/// The policies that rounds are played by: those of the three products, and one with a cap on pending invitations.
const std::array<Policy, 4>& policies_of_races();

/// One thing that a contender does.
struct Step {
    std::optional<Micros> clock{};  ///< Sets the round's clock first.
    Request request{};
};

/// One round, which every contender works out by itself from the seed.
struct Round {
    Scenario scenario{};
    std::size_t policy = 0;  ///< In `policies_of_races`.
    bool in_doubt = false;   ///< Some commits throw `UnknownOutcomeError`.
    std::array<std::vector<Step>, contenders> steps{};

    /// Whether it is about one user, who was invited beforehand.
    bool one_user() const { return scenario < Scenario::same_address; }

    const Policy& rules() const { return policies_of_races().at(policy); }
};

Round plan_round(std::uint64_t seed, std::uint64_t number);

}  // namespace beckon::soak
