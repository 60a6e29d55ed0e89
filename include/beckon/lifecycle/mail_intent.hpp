// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// That an invitation mail is to be sent, or that its link is passed on by hand: what the outbox keeps. Holds no link
/// and no text; both are made when it is sent. A commit has at most one, so (account, user, revision) names it.
struct MailIntent {
    AccountId account;
    UserId user;
    std::int64_t revision = 0;     ///< The user's revision that the same commit wrote.
    std::uint32_t generation = 0;  ///< Of the link to send. Once there is a newer intent, this one is void.
    EmailAddress to;
    Instant queued_at;
    bool by_hand = false;  ///< No mail is sent: `to` is whom the link is for.

    friend bool operator==(const MailIntent&, const MailIntent&) = default;
};

}  // namespace beckon
