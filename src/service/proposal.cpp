// SPDX-License-Identifier: MIT
#include "service/proposal.hpp"

#include <optional>
#include <utility>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"

namespace beckon::service {

namespace {

Look look_for(const Subject& subject, const Command& command, const Policy& policy, Instant now) {
    const Action action = action_of(command);
    const EmailAddress* address = lifecycle::address_in(command);
    const bool asks_cooldown = policy.cooldown > Duration{} && may_meet(action, Guard::cooldown_over);
    const bool asks_pending = policy.max_pending && may_meet(action, Guard::below_pending_cap);
    const bool asks_holders = policy.guards_last && may_meet(action, Guard::not_last_holder);
    Look look{.user = subject, .user_mailed_at = asks_cooldown, .pending = asks_pending, .now = now};
    if (asks_holders) look.role = policy.guards_last;
    if (address == nullptr) return look;
    look.address = *address;
    look.address_mailed_at = asks_cooldown;
    return look;
}

bool is_stale(const Request& request, const std::optional<User>& user) {
    return request.revision && (!user || user->revision != *request.revision);
}

}  // namespace

std::vector<Look> looks_for(const Request& request, const Policy& policy, Instant now) {
    std::vector<Look> looks;
    for (const Command& command : request.commands) looks.push_back(look_for(request.subject, command, policy, now));
    looks.front().idempotency_key = request.idempotency_key;
    return looks;
}

Look look_for_all_actions(const UserId& user, const Policy& policy, Instant now) {
    return {.user = user,
            .user_mailed_at = policy.cooldown > Duration{},
            .pending = policy.max_pending.has_value(),
            .role = policy.guards_last,
            .now = now};
}

Facts facts_of(const Seen& seen, const ServiceConfig& config, Instant now) {
    Facts facts{.address_mailed_at = seen.address_mailed_at,
                .user_mailed_at = seen.user_mailed_at,
                .pending = seen.counters.pending,
                .active_holders = seen.counters.active_holders,
                .signing_key = config.keys.newest().id};
    const bool is_held = seen.holder && (!seen.user || seen.holder->id != seen.user->id);
    if (is_held) facts.address_holder = status_at(*seen.holder, now);
    if (seen.user && seen.user->link) facts.link_key_listed = config.keys.find(seen.user->link->key_id) != nullptr;
    return facts;
}

Proposal propose(const Request& request, const AccountId& account, const UserId& fresh, std::span<const Look> looks,
                 std::span<const Seen> seen, const Draft& draft, const ServiceConfig& config, Instant now) {
    Draft own;  // the sum of the commands so far
    std::optional<User> user;
    std::vector<Commit> commits;
    for (std::size_t i = 0; i < request.commands.size(); ++i) {
        Seen current = draft.over(looks[i], seen[i]);
        if (i > 0) {
            Look about_others = looks[i];
            about_others.user = {};
            current.user = std::move(user);  // However they were found, their address may be another now.
            current = own.over(about_others, std::move(current));
        }
        Facts facts = facts_of(current, config, now);
        facts.newcomer = Newcomer{account, fresh};
        user = std::move(current.user);
        auto decision = decide(user ? &*user : nullptr, request.commands[i], request.by, facts, config.policy, now);
        if (!decision) return {decision.error()};
        if (i == 0 && is_stale(request, user)) return {Refusal{.reason = Reason::changed_meanwhile}};
        if (!decision->event) continue;
        User after = evolve(user ? &*user : nullptr, *decision->event);
        commits.push_back({.before = std::move(user),
                           .after = after,
                           .event = *std::move(decision->event),
                           .mail = std::move(decision->mail),
                           .only_if = std::move(decision->only_if)});
        if (request.commands.size() > 1) own.add(commits.back());
        user = std::move(after);
    }
    const bool changed = !commits.empty();
    return {Done{*std::move(user), changed}, std::move(commits)};
}

}  // namespace beckon::service
