// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

namespace lifecycle {

/// Returns the user that an event creates.
inline User first_user(const Event& event) {
    if (const auto* invited = std::get_if<events::Invited>(&event.change)) {
        return User{.account = event.account,
                    .id = event.user,
                    .email = invited->email,
                    .profile = invited->profile,
                    .reference = invited->reference,
                    .state = Invited{.sent_at = event.at,
                                     .expires_at = invited->expires_at,
                                     .times_sent = 1,
                                     .note = invited->note.value_or("")},
                    .link = invited->link,
                    .created_at = event.at,
                    .joined_at = std::nullopt,
                    .invited_by = event.by.kind == ActorKind::member ? event.by.id : std::nullopt,
                    .revision = event.revision};
    }
    const auto& adopted = std::get<events::Adopted>(event.change);
    return User{.account = event.account,
                .id = event.user,
                .email = adopted.email,
                .profile = adopted.profile,
                .reference = adopted.reference,
                .state = Active{event.at},
                .link = std::nullopt,
                .created_at = event.at,
                .joined_at = event.at,
                .invited_by = std::nullopt,
                .revision = event.revision};
}

/// Makes one change to an existing user.
struct Evolution {
    User& user;
    Instant at;

    void operator()(const events::Invited&) const { assert(false && "an invitation begins a user"); }
    void operator()(const events::Adopted&) const { assert(false && "an adoption begins a user"); }
    void operator()(const events::Resent& e) const { send_again(e); }
    void operator()(const events::NewlySent& e) const { send_again(e); }
    void operator()(const events::LinkCopied&) const {}
    void operator()(const events::SetupBegun&) const { std::get<Invited>(user.state).opened_at = at; }
    void operator()(const events::Accepted&) const {
        user.state = Active{at};
        user.joined_at = at;
    }
    void operator()(const events::Declined&) const { user.state = Removed{at, Removal::declined}; }
    void operator()(const events::EmailCorrected& e) const {
        user.email = e.email;
        send_again(e);
    }
    void operator()(const events::Cancelled&) const { user.state = Removed{at, Removal::cancelled}; }
    void operator()(const events::Deactivated&) const { user.state = Deactivated{at}; }
    void operator()(const events::Activated&) const { user.state = Active{at}; }
    void operator()(const events::Removed&) const { user.state = Removed{at, Removal::removed}; }
    void operator()(const events::Edited& e) const {
        if (e.changes.name) user.profile.name = *e.changes.name;
        if (e.changes.locale) user.profile.locale = *e.changes.locale;
        if (e.changes.roles) user.profile.roles = *e.changes.roles;
        for (const auto& [name, labels] : e.changes.attributes) user.profile.attributes[name] = labels;
        drop_empty(user.profile.attributes);
    }

    template <class Sent>
    void send_again(const Sent& sent) const {
        auto& invited = std::get<Invited>(user.state);
        if (user.link != sent.link) invited.opened_at.reset();
        user.link = sent.link;
        invited.sent_at = at;
        invited.expires_at = sent.expires_at;
        if (sent.note) invited.note = *sent.note;
        ++invited.times_sent;
    }
};

}  // namespace lifecycle

/// Returns the user after an event. It makes every data change and knows no rule.
///
/// `current` must be null for the first event of a user, and the user before the event for every other. Replaying a
/// user's events yields exactly the stored user.
inline User evolve(const User* current, const Event& event) {
    if (current == nullptr) return lifecycle::first_user(event);
    assert(event.revision == current->revision + 1);
    User user = *current;
    std::visit(lifecycle::Evolution{user, event.at}, event.change);
    user.revision = event.revision;
    return user;
}

}  // namespace beckon
