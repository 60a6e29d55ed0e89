// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/transitions.hpp"
#include "beckon/lifecycle/user.hpp"

/// What the guards of the table mean. `decide` asks with a command, `available_actions` without: a guard that depends
/// on the command's own values then passes, for some command would pass it.
namespace beckon::detail {

/// One question to the rules.
struct Question {
    const User* user;        // null: there is none
    const Command* command;  // null: about the action in general
    Action action;
    const Actor& actor;
    const Facts& facts;
    const Policy& policy;
    Instant now;
    std::optional<Status> status;  // of the user; none for a tombstone too
};

/// The remedy that brings a pending invitee a mail again.
inline Remedy remedy_while(Status status, const Policy& policy) {
    switch (status) {
        case Status::invite_sent:
            if (policy.resend_while_valid != ResendWhileValid::no) return Remedy::resend;
            return Remedy::cancel_and_invite_again;
        case Status::invite_expired:
            if (policy.resend_after_expiry) return Remedy::resend;
            return policy.offers_send_new ? Remedy::send_new_invitation : Remedy::cancel_and_invite_again;
        case Status::active: return Remedy::reset_password;
        case Status::deactivated: break;
    }
    return Remedy::activate;
}

/// Why this kind of actor cannot do the action at all. The one place where permissions are asked.
inline std::optional<Refusal> refuse_actor(const Question& q) {
    const auto* member = std::get_if<Member>(&q.actor);
    const bool holds_link = std::holds_alternative<LinkHolder>(q.actor);
    const bool is_host = member == nullptr && !holds_link;
    switch (q.action) {
        case Action::adopt:
            if (!is_host) return Refusal{.reason = Reason::host_only, .remedy = Remedy::ask_administrator};
            return std::nullopt;
        case Action::accept:
            if (is_host || holds_link) return std::nullopt;
            return Refusal{.reason = Reason::link_required, .remedy = Remedy::open_latest_mail};
        case Action::open:
        case Action::decline:
            if (holds_link) return std::nullopt;
            return Refusal{.reason = Reason::link_required, .remedy = Remedy::open_latest_mail};
        default: break;
    }
    if (is_host || (member != nullptr && q.policy.permits(q.action, member->roles))) return std::nullopt;
    return Refusal{.reason = Reason::not_permitted, .remedy = Remedy::ask_administrator};
}

/// Why the link in the actor's hands is worth nothing; none while it is valid, or for an actor without one.
inline std::optional<Refusal> refuse_link(const Question& q) {
    const auto* holder = std::get_if<LinkHolder>(&q.actor);
    if (holder == nullptr) return std::nullopt;
    return refusal_of(link_state(q.user, holder->link, q.now), q.policy);
}

/// The refusal of an action for which the table has no row: the status's own reason and remedy.
inline Refusal refusal_without_row(const Question& q) {
    if (auto refusal = refuse_link(q)) return *refusal;
    if (!q.status) return Refusal{.reason = Reason::user_not_found};
    const Remedy remedy = remedy_while(*q.status, q.policy);
    if (q.action == Action::invite || q.action == Action::adopt)
        return {.reason = Reason::address_taken, .remedy = remedy};
    switch (*q.status) {
        case Status::invite_sent:
        case Status::invite_expired:
            if (q.action == Action::activate) return {.reason = Reason::not_accepted_yet, .remedy = remedy};
            if (q.action == Action::deactivate) return {.reason = Reason::not_accepted_yet};
            if (q.action == Action::accept) {
                return {.reason = Reason::invitation_expired, .remedy = Remedy::ask_administrator};
            }
            if (*q.status == Status::invite_sent) return {.reason = Reason::still_valid, .remedy = remedy};
            return {.reason = Reason::invitation_expired, .remedy = remedy};
        case Status::active:
            if (q.action == Action::activate) return {.reason = Reason::already_active};
            return {.reason = Reason::already_active, .remedy = remedy};
        case Status::deactivated: break;
    }
    if (q.action == Action::accept) return {.reason = Reason::user_deactivated, .remedy = Remedy::ask_administrator};
    return {.reason = Reason::user_deactivated, .remedy = remedy};
}

/// The address that the command names, if it names one.
inline const EmailAddress* address_in(const Command& command) {
    if (const auto* invite = std::get_if<Invite>(&command)) return &invite->email;
    if (const auto* adopt = std::get_if<Adopt>(&command)) return &adopt->email;
    if (const auto* correct = std::get_if<CorrectEmail>(&command)) return &correct->email;
    return nullptr;
}

/// Whether the mail would go to the address that the user has already. Without a command: whether it must, for
/// another would be refused.
inline bool keeps_address(const Question& q) {
    if (q.action != Action::correct_email) return q.user != nullptr;
    if (q.command == nullptr) return q.facts.address_holder.has_value();
    return address_in(*q.command)->same_mailbox(q.user->email);
}

inline std::optional<Refusal> refuse_address(const Question& q) {
    if (!q.facts.address_holder || keeps_address(q)) return std::nullopt;
    const bool correction = q.action == Action::correct_email;
    return Refusal{.reason = Reason::address_taken,
                   .remedy = correction ? Remedy::use_another_address : remedy_while(*q.facts.address_holder, q.policy),
                   .field = "email"};
}

/// Until when an address that was mailed then is left alone; none where it may be mailed now. A mail that lies further
/// ahead than a cooldown was sent by a clock that has been set back since, and holds nobody up.
inline std::optional<Instant> left_alone_until(const std::optional<Instant>& mailed_at, const Question& q) {
    if (!mailed_at) return std::nullopt;
    const Duration elapsed = q.now - *mailed_at;
    if (elapsed >= q.policy.cooldown || elapsed < -q.policy.cooldown) return std::nullopt;
    return *mailed_at + q.policy.cooldown;
}

inline std::optional<Refusal> refuse_haste(const Question& q) {
    const auto own = left_alone_until(q.facts.user_mailed_at, q);
    const auto named = left_alone_until(q.facts.address_mailed_at, q);
    // Without a command, an address to correct may be the user's own or another: whichever may be mailed first.
    const bool correction = q.command == nullptr && q.action == Action::correct_email;
    const bool own_alone = correction ? q.facts.address_holder.has_value() : keeps_address(q);
    const auto until = own_alone ? own : correction ? std::min(own, named) : named;
    if (!until) return std::nullopt;
    return Refusal{.reason = Reason::too_soon, .remedy = Remedy::wait, .retry_at = until};
}

/// Whether the rules can reckon with this time: no special value, and far enough from the end of the calendar for what
/// they add to it.
inline bool is_usable(Instant now, const Policy& policy) {
    return !now.is_special() &&
           now <= Instant(boost::posix_time::max_date_time) - policy.validity - policy.cooldown * 2;
}

/// Whether the identity that the host states lets this acceptance pass.
inline std::optional<Refusal> refuse_identity(const Question& q) {
    if (q.command == nullptr) return std::nullopt;
    const auto& identity = std::get<Accept>(*q.command).identity;
    const bool proof_needed = std::holds_alternative<Host>(q.actor);
    if (proof_needed && !identity) return Refusal{.reason = Reason::identity_required, .field = "identity"};
    const bool asked = identity && (proof_needed || q.policy.identity_must_match);
    if (!asked || identity->same_mailbox(q.user->email)) return std::nullopt;
    return Refusal{.reason = Reason::identity_mismatch, .remedy = Remedy::use_another_address, .field = "identity"};
}

inline std::optional<Refusal> refuse_repetition(const Question& q) {
    if (const auto* holder = std::get_if<LinkHolder>(&q.actor)) {
        const LinkState state = link_state(q.user, holder->link, q.now);
        if (state == LinkState::used && q.policy.repeated_accept_succeeds) return std::nullopt;
        return refusal_of(state, q.policy);
    }
    if (q.policy.repeated_accept_succeeds) return std::nullopt;
    return Refusal{.reason = Reason::already_active, .remedy = Remedy::sign_in};
}

/// Whether the action would take the guarded role from an active holder.
inline bool takes_guarded_role(const Question& q) {
    if (!q.policy.guards_last || q.status != Status::active) return false;
    const auto holds = [&](const std::vector<std::string>& roles) {
        return std::find(roles.begin(), roles.end(), *q.policy.guards_last) != roles.end();
    };
    if (!holds(q.user->profile.roles)) return false;
    if (q.action != Action::edit) return true;
    if (q.command == nullptr) return false;
    const auto& roles = std::get<Edit>(*q.command).changes.roles;
    return roles && !holds(*roles);
}

/// The roles that the action grants or takes away: those that the command names or leaves out, or all that the user
/// holds where it is about their access or invitation. Without a command, an invite or edit may touch none.
inline std::vector<std::string> roles_at_stake(const Question& q) {
    if (q.action != Action::invite && q.action != Action::edit) return q.user->profile.roles;
    if (q.command == nullptr) return {};
    if (const auto* invite = std::get_if<Invite>(q.command)) return invite->profile.roles;
    const auto& after = std::get<Edit>(*q.command).changes.roles;
    if (!after) return {};
    std::vector<std::string> touched;
    const auto add_missing = [&](const std::vector<std::string>& from, const std::vector<std::string>& in) {
        std::copy_if(from.begin(), from.end(), std::back_inserter(touched),
                     [&](const std::string& role) { return std::find(in.begin(), in.end(), role) == in.end(); });
    };
    const auto& before = q.user->profile.roles;
    add_missing(*after, before);
    add_missing(before, *after);
    return touched;
}

inline std::optional<Refusal> refuse_role_above(const Question& q) {
    const auto* member = std::get_if<Member>(&q.actor);
    if (member == nullptr || q.policy.role_ranks.empty()) return std::nullopt;
    if (!q.policy.ranks_above(roles_at_stake(q), member->roles)) return std::nullopt;
    const bool names_roles = q.action == Action::invite || q.action == Action::edit;
    return Refusal{.reason = Reason::role_above_own,
                   .remedy = Remedy::ask_administrator,
                   .field = names_roles ? "roles" : std::string_view{}};
}

inline Refusal last_holder_refusal() { return {.reason = Reason::last_holder, .remedy = Remedy::ask_administrator}; }

inline Refusal pending_cap_refusal() { return {.reason = Reason::too_many_pending}; }

/// The refusal that a guard gives, or none where it lets the action pass.
inline std::optional<Refusal> refuse(Guard guard, const Question& q) {
    const auto unless = [](bool holds, Refusal refusal) {
        return holds ? std::nullopt : std::optional<Refusal>(refusal);
    };
    switch (guard) {
        case Guard::none: return std::nullopt;
        case Guard::address_free: return refuse_address(q);
        case Guard::below_pending_cap:
            return unless(!q.policy.max_pending || q.facts.pending < *q.policy.max_pending, pending_cap_refusal());
        case Guard::cooldown_over: return refuse_haste(q);
        case Guard::resend_while_valid:
            if (q.policy.resend_while_valid != ResendWhileValid::no) return std::nullopt;
            if (!q.policy.resend_after_expiry) {
                return Refusal{.reason = Reason::still_valid, .remedy = remedy_while(*q.status, q.policy)};
            }
            return Refusal{.reason = Reason::still_valid, .remedy = Remedy::wait, .retry_at = expiry_of(*q.user)};
        case Guard::resend_after_expiry:
            return unless(q.policy.resend_after_expiry, {.reason = Reason::invitation_expired,
                                                         .remedy = remedy_while(Status::invite_expired, q.policy)});
        case Guard::offers_send_new:
            return unless(q.policy.offers_send_new,
                          {.reason = Reason::not_offered, .remedy = remedy_while(*q.status, q.policy)});
        case Guard::offers_copy_link:
            return unless(q.policy.offers_copy_link,
                          {.reason = Reason::not_offered, .remedy = remedy_while(*q.status, q.policy)});
        case Guard::offers_decline: return unless(q.policy.offers_decline, {.reason = Reason::not_offered});
        case Guard::signing_key_listed:
            return unless(q.facts.link_key_listed,
                          {.reason = Reason::signing_key_retired, .remedy = remedy_while(*q.status, q.policy)});
        case Guard::link_current: return refuse_link(q);
        case Guard::acceptance_proved:
            return std::holds_alternative<Host>(q.actor) ? refuse_identity(q) : refuse_link(q);
        case Guard::identity_matches: return refuse_identity(q);
        case Guard::repeats_accepted_link: return refuse_repetition(q);
        case Guard::not_oneself: {
            const auto* member = std::get_if<Member>(&q.actor);
            return unless(member == nullptr || member->id != q.user->id,
                          {.reason = Reason::oneself, .remedy = Remedy::ask_administrator});
        }
        case Guard::within_role_ceiling: return refuse_role_above(q);
        case Guard::not_last_holder:
            return unless(!takes_guarded_role(q) || q.facts.active_holders > 1, last_holder_refusal());
    }
    return std::nullopt;
}

/// The row that answers the question with yes, or the refusal.
inline Result<const Transition*> permitted_transition(const Question& q) {
    if (auto refusal = refuse_actor(q)) return *refusal;
    const bool tombstone = q.user != nullptr && !q.status;
    const Transition* row = tombstone ? nullptr : find_transition(q.status, q.action);
    if (row == nullptr) return refusal_without_row(q);
    for (const Guard guard : row->guards) {
        if (auto refusal = refuse(guard, q)) return *refusal;
    }
    return row;
}

}  // namespace beckon::detail
