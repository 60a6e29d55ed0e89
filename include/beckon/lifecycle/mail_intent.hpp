// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// The intent to send an invitation email, or to pass its link on by hand. The outbox keeps it. It holds no link and no
/// text: both are made at the time of sending. A commit has at most one, so (account, user, revision) identifies it.
struct MailIntent {
    AccountId account;
    UserId user;
    std::int64_t revision = 0;     ///< The user's revision that the same commit wrote.
    std::uint32_t generation = 0;  ///< Of the link to send. A newer intent makes this one void.
    EmailAddress to;
    Instant queued_at;
    bool by_hand = false;  ///< No email is sent: `to` is the person whom the link is for.

    friend bool operator==(const MailIntent&, const MailIntent&) = default;
};

}  // namespace beckon
