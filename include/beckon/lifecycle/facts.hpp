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

/// The user whom an Invite or an Adopt creates.
struct Newcomer {
    AccountId account;
    UserId id;  ///< Fresh and random.
};

/// What the rules ask beyond the user at hand. Looked up by whoever calls `decide` (the service does) just before; what
/// could have changed meanwhile and matters comes back as a `Precondition` that the commit checks once more.
struct Facts {
    /// Needed for Invite and Adopt, and for nothing else.
    std::optional<Newcomer> newcomer{};
    /// The address that the command names (invite, adopt, correct_email): the status of its live holder, if any.
    std::optional<Status> address_holder{};
    /// When a mail to the address that the command names was last asked for, of those that start a cooldown.
    std::optional<Instant> address_mailed_at{};
    /// The same for the user's own address.
    std::optional<Instant> user_mailed_at{};
    /// Users of the account who are invited and can still accept.
    std::uint32_t pending = 0;
    /// Active users of the account who hold the role that the policy guards.
    std::uint32_t active_holders = 0;
    /// The key that a fresh link is signed with: the newest of the ring.
    std::uint8_t signing_key = 0;
    /// Whether the key of the user's newest link is still in the ring.
    bool link_key_listed = true;
};

/// A rule about other users that must still hold when the commit happens. A store checks it in the commit itself,
/// against the account as it is before the commit.
struct Precondition {
    enum class Rule : std::uint8_t {
        another_active_holder,  ///< At least two active users hold `role`.
        pending_below,          ///< Fewer than `limit` users are invited and can still accept at the time of the event.
    };

    Rule rule{};
    std::string role{};
    std::uint32_t limit = 0;
    Refusal refusal{};  ///< The answer when it does not hold.

    friend bool operator==(const Precondition&, const Precondition&) = default;
};

}  // namespace beckon
