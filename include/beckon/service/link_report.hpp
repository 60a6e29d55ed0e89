// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// What a link is worth now, for the page that it leads to. Making one changes nothing.
struct LinkReport {
    LinkState presented{};             ///< For the invitee.
    LinkState actual{};                ///< For the host's log and the administrator (A12).
    std::optional<Refusal> refusal{};  ///< Why the link opens nothing, and what to do; none while it is valid.
    std::string message{};  ///< For the invitee, in their language: why the link does not work and what to do; empty
                            ///< while valid. In the default language where nothing tells whose link it is.

    // Absent where `actual` is `invalid`. Where the user's row is gone, the account alone is given.
    std::optional<AccountId> account{};
    std::optional<User> user{};           ///< For the host. Never to be shown to whoever holds the link.
    std::string masked_email{};           ///< For the invitee, e.g. "d***@example.test"; empty for an older link,
                                          ///< which may have been mailed to another address.
    std::string inviter_name{};           ///< Empty where the host itself invited, or the inviter is unknown.
    std::optional<Instant> expires_at{};  ///< Of the newest invitation, until it is accepted.
    std::optional<Instant>
        newest_sent_at{};  ///< Where superseded and not accepted: when the newest mail was asked for.
};

/// The first letter and the domain: enough to recognise one's own address by, too little to learn another's.
std::string masked(const EmailAddress& email);

}  // namespace beckon
