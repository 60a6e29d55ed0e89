// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace beckon {

/// A condition on an action or on one of its cells. Its meaning is a case in rules.hpp.
///
/// The order is that in which guards are asked: about the actor, about the user at hand, about others, about the time.
enum class Guard : std::uint8_t {
    none,
    not_oneself,            ///< The actor is not the user.
    within_role_ceiling,    ///< No role at stake ranks above the actor's own, if the policy ranks roles.
    resend_while_valid,     ///< The policy lets a valid invitation be sent again.
    resend_after_expiry,    ///< The policy lets an expired invitation be sent again.
    signing_key_listed,     ///< The key of the newest link is still in the key ring.
    repeats_accepted_link,  ///< The policy takes a second accept by the accepted link for a success.
    identity_matches,       ///< The invited address is verified: needed without a link, or if the policy says so.
    address_free,           ///< No live user of the account holds the address.
    below_pending_cap,      ///< The account has room for one more invitation that can be accepted.
    not_last_holder,        ///< Another active user holds the role that the policy guards.
    cooldown_over,          ///< The last mail to the address is long enough ago.
};

/// The name of a guard in the generated documentation.
constexpr std::string_view code(Guard guard) {
    switch (guard) {
        case Guard::none: return {};
        case Guard::not_oneself: return "not_oneself";
        case Guard::within_role_ceiling: return "within_role_ceiling";
        case Guard::resend_while_valid: return "resend_while_valid";
        case Guard::resend_after_expiry: return "resend_after_expiry";
        case Guard::signing_key_listed: return "signing_key_listed";
        case Guard::repeats_accepted_link: return "repeats_accepted_link";
        case Guard::identity_matches: return "identity_matches";
        case Guard::address_free: return "address_free";
        case Guard::below_pending_cap: return "below_pending_cap";
        case Guard::not_last_holder: return "not_last_holder";
        case Guard::cooldown_over: return "cooldown_over";
    }
    return {};
}

}  // namespace beckon
