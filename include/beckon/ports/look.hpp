// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"

namespace beckon {

/// Whom something is about: nobody yet, the user with an id, or the live user who holds an address.
using Subject = std::variant<std::monostate, UserId, EmailAddress>;

/// What to look up in an account. Each member that is set asks for one member of `Seen`.
struct Look {
    Subject user{};                         ///< By id: a tombstone is found too. By address: a live user only.
    std::optional<EmailAddress> address{};  ///< Who holds this address.
    bool user_mailed_at = false;  ///< When an email that starts a cooldown was last asked for to the address of `user`.
    bool address_mailed_at = false;     ///< The same for `address`.
    bool pending = false;               ///< How many invitations can still be accepted at `now`.
    std::optional<std::string> role{};  ///< How many active users hold this role; compared octet by octet.
    std::string idempotency_key{};      ///< What was carried out under the key, unless it has expired at `now`.
    Instant now{};                      ///< For the two that say so; without them it may be left out.
};

/// What the rules ask about an account as a whole.
struct AccountFacts {
    std::uint32_t pending = 0;         ///< Users in state Invited whose invitation has not expired.
    std::uint32_t active_holders = 0;  ///< Users in state Active with the role asked for.

    friend bool operator==(const AccountFacts&, const AccountFacts&) = default;
};

/// What was found. What was not asked for is empty.
struct Seen {
    std::optional<User> user{};
    std::optional<User> holder{};             ///< The live user who holds `Look::address`, by its key.
    std::optional<Instant> user_mailed_at{};  ///< Of the newest email to the address, by key, that `starts_cooldown`.
    std::optional<Instant> address_mailed_at{};
    AccountFacts counters{};
    std::optional<KeptKey> remembered{};  ///< What was carried out under the key.

    friend bool operator==(const Seen&, const Seen&) = default;
};

}  // namespace beckon
