// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// How an invitation is sent. Without terms, the policy decides everything.
struct Terms {
    /// The time from sending to expiry. None: the policy's validity, whatever an earlier sending used. A member must
    /// ask for at least an hour (or `Policy::validity`, if that is shorter) and at most `Policy::max_validity`. Asking
    /// for less than `Policy::validity` is subject to the role ceiling. The host may ask for anything up to ten years.
    std::optional<Duration> validity{};
    /// A text for the invitee of at most 1,000 characters, which may include line breaks. None: keeps the current note.
    /// Empty: removes it. The policy must offer notes.
    std::optional<std::string> note{};
    /// The command returns its link, and no email is sent. The policy must offer this, and a member also needs what
    /// `copy_link` needs.
    bool by_hand = false;

    friend bool operator==(const Terms&, const Terms&) = default;
};

/// Invite a new user.
struct Invite {
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< See `User::reference`: one line of at most `max_reference_size` octets.
    Terms terms{};
};

/// Take in a user whom the host already has. They are active at once. No email is sent.
struct Adopt {
    EmailAddress email;
    Profile profile;
    std::string reference{};
};

/// Send the invitation email again.
struct Resend {
    Terms terms{};
};

/// Send a fresh invitation after the old one expired.
struct SendNew {
    Terms terms{};
};

/// Show the link to an administrator. Deriving the link is not part of the lifecycle.
struct CopyLink {};

/// The invitee begins set-up. Recorded once per link. The link still works afterwards.
struct BeginSetup {};

/// The invitee accepts. Without a link (the host acts, after single sign-on), the identity is the proof.
struct Accept {
    std::optional<EmailAddress> identity{};  ///< The address that the host has verified to be the person's.
};

/// The invitee declines.
struct Decline {};

/// Correct the address of a pending invitation. The address that it already has is accepted too.
struct CorrectEmail {
    EmailAddress email;
    Terms terms{};
};

/// Withdraw a pending invitation.
struct Cancel {};

/// Take away access for now.
struct Deactivate {};

/// Restore access.
struct Activate {};

/// Take the user off the list permanently.
struct Remove {};

/// Change the given values and leave the others alone. Editing to the same values succeeds and changes nothing.
struct Edit {
    ProfileChange changes;
};

/// What is asked for. The request says of which user. The order is that of `Action`.
using Command = std::variant<Invite, Adopt, Resend, SendNew, CopyLink, BeginSetup, Accept, Decline, CorrectEmail,
                             Cancel, Deactivate, Activate, Remove, Edit>;

static_assert(std::variant_size_v<Command> == all_actions.size());

/// Returns the action that a command asks for.
inline Action action_of(const Command& command) { return all_actions[command.index()]; }

/// Returns the terms of a command that sends, or null for any other command.
inline const Terms* terms_of(const Command& command) {
    if (const auto* invite = std::get_if<Invite>(&command)) return &invite->terms;
    if (const auto* resend = std::get_if<Resend>(&command)) return &resend->terms;
    if (const auto* send_new = std::get_if<SendNew>(&command)) return &send_new->terms;
    if (const auto* correct = std::get_if<CorrectEmail>(&command)) return &correct->terms;
    return nullptr;
}

}  // namespace beckon
