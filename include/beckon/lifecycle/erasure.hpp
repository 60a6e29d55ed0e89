// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// What stands in place of an erased address: nobody's, for ever (RFC 2606).
inline const EmailAddress& erased_address() {
    static const EmailAddress address = EmailAddress::parse("erased@erased.invalid").value();
    return address;
}

namespace detail {

inline Profile erased(Profile profile) { return {.roles = std::move(profile.roles)}; }

}  // namespace detail

/// The user without what is personal: address, name, locale, attributes, reference, note. Ids, roles, state and times
/// stay.
inline User erased(User user) {
    user.email = erased_address();
    user.profile = detail::erased(std::move(user.profile));
    user.reference.clear();
    if (auto* invited = std::get_if<Invited>(&user.state)) invited->note.clear();
    return user;
}

/// Whether this is what `erased` left of a user.
inline bool is_erased(const User& user) { return !is_live(user) && user.email == erased_address(); }

/// The event without what is personal about its user. What, when and by whom stays, so that folding a user's erased
/// events gives the erased user.
inline Event erased(Event event) {
    if (auto* invited = std::get_if<events::Invited>(&event.change)) {
        invited->email = erased_address();
        invited->profile = detail::erased(std::move(invited->profile));
        invited->reference.clear();
        invited->note.reset();
    } else if (auto* adopted = std::get_if<events::Adopted>(&event.change)) {
        adopted->email = erased_address();
        adopted->profile = detail::erased(std::move(adopted->profile));
        adopted->reference.clear();
    } else if (auto* corrected = std::get_if<events::EmailCorrected>(&event.change)) {
        corrected->email = erased_address();
        corrected->note.reset();
    } else if (auto* resent = std::get_if<events::Resent>(&event.change)) {
        resent->note.reset();
    } else if (auto* sent = std::get_if<events::NewlySent>(&event.change)) {
        sent->note.reset();
    } else if (auto* edited = std::get_if<events::Edited>(&event.change)) {
        edited->changes = {.roles = std::move(edited->changes.roles)};
    }
    return event;
}

}  // namespace beckon
