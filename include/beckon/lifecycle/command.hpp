// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// How an invitation is sent (B14, B15). Without terms, everything is as the policy says.
struct Terms {
    /// The time from sending to expiry. None: the policy's, whatever an earlier sending had. A member must ask for an
    /// hour at least, or for `Policy::validity` if that is shorter, and for `Policy::max_validity` at most. The role
    /// ceiling applies to less than `Policy::validity`. The host may ask for anything up to ten years.
    std::optional<Duration> validity{};
    /// A text for the invitee of at most 1,000 characters, which may include line breaks. None: keeps the note there
    /// was. Empty: removes it. The policy must offer notes.
    std::optional<std::string> note{};
    /// The command returns its link, and no email is sent. The policy must offer it, and a member also needs what
    /// `copy_link` needs.
    bool by_hand = false;

    friend bool operator==(const Terms&, const Terms&) = default;
};

/// Invite a new user.
struct Invite {
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< See `User::reference`: a line of at most `max_reference_size` octets.
    Terms terms{};
};

/// Take in a user whom the host has already: active at once, no mail.
struct Adopt {
    EmailAddress email;
    Profile profile;
    std::string reference{};
};

/// Send the invitation mail again.
struct Resend {
    Terms terms{};
};

/// Send a fresh invitation after the old one expired.
struct SendNew {
    Terms terms{};
};

/// Show the link to an administrator. Deriving the link itself is not the lifecycle's business.
struct CopyLink {};

/// The invitee begins set-up. Consumes nothing; recorded once per link.
struct BeginSetup {};

/// The invitee accepts. Without a link (the host acts: single sign-on) the identity is the proof.
struct Accept {
    std::optional<EmailAddress> identity{};  ///< The address that the host has verified the person to own.
};

/// The invitee declines.
struct Decline {};

/// Correct the address of a pending invitation; the address it already has is accepted too.
struct CorrectEmail {
    EmailAddress email;
    Terms terms{};
};

/// Withdraw a pending invitation.
struct Cancel {};

/// Take access away, for now.
struct Deactivate {};

/// Give access back.
struct Activate {};

/// Take the user off the list for good.
struct Remove {};

/// Change what is given; what is absent stays. Editing to the same values is a success that changes nothing.
struct Edit {
    ProfileChange changes;
};

/// What is asked for; of whom, the request says. The order is that of `Action`.
using Command = std::variant<Invite, Adopt, Resend, SendNew, CopyLink, BeginSetup, Accept, Decline, CorrectEmail,
                             Cancel, Deactivate, Activate, Remove, Edit>;

static_assert(std::variant_size_v<Command> == all_actions.size());

/// The action that a command asks for.
inline Action action_of(const Command& command) { return all_actions[command.index()]; }

/// The terms of a command that sends; null for every other.
inline const Terms* terms_of(const Command& command) {
    if (const auto* invite = std::get_if<Invite>(&command)) return &invite->terms;
    if (const auto* resend = std::get_if<Resend>(&command)) return &resend->terms;
    if (const auto* send_new = std::get_if<SendNew>(&command)) return &send_new->terms;
    if (const auto* correct = std::get_if<CorrectEmail>(&command)) return &correct->terms;
    return nullptr;
}

}  // namespace beckon
