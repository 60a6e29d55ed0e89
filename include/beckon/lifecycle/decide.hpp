// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/mail_intent.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/rules.hpp"
#include "beckon/lifecycle/text.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// What is to happen. The host must commit all of it atomically, or none of it.
struct Decision {
    std::optional<Event> event{};         ///< None: the command succeeds and changes nothing.
    std::optional<MailIntent> mail{};     ///< The email to send, or the link to pass on by hand, if any.
    std::vector<Precondition> only_if{};  ///< What must still hold when the commit happens.
};

namespace lifecycle {

inline Author author_of(const Question& q, const UserId& subject) {
    if (const auto* member = std::get_if<Member>(&q.actor)) return {ActorKind::member, member->id};
    if (std::holds_alternative<LinkHolder>(q.actor)) return {ActorKind::invitee, subject};
    return {ActorKind::host, std::nullopt};
}

inline Link fresh_link(const Question& q) {
    const std::uint32_t last = q.user != nullptr && q.user->link ? q.user->link->generation : 0;
    return {last + 1, q.facts.signing_key};
}

inline Link link_of_resend(const Question& q) {
    const bool keep = q.cell.place == table::Place::invite_sent &&
                      q.policy.resend_while_valid == ResendWhileValid::keep && q.facts.link_key_listed;
    return keep ? *q.user->link : fresh_link(q);
}

/// Drops from `changes` every value that the profile already has.
inline ProfileChange real_changes(ProfileChange changes, const Profile& profile) {
    const auto drop_same = [](auto& change, const auto& now) {
        if (change && *change == now) change.reset();
    };
    drop_same(changes.name, profile.name);
    drop_same(changes.locale, profile.locale);
    drop_same(changes.roles, profile.roles);
    std::erase_if(changes.attributes,
                  [&](const auto& change) { return change.second == labels_of(profile, change.first); });
    return changes;
}

/// Returns the profile as it is stored.
inline Profile kept(Profile profile) {
    drop_empty(profile.attributes);
    return profile;
}

/// The change that a permitted command makes, or none if nothing would change.
struct ChangeOf {
    const Question& q;

    std::optional<Change> operator()(const Invite& c) const {
        return events::Invited{c.email,     kept(c.profile), fresh_link(q),  expires_at(),
                               c.reference, note(c),         c.terms.by_hand};
    }
    std::optional<Change> operator()(const Adopt& c) const {
        return events::Adopted{c.email, kept(c.profile), c.reference};
    }
    std::optional<Change> operator()(const Resend& c) const {
        return events::Resent{link_of_resend(q), expires_at(), note(c), c.terms.by_hand};
    }
    std::optional<Change> operator()(const SendNew& c) const {
        return events::NewlySent{fresh_link(q), expires_at(), note(c), c.terms.by_hand};
    }
    std::optional<Change> operator()(const CopyLink&) const { return events::LinkCopied{}; }
    std::optional<Change> operator()(const BeginSetup&) const {
        if (std::get<Invited>(q.user->state).opened_at) return std::nullopt;
        return events::SetupBegun{};
    }
    std::optional<Change> operator()(const Accept&) const {
        if (q.cell.place == table::Place::active) return std::nullopt;
        return events::Accepted{};
    }
    std::optional<Change> operator()(const Decline&) const { return events::Declined{}; }
    std::optional<Change> operator()(const CorrectEmail& c) const {
        return events::EmailCorrected{c.email, fresh_link(q), expires_at(), note(c), c.terms.by_hand};
    }
    std::optional<Change> operator()(const Cancel&) const { return events::Cancelled{}; }
    std::optional<Change> operator()(const Deactivate&) const { return events::Deactivated{}; }
    std::optional<Change> operator()(const Activate&) const { return events::Activated{}; }
    std::optional<Change> operator()(const Remove&) const { return events::Removed{}; }
    std::optional<Change> operator()(const Edit& c) const {
        auto changes = real_changes(c.changes, q.user->profile);
        if (changes == ProfileChange{}) return std::nullopt;
        return events::Edited{std::move(changes)};
    }

    Instant expires_at() const { return q.now + validity_of(q); }

    template <class Sending>
    static std::optional<std::string> note(const Sending& command) {
        if (!command.terms.note) return std::nullopt;
        return with_line_feeds(*command.terms.note);
    }
};

/// Returns the address and generation that a change sends, by email or by hand, or none if it sends nothing.
inline std::optional<MailIntent> mail_of(const Event& event, const User* before) {
    const auto intent = [&](const EmailAddress& to, const auto& sent) {
        return MailIntent{event.account, event.user, event.revision, sent.link.generation, to, event.at, sent.by_hand};
    };
    if (const auto* invited = std::get_if<events::Invited>(&event.change)) return intent(invited->email, *invited);
    if (const auto* resent = std::get_if<events::Resent>(&event.change)) return intent(before->email, *resent);
    if (const auto* sent = std::get_if<events::NewlySent>(&event.change)) return intent(before->email, *sent);
    if (const auto* fixed = std::get_if<events::EmailCorrected>(&event.change)) return intent(fixed->email, *fixed);
    return std::nullopt;
}

inline std::vector<Precondition> preconditions(const Question& q) {
    std::vector<Precondition> only_if;
    if (table::contains(q.cell.guards, Guard::below_pending_cap) && q.policy.max_pending) {
        only_if.push_back({.rule = Precondition::Rule::pending_below,
                           .limit = *q.policy.max_pending,
                           .refusal = pending_cap_refusal()});
    }
    if (table::contains(q.cell.guards, Guard::not_last_holder) && takes_guarded_role(q)) {
        only_if.push_back({.rule = Precondition::Rule::another_active_holder,
                           .role = *q.policy.guards_last,
                           .refusal = last_holder_refusal()});
    }
    return only_if;
}

inline void trim(std::string& text) { text = std::string(trimmed(text)); }

inline void trim_all(Attributes& attributes) {
    for (auto& [name, labels] : attributes) {
        for (std::string& label : labels) trim(label);
    }
}

inline std::vector<std::string> tidy_roles(std::vector<std::string> roles, const Policy& policy) {
    for (std::string& role : roles) trim(role);
    return policy.spelled(std::move(roles));
}

/// `command` is an Invite or an Adopt.
template <class Command>
void tidy_new(Command& command, const Policy& policy) {
    trim(command.profile.name);
    trim(command.profile.locale);
    command.profile.roles = tidy_roles(std::move(command.profile.roles), policy);
    trim_all(command.profile.attributes);
    trim(command.reference);
}

}  // namespace lifecycle

/// Returns the command as `decide` stores it: texts without the white space around them, and every role that the policy
/// names in the policy's spelling. For code that compares commands.
inline Command in_spelling_of(const Policy& policy, Command command) {
    if (auto* invite = std::get_if<Invite>(&command)) lifecycle::tidy_new(*invite, policy);
    if (auto* adopt = std::get_if<Adopt>(&command)) lifecycle::tidy_new(*adopt, policy);
    if (auto* edit = std::get_if<Edit>(&command)) {
        ProfileChange& changes = edit->changes;
        if (changes.name) lifecycle::trim(*changes.name);
        if (changes.locale) lifecycle::trim(*changes.locale);
        if (changes.roles) changes.roles = lifecycle::tidy_roles(*changes.roles, policy);
        lifecycle::trim_all(changes.attributes);
    }
    return command;
}

/// Decides on a command. Returns what is to happen, or the refusal. It knows every rule and touches nothing.
///
/// `current` is the stored user, which may be a tombstone, or null if there is none. If it is null, Invite and Adopt
/// create `facts.newcomer`, which must be set for them. `facts` must be true at `now`. `now` may be any usable instant,
/// earlier or later than any other. Refuses with `invalid_time` if `now` is a special value, or is so close to the end
/// of the calendar (the year 9999) that the expiry or the cooldown would lie beyond it. Threads: pure.
[[nodiscard]] inline Result<Decision> decide(const User* current, const Command& command, const Actor& actor,
                                             const Facts& facts, const Policy& policy, Instant now) {
    const table::Cell& cell = table::cell_of(action_of(command), table::place_of(current, now));
    const Command spelled = in_spelling_of(policy, command);
    const lifecycle::Question q{.user = current,
                                .command = &spelled,
                                .cell = cell,
                                .actor = actor,
                                .facts = facts,
                                .policy = policy,
                                .now = now};
    if (auto refusal = lifecycle::refusal_of(q)) return *refusal;

    auto change = std::visit(lifecycle::ChangeOf{q}, spelled);
    if (!change) return Decision{};
    const AccountId& account = current != nullptr ? current->account : facts.newcomer.value().account;
    const UserId id = current != nullptr ? current->id : facts.newcomer.value().id;
    Event event{.account = account,
                .user = id,
                .revision = current != nullptr ? current->revision + 1 : 1,
                .at = now,
                .by = lifecycle::author_of(q, id),
                .from = status_of(cell.place),
                .to = status_of(*cell.to),
                .change = std::move(*change)};
    auto mail = lifecycle::mail_of(event, current);
    return Decision{std::move(event), std::move(mail), lifecycle::preconditions(q)};
}

}  // namespace beckon
