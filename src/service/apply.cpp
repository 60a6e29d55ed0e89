// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/rules.hpp"
#include "beckon/link/token.hpp"
#include "beckon/service/service.hpp"
#include "service/draft.hpp"
#include "service/proposal.hpp"
#include "service/request_digest.hpp"

namespace beckon {

namespace {

using service::Draft;
using service::Proposal;

// A command meets a conflict only if another one succeeded, so after this many the store is never at rest.
constexpr int max_attempts = 64;

/// How many requests are committed together: enough that the store's price for a commit does not matter, few enough
/// that nobody waits long for it.
constexpr std::size_t max_batch = 500;

StoreError too_much_contention() {
    return {"request: it met another change of the same user every time it was tried", StoreError::Retry::may_help};
}

StoreError answer_is_lost() {
    return {"idempotency key: the events that its answer is made of are not there", StoreError::Retry::pointless};
}

Refusal key_reused() { return {.reason = Reason::key_reused, .field = Field::idempotency_key}; }

bool is_key(std::string_view key) {
    return key.size() <= 200 && std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

/// Why the request cannot be asked like this, whatever is stored.
std::optional<Refusal> refuse(const Request& request) {
    if (request.commands.empty()) return Refusal{.reason = Reason::empty, .field = Field::commands};
    if (request.revision && !std::holds_alternative<UserId>(request.subject)) {
        return Refusal{.reason = Reason::invalid_value, .field = Field::revision};
    }
    if (!is_key(request.idempotency_key))
        return Refusal{.reason = Reason::invalid_key, .field = Field::idempotency_key};
    return std::nullopt;
}

bool begins_a_user(const Request& request) {
    const Command& first = request.commands.front();
    return std::holds_alternative<Invite>(first) || std::holds_alternative<Adopt>(first);
}

/// The id of the user that the request creates.
UserId fresh_id(const Request& request, const ServiceConfig& config) {
    if (const auto* chosen = std::get_if<UserId>(&request.subject)) return *chosen;
    return begins_a_user(request) ? config.new_user_id() : UserId{};
}

/// Whether it asks to accept for a person who is known only by a verified address.
bool is_single_sign_on(const Request& request) {
    return std::holds_alternative<EmailAddress>(request.subject) && request.commands.size() == 1 &&
           std::holds_alternative<Accept>(request.commands.front());
}

/// Returns what was carried out under the request's key, or null if nothing was. A sign-on is for the user who has the
/// address now: if nobody has it, no earlier sign-on is repeated.
const RememberedRequest* remembered_in(const Request& request, const Seen& seen) {
    const bool is_nobody = is_single_sign_on(request) && !seen.user;
    return seen.remembered && !is_nobody ? &*seen.remembered : nullptr;
}

/// Returns whether the key was used for another request, or for another user who had the address before.
bool is_other_use(const RememberedRequest& kept, const Request& request, const Seen& seen, const Policy& policy) {
    return kept.digest != service::digest_of(request, policy) ||
           (is_single_sign_on(request) && kept.user != seen.user->id);
}

void remember(const Request& request, const ServiceConfig& config, Instant now, Proposal& proposal) {
    if (request.idempotency_key.empty() || proposal.commits.empty()) return;
    Commit& last = proposal.commits.back();
    last.key = RememberedRequest{request.idempotency_key, service::digest_of(request, config.policy).value(),
                                 last.after.id, last.after.revision, now + config.idempotency_window};
}

/// Whether the answer to the request contains its link: decided by the last of its commands that copies or sends one.
bool yields_link(const Request& request) {
    bool yields = false;
    for (const Command& command : request.commands) {
        if (const Terms* terms = terms_of(command)) yields = terms->by_hand;
        if (std::holds_alternative<CopyLink>(command)) yields = true;
    }
    return yields;
}

/// Puts the token into the answer to a request whose answer contains its link. If the request repeats an earlier one,
/// the link's key may have been retired since.
Result<Done> with_token(Result<Done> answer, const Request& request, const ServiceConfig& config, Instant now) {
    if (!answer || !yields_link(request)) return answer;
    const User& user = answer->user;
    auto token = make_token(config.keys, {user.account, user.id, user.link.value()});
    if (!token) {
        const auto status = status_at(user, now);
        return Refusal{.reason = Reason::signing_key_retired,
                       .remedy = status ? lifecycle::remedy_while(*status, config.policy) : Remedy::none};
    }
    answer->token = *std::move(token);
    return answer;
}

/// As many as can be decided together: a key that occurs again must see what was done under it.
std::span<const Request> next_batch(std::span<const Request> requests) {
    std::set<std::string_view> keys;
    std::size_t size = 0;
    while (size < std::min(requests.size(), max_batch)) {
        const std::string& key = requests[size].idempotency_key;
        if (!key.empty() && !keys.insert(key).second) break;
        ++size;
    }
    return requests.first(size);
}

}  // namespace

Result<Done> Service::apply(const AccountId& account, const Request& request, Instant now) {
    return apply_by(account, request, [now] { return now; });
}

Result<Done> Service::apply_by(const AccountId& account, const Request& request, const Clock& clock) {
    if (const auto refusal = refuse(request)) return *refusal;
    const UserId fresh = fresh_id(request, *config_);
    bool missed_events = false;
    for (int i = 0; i < max_attempts; ++i) {
        const Instant now = clock();
        if (now.is_special()) return Refusal{.reason = Reason::invalid_time, .field = Field::now};
        const std::vector<Look> looks = service::looks_for(request, config_->policy, now);
        const std::vector<Seen> seen = store_->look_all(account, looks);
        if (const RememberedRequest* kept = remembered_in(request, seen.front())) {
            if (is_other_use(*kept, request, seen.front(), config_->policy)) return key_reused();
            if (auto again = answer_again(account, *kept)) return with_token(*std::move(again), request, *config_, now);
            if (missed_events) throw answer_is_lost();
            missed_events = true;  // They may have been purged meanwhile, and the key with them.
            continue;
        }
        Proposal proposal = service::propose(request, account, fresh, looks, seen, Draft(), *config_, now);
        if (proposal.commits.empty()) return std::move(proposal.answer);
        remember(request, *config_, now, proposal);
        const CommitResult result = store_->commit_all(proposal.commits);
        switch (result.outcome) {
            case CommitResult::Outcome::committed:
                return with_token(std::move(proposal.answer), request, *config_, now);
            case CommitResult::Outcome::precondition_failed:
                return proposal.commits.at(result.commit).only_if.at(result.precondition).refusal;
            case CommitResult::Outcome::revision_conflict:
            case CommitResult::Outcome::address_taken:
            case CommitResult::Outcome::key_taken: break;  // Decide again on the new state.
        }
    }
    throw too_much_contention();
}

std::vector<Result<Done>> Service::apply_all(const AccountId& account, std::span<const Request> requests, Instant now,
                                             const BatchOptions& options) {
    std::vector<Result<Done>> answers;
    answers.reserve(requests.size());
    if (now.is_special()) {
        answers.assign(requests.size(), Refusal{.reason = Reason::invalid_time, .field = Field::now});
        return answers;
    }
    Draft draft;  // over the batches of a dry run
    while (answers.size() < requests.size()) {
        const auto batch = next_batch(requests.subspan(answers.size()));
        std::vector<Commit> commits;
        auto tried = try_batch(account, batch, now, draft, commits);
        if (!options.dry_run) {
            draft = {};
            const bool is_done =
                commits.empty() || store_->commit_all(commits).outcome == CommitResult::Outcome::committed;
            for (std::size_t i = 0; i < batch.size(); ++i) {
                tried[i] =
                    is_done ? with_token(std::move(tried[i]), batch[i], *config_, now) : apply(account, batch[i], now);
            }
        }
        std::move(tried.begin(), tried.end(), std::back_inserter(answers));
    }
    return answers;
}

std::vector<Result<Done>> Service::try_batch(const AccountId& account, std::span<const Request> batch, Instant now,
                                             Draft& draft, std::vector<Commit>& commits) {
    std::vector<std::vector<Look>> looks;  // of each request; none for one that is malformed
    std::vector<Look> all_looks;
    for (const Request& request : batch) {
        looks.push_back(refuse(request) ? std::vector<Look>{} : service::looks_for(request, config_->policy, now));
        all_looks.insert(all_looks.end(), looks.back().begin(), looks.back().end());
    }
    const std::vector<Seen> all_seen = all_looks.empty() ? std::vector<Seen>{} : store_->look_all(account, all_looks);
    std::span<const Seen> rest = all_seen;

    std::vector<Result<Done>> answers;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const Request& request = batch[i];
        const auto seen = rest.first(looks[i].size());
        rest = rest.subspan(looks[i].size());
        if (const auto refusal = refuse(request)) {
            answers.emplace_back(*refusal);
            continue;
        }
        if (const RememberedRequest* kept = remembered_in(request, seen.front())) {
            if (is_other_use(*kept, request, seen.front(), config_->policy)) {
                answers.emplace_back(key_reused());
                continue;
            }
            if (auto again = answer_again(account, *kept)) {
                answers.emplace_back(*std::move(again));
                continue;
            }
        }
        Proposal proposal =
            service::propose(request, account, fresh_id(request, *config_), looks[i], seen, draft, *config_, now);
        remember(request, *config_, now, proposal);
        for (const Commit& commit : proposal.commits) draft.add(commit);
        std::move(proposal.commits.begin(), proposal.commits.end(), std::back_inserter(commits));
        answers.push_back(std::move(proposal.answer));
    }
    return answers;
}

std::optional<Done> Service::answer_again(const AccountId& account, const RememberedRequest& kept) {
    std::optional<User> user;
    EventQuery query{.account = account, .user = kept.user};
    for (bool more = true; more;) {
        const EventPage page = store_->events(query);
        for (const PlacedEvent& placed : page.events) {
            if (placed.event.revision > kept.revision) break;
            user = evolve(user ? &*user : nullptr, placed.event);
            query.after = placed.position;
        }
        more = page.more && (!user || user->revision < kept.revision);
    }
    if (!user || user->revision != kept.revision) return std::nullopt;
    return Done{*std::move(user), true};
}

}  // namespace beckon
