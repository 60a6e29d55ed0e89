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

/// A question about an idempotency key: what was carried out under it, unless it has expired at `now`.
struct KeyQuestion {
    std::string key;
    Instant now;
};

/// What to look up in an account. Each member that is set asks for one member of `Seen`.
struct Look {
    Subject user{};                         ///< By id: a tombstone is found too. By address: a live user only.
    std::optional<EmailAddress> address{};  ///< Who holds this address.
    bool user_mailed_at = false;            ///< When an email to the address of `user` was last asked for.
    bool address_mailed_at = false;         ///< The same for `address`.
    bool counters = false;                  ///< How many users are pending, and hold `role`.
    std::optional<std::string> role{};      ///< Compared octet by octet. None: no holders are counted.
    std::optional<KeyQuestion> idempotency{};
};

/// What the rules ask about an account as a whole.
struct AccountFacts {
    std::uint32_t pending = 0;         ///< Users in state Invited, expired or not.
    std::uint32_t active_holders = 0;  ///< Users in state Active with the role asked for.

    friend bool operator==(const AccountFacts&, const AccountFacts&) = default;
};

/// What was found. What was not asked for is empty.
struct Seen {
    std::optional<User> user{};
    std::optional<User> holder{};             ///< The live user who holds `Look::address`, by its key.
    std::optional<Instant> user_mailed_at{};  ///< Of the email that was committed last, whatever became of it; by key.
    std::optional<Instant> address_mailed_at{};
    AccountFacts counters{};
    std::optional<KeptKey> remembered{};  ///< What was carried out under the key.

    friend bool operator==(const Seen&, const Seen&) = default;
};

}  // namespace beckon
