// SPDX-License-Identifier: MIT
#include "service/execution.hpp"

#include <iterator>
#include <utility>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "beckon/service/service.hpp"

namespace beckon::detail {

namespace {

// A command meets a conflict only when another one succeeded, so this many in a row is a store that is never at rest.
constexpr int most_attempts = 64;

/// Whether the refusal comes from what was read about others after the user, who may have changed in between: then it
/// names something that was never so at any one time.
bool rests_on_others(Reason reason) {
    return reason == Reason::last_holder || reason == Reason::address_taken || reason == Reason::too_soon ||
           reason == Reason::too_many_pending;
}

StoreError never_at_rest() {
    return {"command: it met another change of the same user every time it was tried", StoreError::Retry::may_help};
}

}  // namespace

Facts facts_for(const Draft& account, const ServiceConfig& config, const User* user, const Command* command,
                Instant now) {
    const Policy& policy = config.policy;
    Facts facts{.signing_key = config.keys.newest().id};
    if (user != nullptr) add_facts_about(*user, account, config, facts);

    const EmailAddress* address = command != nullptr ? address_in(*command) : nullptr;
    if (address != nullptr) {
        const auto holder = account.find(*address);
        const bool other = holder && (user == nullptr || holder->id != user->id);
        if (other) facts.address_holder = status_at(*holder, now);
    }
    if (address != nullptr && policy.cooldown > Duration{}) facts.address_mailed_at = account.last_mail_at(*address);
    if (policy.max_pending || policy.guards_last) {
        const AccountFacts counted = account.facts(policy.guards_last);
        facts.pending = counted.pending;
        facts.active_holders = counted.active_holders;
    }
    return facts;
}

void add_facts_about(const User& user, const Draft& account, const ServiceConfig& config, Facts& facts) {
    if (user.link) facts.link_key_listed = config.keys.find(user.link->key_id) != nullptr;
    if (config.policy.cooldown > Duration{}) facts.user_mailed_at = account.last_mail_at(user.email);
}

Result<Done> Execution::run(const Plan& plan, const std::optional<KeyUse>& key) const {
    const Draft account(store_, account_);
    for (int i = 0; i < most_attempts; ++i) {
        Attempt tried = attempt(account, plan);
        // Asked after everything that was decided on was read: where this very command was carried out meanwhile, and
        // is why it would be refused now, its key is found.
        if (key && !tried.at.is_special()) {
            if (const auto kept = store_.recall(account_, key->key, tried.at)) {
                if (kept->digest == key->digest) return replay(*kept);
                return Refusal{.reason = Reason::key_reused, .field = "idempotency_key"};
            }
        }
        if (tried.commits.empty()) return std::move(tried.answer);
        if (key) {
            Commit& last = tried.commits.back();
            last.key = KeptKey{std::string(key->key), key->digest, last.after.id, last.after.revision,
                               tried.at + config_.key_retention};
        }
        const CommitResult result = store_.commit_all(tried.commits);
        switch (result.outcome) {
            case CommitResult::Outcome::committed: return std::move(tried.answer);
            case CommitResult::Outcome::precondition_failed:
                return tried.commits.at(result.commit).only_if.at(result.precondition).refusal;
            case CommitResult::Outcome::revision_conflict:
            case CommitResult::Outcome::address_taken:
            case CommitResult::Outcome::key_taken: break;  // Decide again on what the other one left.
        }
    }
    throw never_at_rest();
}

std::vector<Result<Done>> Execution::run_all(std::size_t count, const PlanOfOne& plan) const {
    Draft draft(store_, account_);
    std::vector<Commit> commits;
    auto answers = try_all(draft, count, plan, &commits);
    if (commits.empty()) return answers;
    if (store_.commit_all(commits).outcome == CommitResult::Outcome::committed) return answers;
    for (std::size_t i = 0; i < count; ++i) {
        answers[i] = run([&](const Draft& account) { return plan(i, account); });
    }
    return answers;
}

std::vector<Result<Done>> Execution::try_all(Draft& draft, std::size_t count, const PlanOfOne& plan,
                                             std::vector<Commit>* commits) const {
    std::vector<Result<Done>> answers;
    answers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Attempt tried = attempt(draft, [&](const Draft& account) { return plan(i, account); });
        for (const Commit& commit : tried.commits) draft.add(commit);
        if (commits != nullptr) std::move(tried.commits.begin(), tried.commits.end(), std::back_inserter(*commits));
        answers.push_back(std::move(tried.answer));
    }
    return answers;
}

Execution::Attempt Execution::attempt(const Draft& account, const Plan& plan) const {
    for (int i = 0; i < most_attempts; ++i) {
        Attempt tried = attempt_once(account, plan, config_.clock());
        if (!is_stale(account, tried)) return tried;
    }
    throw never_at_rest();
}

Execution::Attempt Execution::attempt_once(const Draft& account, const Plan& plan, Instant now) const {
    if (now.is_special()) return {now, Refusal{.reason = Reason::invalid_time, .field = "now"}};
    auto planned = plan(account);
    if (!planned) return {now, planned.error()};
    Draft draft = account.on_top();
    std::optional<User> user = std::move(planned->user);
    const auto read = user ? std::optional<Read>({user->id, user->revision}) : std::nullopt;
    std::vector<Commit> commits;
    for (const Command& command : planned->commands) {
        const User* current = user ? &*user : nullptr;
        auto decision =
            decide(current, command, by_, facts_for(draft, config_, current, &command, now), config_.policy, now);
        if (!decision) return {now, decision.error(), {}, read};
        if (!decision->event) continue;
        User after = evolve(current, *decision->event);
        commits.push_back({.before = std::move(user),
                           .after = after,
                           .event = *std::move(decision->event),
                           .mail = std::move(decision->mail),
                           .only_if = std::move(decision->only_if)});
        draft.add(commits.back());
        user = std::move(after);
    }
    return {now, Done{*std::move(user), !commits.empty()}, std::move(commits)};
}

bool Execution::is_stale(const Draft& account, const Attempt& tried) {
    if (!tried.refused_on || !rests_on_others(tried.answer.error().reason)) return false;
    const auto user = account.load(tried.refused_on->user);
    return !user || user->revision != tried.refused_on->revision;
}

Result<Done> Execution::replay(const KeptKey& kept) const {
    std::optional<User> user;
    EventQuery query{.account = account_, .user = kept.user};
    for (bool more = true; more;) {
        const EventPage page = store_.events(query);
        for (const PlacedEvent& placed : page.events) {
            if (placed.event.revision > kept.revision) break;
            user = evolve(user ? &*user : nullptr, placed.event);
            query.after = placed.position;
        }
        more = page.more && (!user || user->revision < kept.revision);
    }
    if (!user || user->revision != kept.revision) {
        throw StoreError("idempotency key: the events that its answer is made of are not there",
                         StoreError::Retry::pointless);
    }
    return Done{*std::move(user), true};
}

}  // namespace beckon::detail
