// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace beckon {

/// What to do instead. Numbers are stored and exported: appended to, never moved.
enum class Remedy : std::uint16_t {
    none = 0,
    reset_password = 1,
    send_new_invitation = 2,
    resend = 3,
    ask_administrator = 4,
    open_latest_mail = 5,
    activate = 6,
    sign_in = 7,
    cancel_and_invite_again = 8,
    wait = 9,
    use_another_address = 10,
    deactivate = 11,
    cancel = 12,
    remove = 13,
    remove_and_invite_again = 14,
    invite_again = 15,
    edit = 16,
};

/// The stable code of a remedy, e.g. "reset_password"; empty for `Remedy::none`.
constexpr std::string_view code(Remedy remedy) {
    switch (remedy) {
        case Remedy::none: return {};
        case Remedy::reset_password: return "reset_password";
        case Remedy::send_new_invitation: return "send_new_invitation";
        case Remedy::resend: return "resend";
        case Remedy::ask_administrator: return "ask_administrator";
        case Remedy::open_latest_mail: return "open_latest_mail";
        case Remedy::activate: return "activate";
        case Remedy::sign_in: return "sign_in";
        case Remedy::cancel_and_invite_again: return "cancel_and_invite_again";
        case Remedy::wait: return "wait";
        case Remedy::use_another_address: return "use_another_address";
        case Remedy::deactivate: return "deactivate";
        case Remedy::cancel: return "cancel";
        case Remedy::remove: return "remove";
        case Remedy::remove_and_invite_again: return "remove_and_invite_again";
        case Remedy::invite_again: return "invite_again";
        case Remedy::edit: return "edit";
    }
    return {};
}

/// The English sentence for a remedy: what to do instead; empty for none.
constexpr std::string_view message(Remedy remedy) {
    switch (remedy) {
        case Remedy::none: return {};
        case Remedy::reset_password: return "Reset the password instead.";
        case Remedy::send_new_invitation: return "Send a new invitation.";
        case Remedy::resend: return "Resend the invitation.";
        case Remedy::ask_administrator: return "Ask your administrator.";
        case Remedy::open_latest_mail: return "Open the link in the most recent invitation mail.";
        case Remedy::activate: return "Activate the user.";
        case Remedy::sign_in: return "Sign in.";
        case Remedy::cancel_and_invite_again: return "Cancel the invitation and invite again.";
        case Remedy::wait: return "Wait, then try again.";
        case Remedy::use_another_address: return "Use another email address.";
        case Remedy::deactivate: return "Deactivate the user instead.";
        case Remedy::cancel: return "Cancel the invitation instead.";
        case Remedy::remove: return "Remove the user instead.";
        case Remedy::remove_and_invite_again: return "Remove the user and invite the right address.";
        case Remedy::invite_again: return "Invite the person again.";
        case Remedy::edit: return "Edit the user instead.";
    }
    return {};
}

}  // namespace beckon
