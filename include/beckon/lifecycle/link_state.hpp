// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// What a link is worth. `invalid`: malformed, forged, signed with a key that is not in the ring, or never issued.
enum class LinkState : std::uint8_t {
    valid = 1,
    expired = 2,
    superseded = 3,  ///< A newer link was sent.
    used = 4,
    cancelled = 5,
    declined = 6,
    removed = 7,
    deactivated = 8,
    invalid = 9,
};

/// The stable code of a link's state, e.g. "superseded".
constexpr std::string_view code(LinkState state) {
    switch (state) {
        case LinkState::valid: return "valid";
        case LinkState::expired: return "expired";
        case LinkState::superseded: return "superseded";
        case LinkState::used: return "used";
        case LinkState::cancelled: return "cancelled";
        case LinkState::declined: return "declined";
        case LinkState::removed: return "removed";
        case LinkState::deactivated: return "deactivated";
        case LinkState::invalid: return "invalid";
    }
    return {};
}

/// What an authentic `link` is worth at `now`. `user` is whom it names; null where the row is gone.
inline LinkState link_state(const User* user, const Link& link, Instant now) {
    if (user == nullptr) return LinkState::removed;
    if (const auto* removed = std::get_if<Removed>(&user->state)) {
        switch (removed->how) {
            case Removal::cancelled: return LinkState::cancelled;
            case Removal::declined: return LinkState::declined;
            case Removal::removed: return LinkState::removed;
        }
    }
    if (!user->link || link.generation > user->link->generation) return LinkState::invalid;
    const bool newest = link.generation == user->link->generation;
    if (newest && link.key_id != user->link->key_id) return LinkState::invalid;
    if (std::holds_alternative<Deactivated>(user->state)) return LinkState::deactivated;
    if (!newest) return LinkState::superseded;
    const auto* invited = std::get_if<Invited>(&user->state);
    if (invited == nullptr) return LinkState::used;
    return now < invited->expires_at ? LinkState::valid : LinkState::expired;
}

/// What the invitee is told of a link in this state (A4).
inline LinkState presented(LinkState actual, const Policy& policy) {
    const bool hidden = actual == LinkState::superseded && policy.presents_superseded_as_expired;
    return hidden ? LinkState::expired : actual;
}

namespace detail {

constexpr Reason reason_of(LinkState state) {
    switch (state) {
        case LinkState::expired: return Reason::link_expired;
        case LinkState::superseded: return Reason::link_superseded;
        case LinkState::valid:
        case LinkState::used: return Reason::link_used;
        case LinkState::cancelled: return Reason::link_cancelled;
        case LinkState::declined: return Reason::link_declined;
        case LinkState::removed: return Reason::link_removed;
        case LinkState::deactivated: return Reason::link_deactivated;
        case LinkState::invalid: break;
    }
    return Reason::link_invalid;
}

constexpr Remedy remedy_of(LinkState state) {
    switch (state) {
        case LinkState::valid:
        case LinkState::used: return Remedy::sign_in;
        case LinkState::superseded:
        case LinkState::invalid: return Remedy::open_latest_mail;
        case LinkState::expired:
        case LinkState::cancelled:
        case LinkState::declined:
        case LinkState::removed:
        case LinkState::deactivated: break;
    }
    return Remedy::ask_administrator;
}

}  // namespace detail

/// The refusal that a link in this state brings; none while it is valid.
inline std::optional<Refusal> refusal_of(LinkState actual, const Policy& policy) {
    if (actual == LinkState::valid) return std::nullopt;
    const LinkState shown = presented(actual, policy);
    Refusal refusal{.reason = detail::reason_of(shown), .remedy = detail::remedy_of(shown)};
    if (shown != actual) refusal.actual = detail::reason_of(actual);
    return refusal;
}

}  // namespace beckon
