// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// The English sentence for a reason, for the person who asked.
constexpr std::string_view message(Reason reason) {
    switch (reason) {
        case Reason::empty: return "This must not be empty.";
        case Reason::too_long: return "This is too long.";
        case Reason::not_utf8: return "This is not valid UTF-8.";
        case Reason::control_character: return "This must be one line of text without control characters.";
        case Reason::invalid_address: return "This is not an email address.";
        case Reason::invalid_account:
            return "An account is named by 1 to 64 printable ASCII characters without spaces.";
        case Reason::invalid_locale: return "A locale is a language tag such as \"de\" or \"pt-BR\".";
        case Reason::no_roles: return "A user has at least one role.";
        case Reason::duplicate: return "The same value is given twice.";
        case Reason::too_many: return "These are too many values.";
        case Reason::invalid_time: return "This is not a point in time.";
        case Reason::invalid_cursor: return "This cursor was not given out by this list.";
        case Reason::invalid_key: return "An idempotency key is 1 to 200 printable ASCII characters.";
        case Reason::malformed_csv: return "A quotation mark is out of place, or is never closed.";
        case Reason::unknown_column: return "The first row names a column that is not known here.";
        case Reason::missing_column: return "The first row does not name this column.";
        case Reason::wrong_columns: return "This row does not have a cell for each column of the first row.";
        case Reason::invalid_value: return "This is not one of the values that can stand here.";
        case Reason::invalid_message_id: return "This is not the Message-ID of an invitation.";
        case Reason::unknown_attribute: return "Users have no such attribute here.";
        case Reason::unknown_role: return "There is no such role here.";
        case Reason::not_permitted: return "Your role does not permit this.";
        case Reason::link_required: return "Only the invited person can do this, with the link from the invitation.";
        case Reason::host_only: return "Only the application itself can do this.";
        case Reason::oneself: return "You cannot do this to yourself.";
        case Reason::last_holder:
            return "This is the last active user with this role. Give the role to another active user first.";
        case Reason::role_above_own: return "This concerns a role above your own.";
        case Reason::user_not_found: return "There is no such user.";
        case Reason::address_taken: return "A user with this email address exists already.";
        case Reason::still_valid: return "The invitation has not been accepted yet and is still valid.";
        case Reason::invitation_expired: return "The invitation has expired.";
        case Reason::not_accepted_yet: return "The invitation has not been accepted yet.";
        case Reason::already_active: return "The user is already active.";
        case Reason::user_deactivated: return "The user is deactivated.";
        case Reason::not_offered: return "This is not offered here.";
        case Reason::too_soon: return "A mail was sent to this address a moment ago.";
        case Reason::too_many_pending:
            return "Too many invitations are pending. Cancel those that are no longer needed.";
        case Reason::signing_key_retired: return "The key that this link was made with has been retired.";
        case Reason::identity_required: return "Without a link, the verified address of the person is needed.";
        case Reason::identity_mismatch: return "This invitation is for another email address.";
        case Reason::link_invalid: return "This link is not valid.";
        case Reason::link_expired: return "This invitation has expired.";
        case Reason::link_superseded: return "A newer invitation has been sent, so this link no longer works.";
        case Reason::link_used: return "This invitation has been accepted already.";
        case Reason::link_cancelled: return "This invitation has been cancelled.";
        case Reason::link_declined: return "This invitation has been declined.";
        case Reason::link_removed: return "This invitation is no longer open.";
        case Reason::link_deactivated: return "This account access has been deactivated.";
        case Reason::key_reused: return "This idempotency key was used before, for another request.";
        case Reason::changed_meanwhile: return "Somebody else has changed this user. Look again first.";
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

namespace detail {

/// A link is no field to whoever opened it.
inline bool names_field(const Refusal& refusal) {
    return !refusal.field.empty() && refusal.reason != Reason::link_invalid;
}

/// The names with commas between them.
inline std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list.append(list.empty() ? "" : ", ").append(name);
    return list;
}

/// Whether an administrator can help by a new invitation: worth saying so.
inline bool asks_for_invitation(const Refusal& refusal) {
    return refusal.reason == Reason::link_expired && refusal.remedy == Remedy::ask_administrator;
}

}  // namespace detail

/// The English sentences for a refusal: the field at fault if any, why, and what to do instead.
inline std::string message(const Refusal& refusal) {
    std::string text;
    if (detail::names_field(refusal)) text.append(refusal.input()).append(": ");
    text.append(message(refusal.reason));
    if (refusal.reason == Reason::unknown_role) text.append(" The roles are: " + detail::listed(refusal.names) + ".");
    if (detail::asks_for_invitation(refusal)) return text.append(" Ask your administrator for a new invitation.");
    if (refusal.remedy != Remedy::none) text.append(" ").append(message(refusal.remedy));
    return text;
}

}  // namespace beckon
