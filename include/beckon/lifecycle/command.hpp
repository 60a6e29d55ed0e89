// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// Invite a new user.
struct Invite {
    EmailAddress email;
    Profile profile;
    std::string reference{};  ///< See `User::reference`: a line of at most `max_reference_size` octets.
};

/// Take in a user whom the host has already: active at once, no mail.
struct Adopt {
    EmailAddress email;
    Profile profile;
    std::string reference{};
};

/// Send the invitation mail again.
struct Resend {};

/// Send a fresh invitation after the old one expired.
struct SendNew {};

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

}  // namespace beckon
