// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// Returns the address that replaces an erased one. It can never belong to anybody (RFC 2606).
inline const EmailAddress& erased_address() {
    static const EmailAddress address = EmailAddress::parse("erased@erased.invalid").value();
    return address;
}

namespace lifecycle {

inline Profile erased(Profile profile) { return {.roles = std::move(profile.roles)}; }

}  // namespace lifecycle

/// Returns the user without personal data: address, name, locale, attributes, reference and note are blanked. Ids,
/// roles, state and times stay.
inline User erased(User user) {
    user.email = erased_address();
    user.profile = lifecycle::erased(std::move(user.profile));
    user.reference.clear();
    if (auto* invited = std::get_if<Invited>(&user.state)) invited->note.clear();
    return user;
}

/// Returns whether the user has been through `erased`.
inline bool is_erased(const User& user) { return !is_live(user) && user.email == erased_address(); }

/// Returns the event without personal data about its user. What was done, when and by whom stays, so that replaying a
/// user's erased events yields the erased user.
inline Event erased(Event event) {
    if (auto* invited = std::get_if<events::Invited>(&event.change)) {
        invited->email = erased_address();
        invited->profile = lifecycle::erased(std::move(invited->profile));
        invited->reference.clear();
        invited->note.reset();
    } else if (auto* adopted = std::get_if<events::Adopted>(&event.change)) {
        adopted->email = erased_address();
        adopted->profile = lifecycle::erased(std::move(adopted->profile));
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
