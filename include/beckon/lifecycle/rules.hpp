// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/domain_rules.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/link_state.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/table.hpp"
#include "beckon/lifecycle/terms_rules.hpp"
#include "beckon/lifecycle/user.hpp"

/// What the guards of the table mean, and the order in which the rules are checked. `decide` asks with a command, and
/// `available_actions` without. Without one, a rule that depends on the command's own values passes, because some
/// command would pass it.
namespace beckon::lifecycle {

/// One question to the rules.
struct Question {
    const User* user;         // null: there is no such user
    const Command* command;   // null: the question is about the action in general
    const table::Cell& cell;  // of the action, in the user's place
    const Actor& actor;
    const Facts& facts;
    const Policy& policy;
    Instant now;
};

/// Returns the remedy that sends a pending invitee another email.
inline Remedy remedy_while(Status status, const Policy& policy) {
    if (status == Status::invite_sent && policy.resend_while_valid != ResendWhileValid::no) return Remedy::resend;
    if (status == Status::invite_expired && policy.resend_after_expiry) return Remedy::resend;
    if (status == Status::invite_expired && policy.offers_send_new) return Remedy::send_new_invitation;
    return Remedy::cancel_and_invite_again;
}

/// Returns the remedy of a cell, with `resend` replaced by the policy's own way to email an invitation again.
inline Remedy remedy_of(const table::Cell& cell, const Policy& policy) {
    const auto status = status_of(cell.place);
    return status && cell.remedy == Remedy::resend ? remedy_while(*status, policy) : cell.remedy;
}

/// Returns the refusal of a cell: the answer if the cell refuses the action, or if a guard about the user at hand
/// fails.
inline Refusal refusal_of(const table::Cell& cell, const Policy& policy) {
    return {.reason = cell.reason, .remedy = remedy_of(cell, policy)};
}

inline Refusal refusal_of(const table::ActionRow& row) { return {.reason = row.reason, .remedy = row.remedy}; }

/// Returns the address that the command names, or null.
inline const EmailAddress* address_in(const Command& command) {
    if (const auto* invite = std::get_if<Invite>(&command)) return &invite->email;
    if (const auto* adopt = std::get_if<Adopt>(&command)) return &adopt->email;
    if (const auto* correct = std::get_if<CorrectEmail>(&command)) return &correct->email;
    return nullptr;
}

/// Returns the terms of the command. Empty ones if there is no command, or one that does not send.
inline const Terms& terms_of(const Question& q) {
    static const Terms none{};
    const Terms* terms = q.command != nullptr ? beckon::terms_of(*q.command) : nullptr;
    return terms != nullptr ? *terms : none;
}

/// Returns the time from sending to expiry.
inline Duration validity_of(const Question& q) { return terms_of(q).validity.value_or(q.policy.validity); }

/// Returns whether the email would go to the address that the user already has. Without a command: whether it must,
/// because another address would be refused.
inline bool keeps_address(const Question& q) {
    if (q.cell.action != Action::correct_email) return q.user != nullptr;
    if (q.command == nullptr) return q.facts.address_holder.has_value();
    return address_in(*q.command)->same_mailbox(q.user->email);
}

inline std::optional<Refusal> refuse_address(const Question& q) {
    if (!q.facts.address_holder || keeps_address(q)) return std::nullopt;
    if (q.cell.action == Action::correct_email) {
        return Refusal{.reason = Reason::address_taken, .remedy = Remedy::use_another_address, .field = Field::email};
    }
    Refusal taken = refusal_of(table::cell_of(q.cell.action, table::place_of(*q.facts.address_holder)), q.policy);
    taken.field = Field::email;
    return taken;
}

/// Returns until when the cooldown protects an address that was last emailed at `mailed_at`; none if it may be emailed
/// now. A time that lies further ahead than a cooldown comes from a clock that has been set back since, and holds
/// nobody up.
inline std::optional<Instant> cooldown_ends_at(const std::optional<Instant>& mailed_at, const Question& q) {
    if (!mailed_at) return std::nullopt;
    const Duration elapsed = q.now - *mailed_at;
    if (elapsed >= q.policy.cooldown || elapsed < -q.policy.cooldown) return std::nullopt;
    return *mailed_at + q.policy.cooldown;
}

inline std::optional<Refusal> refuse_haste(const Question& q) {
    if (terms_of(q).by_hand) return std::nullopt;
    const auto own = cooldown_ends_at(q.facts.user_mailed_at, q);
    const auto named = cooldown_ends_at(q.facts.address_mailed_at, q);
    // Without a command, an address to correct may be the user's own or another: the one that may be emailed first
    // counts.
    const bool correction = q.command == nullptr && q.cell.action == Action::correct_email;
    const bool own_alone = correction ? q.facts.address_holder.has_value() : keeps_address(q);
    const auto until = own_alone ? own : correction ? std::min(own, named) : named;
    if (!until) return std::nullopt;
    return Refusal{.reason = Reason::too_soon, .remedy = Remedy::wait, .retry_at = until};
}

/// Whether `now` is too close to the end of the calendar for what the rules add to it.
inline bool ends_too_soon(const Question& q) {
    return q.now > Instant(boost::posix_time::max_date_time) - validity_of(q) - q.policy.cooldown * 2;
}

/// Refuses malformed terms. An actor who is not the host is bound as members are.
inline std::optional<Refusal> refuse_terms(const Question& q) {
    if (std::holds_alternative<Host>(q.actor)) {
        return beckon::refuse_terms(terms_of(q), boost::posix_time::microseconds(1),
                                    std::max(max_host_validity(), q.policy.validity));
    }
    return beckon::refuse_terms(terms_of(q), min_member_validity(q.policy),
                                q.policy.max_validity.value_or(q.policy.validity));
}

/// Refuses an acceptance if the identity that the host states is missing or not the invited address, and the policy or
/// the lack of a link makes it count.
inline std::optional<Refusal> refuse_identity(const Question& q) {
    if (q.command == nullptr) return std::nullopt;
    const auto& identity = std::get<Accept>(*q.command).identity;
    const bool proof_needed = std::holds_alternative<Host>(q.actor);
    if (proof_needed && !identity) return Refusal{.reason = Reason::identity_required, .field = Field::identity};
    const bool asked = identity && (proof_needed || q.policy.identity_must_match);
    if (!asked || identity->same_mailbox(q.user->email)) return std::nullopt;
    return Refusal{
        .reason = Reason::identity_mismatch, .remedy = Remedy::use_another_address, .field = Field::identity};
}

/// Accepting for a user who is already active. The holder of the accepted link is told that it has been used.
inline std::optional<Refusal> refuse_repetition(const Question& q) {
    if (q.policy.repeated_accept_succeeds) return std::nullopt;
    if (std::holds_alternative<LinkHolder>(q.actor)) return refusal_of(LinkState::used, q.policy);
    return refusal_of(q.cell, q.policy);
}

/// Returns whether the action would take the guarded role from an active holder.
inline bool takes_guarded_role(const Question& q) {
    if (!q.policy.guards_last || q.cell.place != table::Place::active) return false;
    if (!has_role(q.user->profile.roles, *q.policy.guards_last)) return false;
    if (q.cell.action != Action::edit) return true;
    if (q.command == nullptr) return false;
    const auto& roles = std::get<Edit>(*q.command).changes.roles;
    return roles && !has_role(*roles, *q.policy.guards_last);
}

/// Returns the roles that the action grants or takes away. For an invite or edit: those that the command adds or drops,
/// and none without a command. For an action on a user's access or invitation: all that the user holds, and none if
/// there is no such user.
inline std::vector<std::string> roles_at_stake(const Question& q) {
    if (q.cell.action == Action::invite) {
        return q.command != nullptr ? std::get<Invite>(*q.command).profile.roles : std::vector<std::string>{};
    }
    if (!status_of(q.cell.place)) return {};
    if (q.cell.action != Action::edit) return q.user->profile.roles;
    if (q.command == nullptr) return {};
    const auto& after = std::get<Edit>(*q.command).changes.roles;
    if (!after) return {};
    std::vector<std::string> touched;
    const auto add_missing = [&](const std::vector<std::string>& from, const std::vector<std::string>& in) {
        std::copy_if(from.begin(), from.end(), std::back_inserter(touched),
                     [&](const std::string& role) { return !has_role(in, role); });
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
    const bool names_roles = q.cell.action == Action::invite || q.cell.action == Action::edit;
    return Refusal{.reason = Reason::role_above_own,
                   .remedy = Remedy::ask_administrator,
                   .field = names_roles ? Field::roles : Field::none};
}

inline Refusal last_holder_refusal() { return {.reason = Reason::last_holder, .remedy = Remedy::ask_administrator}; }

inline Refusal pending_cap_refusal() { return {.reason = Reason::too_many_pending}; }

/// Returns the refusal of a guard, or none if it lets the action pass.
inline std::optional<Refusal> refuse(Guard guard, const Question& q) {
    const auto unless = [](bool holds, Refusal refusal) {
        return holds ? std::nullopt : std::optional<Refusal>(refusal);
    };
    switch (guard) {
        case Guard::none: return std::nullopt;
        case Guard::not_oneself: {
            const auto* member = std::get_if<Member>(&q.actor);
            return unless(member == nullptr || !status_of(q.cell.place) || member->id != q.user->id,
                          {.reason = Reason::oneself, .remedy = Remedy::ask_administrator});
        }
        case Guard::within_role_ceiling: return refuse_role_above(q);
        case Guard::resend_while_valid:
            // A policy that never resends does not offer the action, so waiting helps here.
            return unless(q.policy.resend_while_valid != ResendWhileValid::no,
                          {.reason = q.cell.reason, .remedy = Remedy::wait, .retry_at = expiry_of(*q.user)});
        case Guard::resend_after_expiry: return unless(q.policy.resend_after_expiry, refusal_of(q.cell, q.policy));
        case Guard::signing_key_listed: return unless(q.facts.link_key_listed, refusal_of(q.cell, q.policy));
        case Guard::repeats_accepted_link: return refuse_repetition(q);
        case Guard::identity_matches: return refuse_identity(q);
        case Guard::address_free: return refuse_address(q);
        case Guard::below_pending_cap:
            return unless(!q.policy.max_pending || q.facts.pending < *q.policy.max_pending, pending_cap_refusal());
        case Guard::not_last_holder:
            return unless(!takes_guarded_role(q) || q.facts.active_holders > 1, last_holder_refusal());
        case Guard::cooldown_over: return refuse_haste(q);
    }
    return std::nullopt;
}

template <class Guards>
std::optional<Refusal> refuse_by(const Guards& guards, const Question& q) {
    for (const Guard guard : guards) {
        if (auto refusal = refuse(guard, q)) return refusal;
    }
    return std::nullopt;
}

/// Refuses a malformed time, or malformed values in the command.
inline std::optional<Refusal> refuse_input(const Question& q) {
    const Refusal invalid_time{.reason = Reason::invalid_time, .field = Field::now};
    if (q.now.is_special()) return invalid_time;
    if (auto refusal = refuse_terms(q)) return refusal;
    if (ends_too_soon(q)) return invalid_time;
    if (q.command == nullptr) return std::nullopt;
    const auto refuse_new = [&](const auto& command) {
        auto refusal = refuse_profile(command.profile, q.policy);
        return refusal ? refusal : refuse_reference(command.reference);
    };
    if (const auto* invite = std::get_if<Invite>(q.command)) return refuse_new(*invite);
    if (const auto* adopt = std::get_if<Adopt>(q.command)) return refuse_new(*adopt);
    if (const auto* edit = std::get_if<Edit>(q.command)) return refuse_profile(edit->changes, q.policy);
    return std::nullopt;
}

inline std::optional<Refusal> refuse_kind_of_actor(const Question& q) {
    const table::ActionRow& row = table::row_of(q.cell.action);
    const bool host = std::holds_alternative<Host>(q.actor);
    const bool holder = std::holds_alternative<LinkHolder>(q.actor);
    switch (row.asker) {
        case table::Asker::member: return holder ? std::optional(refusal_of(row)) : std::nullopt;
        case table::Asker::holder: return holder ? std::nullopt : std::optional(refusal_of(row));
        case table::Asker::holder_or_host: return holder || host ? std::nullopt : std::optional(refusal_of(row));
        case table::Asker::host: break;
    }
    return host ? std::nullopt : std::optional(refusal_of(row));
}

/// Returns the refusal of a member, with the roles that the policy permits the action to.
inline Refusal not_permitted(Action action, const Policy& policy) {
    Refusal refusal = refusal_of(table::row_of(action));
    const auto allowed = policy.permissions.find(action);
    if (allowed != policy.permissions.end()) refusal.names = allowed->second;
    return refusal;
}

inline std::optional<Refusal> refuse_permission(const Question& q) {
    const auto* member = std::get_if<Member>(&q.actor);
    if (member == nullptr) return std::nullopt;
    if (!q.policy.permits(q.cell.action, member->roles)) return not_permitted(q.cell.action, q.policy);
    if (!terms_of(q).by_hand || q.policy.permits(Action::copy_link, member->roles)) return std::nullopt;
    Refusal refusal = not_permitted(Action::copy_link, q.policy);
    refusal.field = Field::by_hand;
    return refusal;
}

/// Refuses acting on oneself, and above the role ceiling.
inline std::optional<Refusal> refuse_standing(const Question& q) {
    if (auto refusal = refuse_by(table::row_of(q.cell.action).guards, q)) return refusal;
    // The holder of a link can accept with it. Therefore the conditions for copying it also apply to sending it by
    // hand. They also apply to a shorter validity, which can bring the end of an invitation forward.
    const Terms& terms = terms_of(q);
    const bool shortens = terms.validity && *terms.validity < q.policy.validity;
    return terms.by_hand || shortens ? refuse_by(table::row_of(Action::copy_link).guards, q) : std::nullopt;
}

inline std::optional<Refusal> refuse_what_is_not_offered(const Question& q) {
    const table::ActionRow& row = table::row_of(q.cell.action);
    if (row.offered != nullptr && !row.offered(q.policy)) {
        return Refusal{.reason = Reason::not_offered, .remedy = remedy_of(q.cell, q.policy)};
    }
    const Terms& terms = terms_of(q);
    if (terms.by_hand && !q.policy.offers_by_hand)
        return Refusal{.reason = Reason::not_offered, .field = Field::by_hand};
    const bool writes = terms.note && !terms.note->empty();
    if (writes && !q.policy.offers_note) return Refusal{.reason = Reason::not_offered, .field = Field::note};
    return std::nullopt;
}

/// Refuses an address whose domain may not be invited. The host may adopt any address. It comes after the permission,
/// so that only somebody who may invite learns the policy's domains, and looks at no user.
inline std::optional<Refusal> refuse_domain(const Question& q) {
    if (q.command == nullptr || std::holds_alternative<Adopt>(*q.command)) return std::nullopt;
    const EmailAddress* email = address_in(*q.command);
    if (email == nullptr || allows_domain_of(q.policy, *email)) return std::nullopt;
    return Refusal{.reason = Reason::domain_not_allowed,
                   .remedy = Remedy::use_another_address,
                   .field = Field::email,
                   .names = {std::string(email->domain())}};
}

/// Refuses if the actor's link does not work. A used link is left to the cell, because accepting again may succeed.
inline std::optional<Refusal> refuse_link(const Question& q) {
    const auto* holder = std::get_if<LinkHolder>(&q.actor);
    if (holder == nullptr) return std::nullopt;
    const LinkState state = link_state(q.user, holder->link, q.now);
    if (state == LinkState::used) return std::nullopt;
    return refusal_of(state, q.policy);
}

inline std::optional<Refusal> refuse_by_cell(const Question& q) {
    return q.cell.to ? std::nullopt : std::optional(refusal_of(q.cell, q.policy));
}

/// The guards of the cell: about the user at hand, then about others, then the cooldown.
inline std::optional<Refusal> refuse_by_guards(const Question& q) { return refuse_by(q.cell.guards, q); }

using Rule = std::optional<Refusal> (*)(const Question&);

/// The order of precedence: the rules in the order in which they are checked. The first that says no determines the
/// refusal, so that nobody learns anything about a user, an address or an account that they may not ask about.
inline constexpr std::array<Rule, 9> precedence{
    refuse_input,  refuse_kind_of_actor, refuse_permission, refuse_standing, refuse_what_is_not_offered,
    refuse_domain, refuse_link,          refuse_by_cell,    refuse_by_guards};

/// The refusal of an action. None if it is permitted; then the cell says where it leads.
inline std::optional<Refusal> refusal_of(const Question& q) {
    for (const Rule refuses : precedence) {
        if (auto refusal = refuses(q)) return refusal;
    }
    return std::nullopt;
}

}  // namespace beckon::lifecycle
