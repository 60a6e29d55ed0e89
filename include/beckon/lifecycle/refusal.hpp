// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/error.hpp"
#include "beckon/lifecycle/time.hpp"

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
    unknown_attribute = 20,
    unknown_role = 21,

    // The actor may not.
    not_permitted = 24,
    link_required = 25,
    host_only = 26,
    oneself = 27,
    last_holder = 28,
    role_above_own = 29,

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

/// An answer that says no: why, and what to do instead. Nothing has changed. The same request helps only from
/// `retry_at` on, or once something else has changed.
struct Refusal {
    Reason reason{};
    Remedy remedy = Remedy::none;
    std::optional<Instant> retry_at{};  ///< When waiting helps: the first instant at which it does.
    std::string_view field{};           ///< The input at fault, a string literal such as "email"; empty if none is.
    std::optional<Reason> actual{};     ///< What really happened, where the policy tells invitees something else.
    std::vector<std::string>
        names{};  ///< The attribute at fault, if `field` is "attributes"; the policy's roles, for `unknown_role`.

    /// What a form calls the input at fault: the attribute by its own name, any other by its field.
    std::string_view input() const { return field == "attributes" && !names.empty() ? names.front() : field; }

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// A value, or the refusal of it. `value()` on a refusal throws `RefusedError`.
template <class T>
using Result = boost::system::result<T, Refusal>;

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
        case Reason::unknown_attribute: return "unknown_attribute";
        case Reason::unknown_role: return "unknown_role";
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
        case Reason::invalid_message_id:
        case Reason::unknown_attribute:
        case Reason::unknown_role: return RefusalKind::malformed;

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

/// Thrown by `Result::value()` when the result is a refusal that the caller did not look at.
class RefusedError : public Error {
public:
    explicit RefusedError(const Refusal& refusal)
        : Error("refused: " + std::string(code(refusal.reason))), refusal_(refusal) {}

    const Refusal& refusal() const noexcept { return refusal_; }

private:
    Refusal refusal_;
};

/// How `boost::system::result` throws a refusal (found by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location& where) {
    static_cast<void>(where);
    throw RefusedError(refusal);
}

}  // namespace beckon
