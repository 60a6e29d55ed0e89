// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// Why a request was refused. Numbers are stored and exported: new ones are appended, none ever changes.
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
    unknown_attribute = 20,
    unknown_role = 21,

    // The actor may not do this.
    not_permitted = 24,
    link_required = 25,
    host_only = 26,
    oneself = 27,
    last_holder = 28,
    role_above_own = 29,

    // The user's status or the policy does not allow it.
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
    domain_not_allowed = 43,

    // What became of the link that was used.
    link_invalid = 50,
    link_expired = 51,
    link_superseded = 52,
    link_used = 53,
    link_cancelled = 54,
    link_declined = 55,
    link_removed = 56,
    link_deactivated = 57,

    // The idempotency key was used before, for a different command.
    key_reused = 60,
    // The user is no longer at the revision that the request names.
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

template <>
inline constexpr Word<RefusalKind> words_of<RefusalKind>[] = {
    {RefusalKind::malformed, "malformed"}, {RefusalKind::forbidden, "forbidden"}, {RefusalKind::not_found, "not_found"},
    {RefusalKind::conflict, "conflict"},   {RefusalKind::gone, "gone"},           {RefusalKind::too_soon, "too_soon"},
};

static_assert(words_are_sound<RefusalKind>());

/// The row of a reason: a `Word` with a kind.
struct ReasonWord {
    Reason value;
    std::string_view code;
    RefusalKind kind;
    std::string_view english;
};

template <>
inline constexpr ReasonWord words_of<Reason>[] = {
    {Reason::empty, "empty", RefusalKind::malformed, "This must not be empty."},
    {Reason::too_long, "too_long", RefusalKind::malformed, "This is too long."},
    {Reason::not_utf8, "not_utf8", RefusalKind::malformed, "This is not valid UTF-8."},
    {Reason::control_character, "control_character", RefusalKind::malformed,
     "This contains a control character, such as a line break, which is not allowed here."},
    {Reason::invalid_address, "invalid_address", RefusalKind::malformed, "This is not a valid email address."},
    {Reason::invalid_account, "invalid_account", RefusalKind::malformed,
     "An account id is 1 to 64 printable ASCII characters without spaces."},
    {Reason::invalid_locale, "invalid_locale", RefusalKind::malformed,
     "A locale is a language tag such as \"de\" or \"pt-BR\"."},
    {Reason::no_roles, "no_roles", RefusalKind::malformed, "A user must have at least one role."},
    {Reason::duplicate, "duplicate", RefusalKind::malformed, "The same value appears twice."},
    {Reason::too_many, "too_many", RefusalKind::malformed, "This is more than is allowed."},
    {Reason::invalid_time, "invalid_time", RefusalKind::malformed, "This is not a valid time."},
    {Reason::invalid_cursor, "invalid_cursor", RefusalKind::malformed, "This cursor does not belong to this list."},
    {Reason::invalid_key, "invalid_key", RefusalKind::malformed,
     "An idempotency key is 1 to 200 printable ASCII characters."},
    {Reason::malformed_csv, "malformed_csv", RefusalKind::malformed,
     "A quotation mark is out of place, or is never closed."},
    {Reason::unknown_column, "unknown_column", RefusalKind::malformed, "The first row names an unknown column."},
    {Reason::missing_column, "missing_column", RefusalKind::malformed, "The first row does not name this column."},
    {Reason::wrong_columns, "wrong_columns", RefusalKind::malformed, "This row has a cell in a column without a name."},
    {Reason::invalid_value, "invalid_value", RefusalKind::malformed, "This value is not allowed here."},
    {Reason::invalid_message_id, "invalid_message_id", RefusalKind::malformed,
     "This is not the Message-ID of an invitation."},
    {Reason::unknown_attribute, "unknown_attribute", RefusalKind::malformed, "There is no such attribute."},
    {Reason::unknown_role, "unknown_role", RefusalKind::malformed, "There is no such role."},
    {Reason::not_permitted, "not_permitted", RefusalKind::forbidden, "Your role does not permit this."},
    {Reason::link_required, "link_required", RefusalKind::forbidden,
     "Only the invited person can do this, with the link from the invitation."},
    {Reason::host_only, "host_only", RefusalKind::forbidden, "Only the application itself can do this."},
    {Reason::oneself, "oneself", RefusalKind::forbidden, "You cannot do this to yourself."},
    {Reason::last_holder, "last_holder", RefusalKind::conflict,
     "This is the last active user with this role. Give the role to another active user first."},
    {Reason::role_above_own, "role_above_own", RefusalKind::forbidden, "This involves a role above your own."},
    {Reason::user_not_found, "user_not_found", RefusalKind::not_found, "There is no such user."},
    {Reason::address_taken, "address_taken", RefusalKind::conflict, "A user with this email address already exists."},
    {Reason::still_valid, "still_valid", RefusalKind::conflict,
     "The invitation has not been accepted yet and is still valid."},
    {Reason::invitation_expired, "invitation_expired", RefusalKind::conflict, "The invitation has expired."},
    {Reason::not_accepted_yet, "not_accepted_yet", RefusalKind::conflict, "The invitation has not been accepted yet."},
    {Reason::already_active, "already_active", RefusalKind::conflict, "The user is already active."},
    {Reason::user_deactivated, "user_deactivated", RefusalKind::conflict, "The user is deactivated."},
    {Reason::not_offered, "not_offered", RefusalKind::conflict, "This is not available here."},
    {Reason::too_soon, "too_soon", RefusalKind::too_soon, "An email was sent to this address a moment ago."},
    {Reason::too_many_pending, "too_many_pending", RefusalKind::conflict,
     "Too many invitations are pending. Cancel those that are no longer needed."},
    {Reason::signing_key_retired, "signing_key_retired", RefusalKind::conflict,
     "The key that this link was made with has been retired."},
    {Reason::identity_required, "identity_required", RefusalKind::forbidden,
     "Without an invitation link, a verified email address is required."},
    {Reason::identity_mismatch, "identity_mismatch", RefusalKind::forbidden,
     "This invitation is for another email address."},
    {Reason::domain_not_allowed, "domain_not_allowed", RefusalKind::forbidden,
     "Email addresses at this domain cannot be invited here."},
    {Reason::link_invalid, "link_invalid", RefusalKind::not_found, "This link is not valid."},
    {Reason::link_expired, "link_expired", RefusalKind::gone, "This invitation has expired."},
    {Reason::link_superseded, "link_superseded", RefusalKind::gone,
     "A newer invitation has been sent, so this link no longer works."},
    {Reason::link_used, "link_used", RefusalKind::gone, "This invitation has already been accepted."},
    {Reason::link_cancelled, "link_cancelled", RefusalKind::gone, "This invitation has been cancelled."},
    {Reason::link_declined, "link_declined", RefusalKind::gone, "This invitation has been declined."},
    {Reason::link_removed, "link_removed", RefusalKind::gone, "This invitation is no longer open."},
    {Reason::link_deactivated, "link_deactivated", RefusalKind::gone,
     "Your access to this account has been deactivated."},
    {Reason::key_reused, "key_reused", RefusalKind::conflict,
     "This idempotency key has already been used for another request."},
    {Reason::changed_meanwhile, "changed_meanwhile", RefusalKind::conflict,
     "Somebody else has changed this user. Check the changes before you try again."},
};

static_assert(words_are_sound<Reason>());

/// Returns the kind of a refusal for this reason.
constexpr RefusalKind kind(Reason reason) {
    for (const ReasonWord& word : words_of<Reason>) {
        if (word.value == reason) return word.kind;
    }
    return RefusalKind::conflict;
}

/// Returns the English sentence for a reason, for the person who asked.
constexpr std::string_view message(Reason reason) { return in_english(reason); }

}  // namespace beckon
