// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// The user that an Invite or an Adopt creates.
struct Newcomer {
    AccountId account;
    UserId id;  ///< Fresh and random.
};

/// What the rules need to know beyond the user at hand. The caller of `decide` (the service, for example) looks it up
/// just before. Facts that matter and may change meanwhile come back as a `Precondition`, which the commit checks once
/// more.
struct Facts {
    /// Must be set for Invite and Adopt. Ignored for every other command.
    std::optional<Newcomer> newcomer{};
    /// The status of the live user who has the address that the command names (invite, adopt, correct_email), if any.
    std::optional<Status> address_holder{};
    /// When an email to that address was last asked for, counting only emails that start a cooldown.
    std::optional<Instant> address_mailed_at{};
    /// The same for the user's own address.
    std::optional<Instant> user_mailed_at{};
    /// The number of invited users of the account who can still accept.
    std::uint32_t pending = 0;
    /// The number of active users of the account who hold the role that the policy guards.
    std::uint32_t active_holders = 0;
    /// The id of the key that a fresh link is signed with: the newest of the ring.
    std::uint8_t signing_key = 0;
    /// Whether the key of the user's newest link is still in the ring.
    bool link_key_listed = true;
};

/// A rule about other users that must still hold when the commit happens. The store checks it within the commit,
/// against the account as it is before the commit.
struct Precondition {
    enum class Rule : std::uint8_t {
        another_active_holder,  ///< At least two active users hold `role`.
        pending_below,          ///< Fewer than `limit` invited users can still accept at the time of the event.
    };

    Rule rule{};
    std::string role{};
    std::uint32_t limit = 0;
    Refusal refusal{};  ///< The answer if it does not hold.

    friend bool operator==(const Precondition&, const Precondition&) = default;
};

}  // namespace beckon
