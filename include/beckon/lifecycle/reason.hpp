// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace beckon {

/// Why a request was refused. Numbers are stored and exported: appended to, never moved.
enum class Reason : std::uint16_t {
    // The input is malformed; `Refusal::field` names the field.
    empty = 1,
    too_long = 2,
    not_utf8 = 3,
    control_character = 4,
    invalid_address = 5,
    invalid_account = 6,
    invalid_locale = 7,
    no_roles = 8,
    duplicate = 9,
    too_many = 10,
    invalid_time = 11,
    invalid_cursor = 12,
    invalid_key = 13,
    malformed_csv = 14,
    unknown_column = 15,
    missing_column = 16,
    wrong_columns = 17,
    invalid_value = 18,
    invalid_message_id = 19,

    // The actor may not.
    not_permitted = 20,
    link_required = 21,
    host_only = 22,
    oneself = 23,
    last_holder = 24,
    role_above_own = 25,

    // The user's status, or the policy, does not allow it.
    user_not_found = 30,
    address_taken = 31,
    still_valid = 32,
    invitation_expired = 33,
    not_accepted_yet = 34,
    already_active = 35,
    user_deactivated = 36,
    not_offered = 37,
    too_soon = 38,
    too_many_pending = 39,
    signing_key_retired = 40,
    identity_required = 41,
    identity_mismatch = 42,

    // What became of the link that was used.
    link_invalid = 50,
    link_expired = 51,
    link_superseded = 52,
    link_used = 53,
    link_cancelled = 54,
    link_declined = 55,
    link_removed = 56,
    link_deactivated = 57,

    // The idempotency key was used before, for another command.
    key_reused = 60,
    // The user is not at the revision that the request names.
    changed_meanwhile = 61,
};

/// The kind of a refusal, for hosts that answer by kind. The number in brackets is the matching HTTP status.
enum class RefusalKind : std::uint8_t {
    malformed = 1,  ///< The input is invalid; `Refusal::field` names it (422).
    forbidden = 2,  ///< This actor may not do this (403).
    not_found = 3,  ///< There is no such user or link (404).
    conflict = 4,   ///< The user, the account or the policy does not allow it now (409).
    gone = 5,       ///< The link used to work and no longer does (410).
    too_soon = 6,   ///< It will be possible from `Refusal::retry_at` on (429).
};

/// The stable code of a reason, e.g. "link_expired".
constexpr std::string_view code(Reason reason) {
    switch (reason) {
        case Reason::empty: return "empty";
        case Reason::too_long: return "too_long";
        case Reason::not_utf8: return "not_utf8";
        case Reason::control_character: return "control_character";
        case Reason::invalid_address: return "invalid_address";
        case Reason::invalid_account: return "invalid_account";
        case Reason::invalid_locale: return "invalid_locale";
        case Reason::no_roles: return "no_roles";
        case Reason::duplicate: return "duplicate";
        case Reason::too_many: return "too_many";
        case Reason::invalid_time: return "invalid_time";
        case Reason::invalid_cursor: return "invalid_cursor";
        case Reason::invalid_key: return "invalid_key";
        case Reason::malformed_csv: return "malformed_csv";
        case Reason::unknown_column: return "unknown_column";
        case Reason::missing_column: return "missing_column";
        case Reason::wrong_columns: return "wrong_columns";
        case Reason::invalid_value: return "invalid_value";
        case Reason::invalid_message_id: return "invalid_message_id";
        case Reason::not_permitted: return "not_permitted";
        case Reason::link_required: return "link_required";
        case Reason::host_only: return "host_only";
        case Reason::oneself: return "oneself";
        case Reason::last_holder: return "last_holder";
        case Reason::role_above_own: return "role_above_own";
        case Reason::user_not_found: return "user_not_found";
        case Reason::address_taken: return "address_taken";
        case Reason::still_valid: return "still_valid";
        case Reason::invitation_expired: return "invitation_expired";
        case Reason::not_accepted_yet: return "not_accepted_yet";
        case Reason::already_active: return "already_active";
        case Reason::user_deactivated: return "user_deactivated";
        case Reason::not_offered: return "not_offered";
        case Reason::too_soon: return "too_soon";
        case Reason::too_many_pending: return "too_many_pending";
        case Reason::signing_key_retired: return "signing_key_retired";
        case Reason::identity_required: return "identity_required";
        case Reason::identity_mismatch: return "identity_mismatch";
        case Reason::link_invalid: return "link_invalid";
        case Reason::link_expired: return "link_expired";
        case Reason::link_superseded: return "link_superseded";
        case Reason::link_used: return "link_used";
        case Reason::link_cancelled: return "link_cancelled";
        case Reason::link_declined: return "link_declined";
        case Reason::link_removed: return "link_removed";
        case Reason::link_deactivated: return "link_deactivated";
        case Reason::key_reused: return "key_reused";
        case Reason::changed_meanwhile: return "changed_meanwhile";
    }
    return {};
}

/// Returns the kind of a refusal for this reason.
constexpr RefusalKind kind(Reason reason) {
    switch (reason) {
        case Reason::empty:
        case Reason::too_long:
        case Reason::not_utf8:
        case Reason::control_character:
        case Reason::invalid_address:
        case Reason::invalid_account:
        case Reason::invalid_locale:
        case Reason::no_roles:
        case Reason::duplicate:
        case Reason::too_many:
        case Reason::invalid_time:
        case Reason::invalid_cursor:
        case Reason::invalid_key:
        case Reason::malformed_csv:
        case Reason::unknown_column:
        case Reason::missing_column:
        case Reason::wrong_columns:
        case Reason::invalid_value:
        case Reason::invalid_message_id: return RefusalKind::malformed;

        case Reason::not_permitted:
        case Reason::link_required:
        case Reason::host_only:
        case Reason::oneself:
        case Reason::role_above_own:
        case Reason::identity_required:
        case Reason::identity_mismatch: return RefusalKind::forbidden;

        case Reason::user_not_found:
        case Reason::link_invalid: return RefusalKind::not_found;

        case Reason::last_holder:
        case Reason::address_taken:
        case Reason::still_valid:
        case Reason::invitation_expired:
        case Reason::not_accepted_yet:
        case Reason::already_active:
        case Reason::user_deactivated:
        case Reason::not_offered:
        case Reason::too_many_pending:
        case Reason::signing_key_retired:
        case Reason::key_reused:
        case Reason::changed_meanwhile: return RefusalKind::conflict;

        case Reason::link_expired:
        case Reason::link_superseded:
        case Reason::link_used:
        case Reason::link_cancelled:
        case Reason::link_declined:
        case Reason::link_removed:
        case Reason::link_deactivated: return RefusalKind::gone;

        case Reason::too_soon: return RefusalKind::too_soon;
    }
    return RefusalKind::conflict;
}

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

}  // namespace beckon
