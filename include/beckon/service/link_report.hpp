// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// The state of a link, for the page that it leads to. Making a report changes nothing.
struct LinkReport {
    LinkState presented{};             ///< To show to the invitee.
    LinkState actual{};                ///< For the host's log and the administrator.
    std::optional<Refusal> refusal{};  ///< Why the link does not work, and what to do. None while it is valid.
    std::string message{};  ///< The same for the invitee, in their language. Empty while the link is valid. In the
                            ///< default language if nothing tells whose link it is.

    // Both are none if `actual` is `invalid`. If the user has been purged, only the account is set.
    std::optional<AccountId> account{};
    std::optional<User> user{};  ///< For the host. Must not be shown to the holder of the link.
    std::string masked_email{};  ///< For the invitee, e.g. "d***@example.test". Empty for an older link, which may have
                                 ///< been sent to another address.
    std::string inviter_name{};  ///< Empty if the host itself invited, or the inviter is unknown.
    std::optional<Instant> expires_at{};      ///< Of the newest invitation, until it is accepted.
    std::optional<Instant> newest_sent_at{};  ///< When the latest email was asked for, if the link is superseded and
                                              ///< the invitation not accepted.
};

/// Returns the first letter and the domain: enough to recognise one's own address, too little to learn somebody else's.
std::string masked(const EmailAddress& email);

}  // namespace beckon
