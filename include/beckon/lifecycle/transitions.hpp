// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/status.hpp"

namespace beckon {

/// A condition on a transition. Its meaning is a case in rules.hpp; a policy has its say through these alone.
enum class Guard : std::uint8_t {
    none,
    address_free,           ///< No live user of the account holds the address.
    below_pending_cap,      ///< The account has room for one more pending invitation.
    cooldown_over,          ///< The last mail to the address is long enough ago.
    resend_while_valid,     ///< The policy lets a valid invitation be sent again.
    resend_after_expiry,    ///< The policy lets an expired invitation be sent again.
    offers_send_new,        ///< The policy has "Send new invitation".
    offers_copy_link,       ///< The policy has "Copy invitation link".
    offers_decline,         ///< The policy lets the invitee decline.
    signing_key_listed,     ///< The key of the newest link is still in the key ring.
    link_current,           ///< The actor holds the newest link.
    acceptance_proved,      ///< The actor holds the newest link, or the host states the invited address as verified.
    identity_matches,       ///< An identity stated beside a link is the invited address, where the policy says so.
    repeats_accepted_link,  ///< The policy takes a second accept by the accepted link for a success.
    not_oneself,            ///< The actor is not the user.
    within_role_ceiling,    ///< No role at stake ranks above the actor's own, where the policy ranks roles.
    not_last_holder,        ///< Another active user holds the role that the policy guards.
};

/// The name of a guard in the generated documentation.
constexpr std::string_view code(Guard guard) {
    switch (guard) {
        case Guard::none: return {};
        case Guard::address_free: return "address_free";
        case Guard::below_pending_cap: return "below_pending_cap";
        case Guard::cooldown_over: return "cooldown_over";
        case Guard::resend_while_valid: return "resend_while_valid";
        case Guard::resend_after_expiry: return "resend_after_expiry";
        case Guard::offers_send_new: return "offers_send_new";
        case Guard::offers_copy_link: return "offers_copy_link";
        case Guard::offers_decline: return "offers_decline";
        case Guard::signing_key_listed: return "signing_key_listed";
        case Guard::link_current: return "link_current";
        case Guard::acceptance_proved: return "acceptance_proved";
        case Guard::identity_matches: return "identity_matches";
        case Guard::repeats_accepted_link: return "repeats_accepted_link";
        case Guard::not_oneself: return "not_oneself";
        case Guard::within_role_ceiling: return "within_role_ceiling";
        case Guard::not_last_holder: return "not_last_holder";
    }
    return {};
}

/// One thing that can happen. "Nobody" stands for no user at all in `from`, and for a user who is gone in `to`.
struct Transition {
    std::optional<Status> from;
    Action action{};
    std::optional<Status> to;
    std::array<Guard, 4> guards{};  ///< Asked in this order; the first that fails gives the refusal.
};

inline constexpr std::optional<Status> nobody = std::nullopt;

// clang-format off
/// Everything that can happen. What is not here is refused with the reason and the remedy of the status.
///
/// The decision, the available actions, the exhaustive tests and docs/lifecycle.md all read these rows.
inline constexpr std::array transitions{
    Transition{nobody,                 Action::invite,        Status::invite_sent,    {Guard::within_role_ceiling, Guard::address_free, Guard::below_pending_cap, Guard::cooldown_over}},
    Transition{nobody,                 Action::adopt,         Status::active,         {Guard::address_free}},

    Transition{Status::invite_sent,    Action::resend,        Status::invite_sent,    {Guard::resend_while_valid, Guard::cooldown_over}},
    Transition{Status::invite_sent,    Action::copy_link,     Status::invite_sent,    {Guard::within_role_ceiling, Guard::offers_copy_link, Guard::signing_key_listed}},
    Transition{Status::invite_sent,    Action::open,          Status::invite_sent,    {Guard::link_current}},
    Transition{Status::invite_sent,    Action::accept,        Status::active,         {Guard::acceptance_proved, Guard::identity_matches}},
    Transition{Status::invite_sent,    Action::decline,       nobody,                 {Guard::link_current, Guard::offers_decline}},
    Transition{Status::invite_sent,    Action::correct_email, Status::invite_sent,    {Guard::within_role_ceiling, Guard::address_free, Guard::cooldown_over}},
    Transition{Status::invite_sent,    Action::cancel,        nobody,                 {Guard::within_role_ceiling}},
    Transition{Status::invite_sent,    Action::remove,        nobody,                 {Guard::not_oneself, Guard::within_role_ceiling}},
    Transition{Status::invite_sent,    Action::edit,          Status::invite_sent,    {Guard::within_role_ceiling}},

    Transition{Status::invite_expired, Action::resend,        Status::invite_sent,    {Guard::resend_after_expiry, Guard::cooldown_over}},
    Transition{Status::invite_expired, Action::send_new,      Status::invite_sent,    {Guard::offers_send_new, Guard::cooldown_over}},
    Transition{Status::invite_expired, Action::correct_email, Status::invite_sent,    {Guard::within_role_ceiling, Guard::address_free, Guard::cooldown_over}},
    Transition{Status::invite_expired, Action::cancel,        nobody,                 {Guard::within_role_ceiling}},
    Transition{Status::invite_expired, Action::remove,        nobody,                 {Guard::not_oneself, Guard::within_role_ceiling}},
    Transition{Status::invite_expired, Action::edit,          Status::invite_expired, {Guard::within_role_ceiling}},

    Transition{Status::active,         Action::accept,        Status::active,         {Guard::repeats_accepted_link, Guard::identity_matches}},
    Transition{Status::active,         Action::deactivate,    Status::deactivated,    {Guard::not_oneself, Guard::within_role_ceiling, Guard::not_last_holder}},
    Transition{Status::active,         Action::remove,        nobody,                 {Guard::not_oneself, Guard::within_role_ceiling, Guard::not_last_holder}},
    Transition{Status::active,         Action::edit,          Status::active,         {Guard::within_role_ceiling, Guard::not_last_holder}},

    Transition{Status::deactivated,    Action::activate,      Status::active,         {Guard::within_role_ceiling}},
    Transition{Status::deactivated,    Action::remove,        nobody,                 {Guard::not_oneself, Guard::within_role_ceiling}},
    Transition{Status::deactivated,    Action::edit,          Status::deactivated,    {Guard::within_role_ceiling}},
};
// clang-format on

/// The row for an action in a status; null where there is none.
constexpr const Transition* find_transition(std::optional<Status> from, Action action) {
    for (const Transition& row : transitions) {
        if (row.from == from && row.action == action) return &row;
    }
    return nullptr;
}

namespace detail {

constexpr bool each_row_is_alone() {
    for (const Transition& row : transitions) {
        if (find_transition(row.from, row.action) != &row) return false;
    }
    return true;
}

template <class Predicate>
constexpr bool every_row(Predicate holds) {
    for (const Transition& row : transitions) {
        if (!holds(row)) return false;
    }
    return true;
}

constexpr bool has_guard(const Transition& row, Guard guard) {
    for (const Guard each : row.guards) {
        if (each == guard) return true;
    }
    return false;
}

constexpr bool is_invited(std::optional<Status> status) {
    return status == Status::invite_sent || status == Status::invite_expired;
}

/// Done by no member, or no more than mailing the invited person once more: it can change nobody's hold on a role.
constexpr bool leaves_roles_alone(Action action) {
    return action == Action::adopt || action == Action::resend || action == Action::send_new ||
           action == Action::open || action == Action::accept || action == Action::decline;
}

static_assert(each_row_is_alone(), "a status and an action have one row at most");
static_assert(every_row([](const Transition& row) { return row.from != nobody || row.to != nobody; }));
static_assert(every_row([](const Transition& row) {
                  return row.to != Status::invite_expired || row.action == Action::edit;
              }),
              "nothing but the clock makes an invitation expire");
static_assert(every_row([](const Transition& row) {
                  return !is_invited(row.to) || is_invited(row.from) || row.from == nobody;
              }),
              "who has accepted is never invited again (I2)");
static_assert(every_row([](const Transition& row) {
                  return row.to != Status::active || !is_invited(row.from) || row.action == Action::accept;
              }),
              "an invited person becomes active by accepting, and by nothing else (B4)");
static_assert(every_row([](const Transition& row) {
                  return row.action != Action::accept || row.from != Status::invite_expired;
              }),
              "an expired invitation cannot be accepted (I4)");
static_assert(every_row([](const Transition& row) {
                  return (row.action != Action::deactivate && row.action != Action::remove) ||
                         has_guard(row, Guard::not_oneself);
              }),
              "nobody deactivates or removes themselves (B10)");
static_assert(every_row([](const Transition& row) {
                  return leaves_roles_alone(row.action) || has_guard(row, Guard::within_role_ceiling);
              }),
              "no member grants or takes away a role above their own");

}  // namespace detail

}  // namespace beckon
