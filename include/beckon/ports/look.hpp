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

/// Whom a request is about: nobody yet, the user with an id, or the live user who holds an address.
using Subject = std::variant<std::monostate, UserId, EmailAddress>;

/// What to look up in an account. Each member that is set asks for one member of `Seen`.
struct Look {
    Subject user{};                         ///< By id: a tombstone is found too. By address: a live user only.
    std::optional<EmailAddress> address{};  ///< The user who holds this address.
    bool user_mailed_at = false;  ///< When an email that starts a cooldown was last asked for to the address of `user`.
    bool address_mailed_at = false;     ///< The same for `address`.
    bool pending = false;               ///< The number of invitations that can still be accepted at `now`.
    std::optional<std::string> role{};  ///< The number of active users who hold this role. Compared octet by octet.
    std::string idempotency_key{};      ///< What was carried out under this key, unless it has expired at `now`.
    Instant now{};                      ///< Needed by the two members that mention it; otherwise it may be left out.
};

/// What the rules need to know about an account as a whole.
struct AccountFacts {
    std::uint32_t pending = 0;         ///< Users in state Invited whose invitation has not expired.
    std::uint32_t active_holders = 0;  ///< Users in state Active with the role asked for.

    friend bool operator==(const AccountFacts&, const AccountFacts&) = default;
};

/// What was found. What was not asked for is empty.
struct Seen {
    std::optional<User> user{};
    std::optional<User> holder{};  ///< The live user who holds `Look::address`, compared by its key.
    std::optional<Instant>
        user_mailed_at{};  ///< Of the latest email to the user's address, by key, that `starts_cooldown`.
    std::optional<Instant> address_mailed_at{};
    AccountFacts counters{};
    std::optional<RememberedRequest> remembered{};  ///< What was carried out under the key.

    friend bool operator==(const Seen&, const Seen&) = default;
};

}  // namespace beckon
