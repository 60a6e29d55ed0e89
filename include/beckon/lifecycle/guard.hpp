// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// A condition on an action or on one of its cells. rules.hpp has a case for each.
///
/// The order is that in which guards are checked: about the actor, about the user at hand, about other users, about the
/// time.
enum class Guard : std::uint8_t {
    none,
    not_oneself,
    within_role_ceiling,
    resend_while_valid,
    resend_after_expiry,
    signing_key_listed,
    repeats_accepted_link,
    identity_matches,
    address_free,
    below_pending_cap,
    not_last_holder,
    cooldown_over,
};

template <>
inline constexpr Word<Guard> words_of<Guard>[] = {
    {Guard::not_oneself, "not_oneself", "Nobody does this to themselves."},
    {Guard::within_role_ceiling, "within_role_ceiling",
     "No role at stake ranks above the actor's own, if the policy ranks roles: none that an `invite` or `edit` grants "
     "or takes away, and otherwise none that the user holds."},
    {Guard::resend_while_valid, "resend_while_valid", "The policy lets a valid invitation be sent again."},
    {Guard::resend_after_expiry, "resend_after_expiry", "The policy lets an expired invitation be sent again."},
    {Guard::signing_key_listed, "signing_key_listed", "The key of the newest link is still in the key ring."},
    {Guard::repeats_accepted_link, "repeats_accepted_link",
     "The policy lets a second accept with the same link succeed; nothing changes."},
    {Guard::identity_matches, "identity_matches",
     "The host has verified the invited address. Required without a link. With a link, it is checked only if the "
     "policy says so and an identity is stated."},
    {Guard::address_free, "address_free", "No live user of the account holds the address, in any letter case."},
    {Guard::below_pending_cap, "below_pending_cap",
     "The account has room for one more invitation that can be accepted."},
    {Guard::not_last_holder, "not_last_holder", "Another active user holds the role that the policy guards."},
    {Guard::cooldown_over, "cooldown_over",
     "The last email to the address that was sent or tried, or is waiting, is long enough ago."},
};

static_assert(words_are_sound<Guard>());

}  // namespace beckon
