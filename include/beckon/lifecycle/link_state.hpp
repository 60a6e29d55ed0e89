// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// Whether a link works, and if not, why. `invalid`: malformed, forged, signed with a key that is not in the ring, or
/// never issued.
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

template <>
inline constexpr Word<LinkState> words_of<LinkState>[] = {
    {LinkState::valid, "valid"},     {LinkState::expired, "expired"},         {LinkState::superseded, "superseded"},
    {LinkState::used, "used"},       {LinkState::cancelled, "cancelled"},     {LinkState::declined, "declined"},
    {LinkState::removed, "removed"}, {LinkState::deactivated, "deactivated"}, {LinkState::invalid, "invalid"},
};

static_assert(words_are_sound<LinkState>());

namespace table {

/// The answer to the holder of a link.
struct LinkRow {
    LinkState state{};
    std::optional<Reason> reason{};  ///< None: there is no refusal.
    Remedy remedy{};
    LinkState discreet{};  ///< What the invitee is told if the policy presents an older link as expired.
};

// clang-format off
/// One row for each state, in the order of `LinkState`. This is the third array of the table (table.hpp).
inline constexpr std::array links{
    LinkRow{LinkState::valid,       std::nullopt,             Remedy::none,              LinkState::valid},
    LinkRow{LinkState::expired,     Reason::link_expired,     Remedy::ask_administrator, LinkState::expired},
    LinkRow{LinkState::superseded,  Reason::link_superseded,  Remedy::open_latest_mail,  LinkState::expired},
    LinkRow{LinkState::used,        Reason::link_used,        Remedy::sign_in,           LinkState::used},
    LinkRow{LinkState::cancelled,   Reason::link_cancelled,   Remedy::ask_administrator, LinkState::cancelled},
    LinkRow{LinkState::declined,    Reason::link_declined,    Remedy::ask_administrator, LinkState::declined},
    LinkRow{LinkState::removed,     Reason::link_removed,     Remedy::ask_administrator, LinkState::removed},
    LinkRow{LinkState::deactivated, Reason::link_deactivated, Remedy::ask_administrator, LinkState::deactivated},
    LinkRow{LinkState::invalid,     Reason::link_invalid,     Remedy::open_latest_mail,  LinkState::invalid},
};
// clang-format on

/// Returns the row of a state.
constexpr const LinkRow& row_of(LinkState state) { return links[static_cast<std::size_t>(state) - 1]; }

constexpr bool links_are_in_order() {
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (static_cast<std::size_t>(links[i].state) != i + 1) return false;
    }
    return links.size() == static_cast<std::size_t>(LinkState::invalid);
}

static_assert(links_are_in_order());

}  // namespace table

/// Returns the state of an authentic `link` at `now`. `user` is the user that it names, or null if there is no such row
/// any more.
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

/// Returns what the invitee is told about a link in this state.
inline LinkState presented(LinkState actual, const Policy& policy) {
    return policy.presents_superseded_as_expired ? table::row_of(actual).discreet : actual;
}

/// Returns the refusal for a link in this state, or none if it is valid.
inline std::optional<Refusal> refusal_of(LinkState actual, const Policy& policy) {
    const table::LinkRow& told = table::row_of(presented(actual, policy));
    if (!told.reason) return std::nullopt;
    Refusal refusal{.reason = *told.reason, .remedy = told.remedy};
    if (told.state != actual) refusal.actual = table::row_of(actual).reason;
    return refusal;
}

}  // namespace beckon
