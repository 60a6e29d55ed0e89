// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// What a change consists of: one type for each action. They hold everything that `evolve` needs, and no secret.
namespace events {

struct Invited {
    EmailAddress email;
    Profile profile;
    Link link;
    Instant expires_at;
    std::string reference{};
    std::optional<std::string> note{};  ///< None: kept the note there was. Empty: removed it.
    bool by_hand = false;               ///< The command returned the link instead of emailing it.

    friend bool operator==(const Invited&, const Invited&) = default;
};

struct Adopted {
    EmailAddress email;
    Profile profile;
    std::string reference{};

    friend bool operator==(const Adopted&, const Adopted&) = default;
};

struct Resent {
    Link link;
    Instant expires_at;
    std::optional<std::string> note{};  ///< None: kept the note there was. Empty: removed it.
    bool by_hand = false;               ///< The command returned the link instead of emailing it.

    friend bool operator==(const Resent&, const Resent&) = default;
};

struct NewlySent {
    Link link;
    Instant expires_at;
    std::optional<std::string> note{};  ///< None: kept the note there was. Empty: removed it.
    bool by_hand = false;               ///< The command returned the link instead of emailing it.

    friend bool operator==(const NewlySent&, const NewlySent&) = default;
};

struct LinkCopied {
    friend bool operator==(const LinkCopied&, const LinkCopied&) = default;
};

struct SetupBegun {
    friend bool operator==(const SetupBegun&, const SetupBegun&) = default;
};

struct Accepted {
    friend bool operator==(const Accepted&, const Accepted&) = default;
};

struct Declined {
    friend bool operator==(const Declined&, const Declined&) = default;
};

struct EmailCorrected {
    EmailAddress email;
    Link link;
    Instant expires_at;
    std::optional<std::string> note{};  ///< None: kept the note there was. Empty: removed it.
    bool by_hand = false;               ///< The command returned the link instead of emailing it.

    friend bool operator==(const EmailCorrected&, const EmailCorrected&) = default;
};

struct Cancelled {
    friend bool operator==(const Cancelled&, const Cancelled&) = default;
};

struct Deactivated {
    friend bool operator==(const Deactivated&, const Deactivated&) = default;
};

struct Activated {
    friend bool operator==(const Activated&, const Activated&) = default;
};

struct Removed {
    friend bool operator==(const Removed&, const Removed&) = default;
};

/// Holds only what changed.
struct Edited {
    ProfileChange changes;

    friend bool operator==(const Edited&, const Edited&) = default;
};

}  // namespace events

/// The order is that of `Action`.
using Change = std::variant<events::Invited, events::Adopted, events::Resent, events::NewlySent, events::LinkCopied,
                            events::SetupBegun, events::Accepted, events::Declined, events::EmailCorrected,
                            events::Cancelled, events::Deactivated, events::Activated, events::Removed, events::Edited>;

static_assert(std::variant_size_v<Change> == all_actions.size());

/// An audit event: who did what to whom, when, and the status before and after. Replaying a user's events yields the
/// stored user.
struct Event {
    AccountId account;
    UserId user;
    std::int64_t revision = 0;  ///< The user's revision after the change.
    Instant at;
    Author by;
    std::optional<Status> from;  ///< None: the user did not exist.
    std::optional<Status> to;    ///< None: the user has left.
    Change change;

    friend bool operator==(const Event&, const Event&) = default;
};

/// Returns the action that an event records.
inline Action action_of(const Event& event) { return all_actions[event.change.index()]; }

}  // namespace beckon
