// SPDX-License-Identifier: MIT
#include "beckon/testing/faulty_store.hpp"

#include <numeric>
#include <string>
#include <utility>

#include "testing/planned_faults.hpp"

namespace beckon::testing {

std::string_view code(StoreCall call) {
    switch (call) {
        case StoreCall::look_all: return "look_all";
        case StoreCall::list: return "list";
        case StoreCall::count: return "count";
        case StoreCall::count_deliveries: return "count_deliveries";
        case StoreCall::events: return "events";
        case StoreCall::mail: return "mail";
        case StoreCall::mail_to: return "mail_to";
        case StoreCall::commit_all: return "commit_all";
        case StoreCall::claim_mail: return "claim_mail";
        case StoreCall::settle_mail: return "settle_mail";
        case StoreCall::bounce_mail: return "bounce_mail";
        case StoreCall::erase: return "erase";
        case StoreCall::purge: return "purge";
    }
    return {};
}

void FaultyStore::plan(StoreFault fault) {
    const std::lock_guard lock(mutex_);
    plan_fault(planned_, std::move(fault));
}

void FaultyStore::clear() {
    const std::lock_guard lock(mutex_);
    planned_.clear();
}

std::size_t FaultyStore::planned() const {
    const std::lock_guard lock(mutex_);
    return count_to_come(planned_);
}

std::size_t FaultyStore::calls() const {
    const std::lock_guard lock(mutex_);
    return std::accumulate(calls_.begin(), calls_.end(), std::size_t{0});
}

std::size_t FaultyStore::calls(StoreCall call) const {
    const std::lock_guard lock(mutex_);
    return calls_.at(static_cast<std::size_t>(call));
}

std::size_t FaultyStore::writes() const {
    std::size_t all = 0;
    for (const StoreCall call : all_store_calls) all += testing::writes(call) ? calls(call) : 0;
    return all;
}

std::optional<StoreFault> FaultyStore::fault_of(StoreCall call) {
    const std::lock_guard lock(mutex_);
    ++calls_.at(static_cast<std::size_t>(call));
    return take_fault(planned_, [&](const StoreFault& fault) { return fault.call.value_or(call) == call; });
}

template <class Work>
auto FaultyStore::through(StoreCall call, Work work) {
    using Kind = StoreFault::Kind;
    const std::optional<StoreFault> fault = fault_of(call);
    if (!fault) return work();
    std::optional<decltype(work())> answer;
    if (fault->kind == Kind::loses_answer || fault->kind == Kind::delays_answer) answer.emplace(work());
    if (fault->meanwhile) fault->meanwhile();
    const std::string what = "planned for " + std::string(code(call));
    switch (fault->kind) {
        case Kind::fails: throw StoreError("a failure " + what, StoreError::Retry::may_help);
        case Kind::loses_request:
        case Kind::loses_answer: throw UnknownOutcomeError("an unknown outcome " + what);
        case Kind::delays_call:
        case Kind::delays_answer: break;
    }
    return answer ? std::move(*answer) : work();
}

std::vector<Seen> FaultyStore::look_all(const AccountId& account, std::span<const Look> looks) {
    return through(StoreCall::look_all, [&] { return inner_->look_all(account, looks); });
}

CommitResult FaultyStore::commit_all(std::span<const Commit> commits) {
    return through(StoreCall::commit_all, [&] { return inner_->commit_all(commits); });
}

UserPage FaultyStore::list(const UserQuery& query) {
    return through(StoreCall::list, [&] { return inner_->list(query); });
}

StatusCounts FaultyStore::count(const AccountId& account, Instant now) {
    return through(StoreCall::count, [&] { return inner_->count(account, now); });
}

DeliveryCounts FaultyStore::count_deliveries(const AccountId& account) {
    return through(StoreCall::count_deliveries, [&] { return inner_->count_deliveries(account); });
}

EventPage FaultyStore::events(const EventQuery& query) {
    return through(StoreCall::events, [&] { return inner_->events(query); });
}

std::vector<MailRecord> FaultyStore::mail(const AccountId& account, const UserId& user) {
    return through(StoreCall::mail, [&] { return inner_->mail(account, user); });
}

std::vector<MailRecord> FaultyStore::mail_to(const EmailAddress& address, Instant since) {
    return through(StoreCall::mail_to, [&] { return inner_->mail_to(address, since); });
}

std::vector<ClaimedMail> FaultyStore::claim_mail(Instant now, Duration length, std::size_t limit) {
    return through(StoreCall::claim_mail, [&] { return inner_->claim_mail(now, length, limit); });
}

SettleResult FaultyStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    return through(StoreCall::settle_mail, [&] { return inner_->settle_mail(claimed, settlement); });
}

bool FaultyStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                              std::string_view detail) {
    return through(StoreCall::bounce_mail, [&] { return inner_->bounce_mail(account, user, revision, at, detail); });
}

bool FaultyStore::erase(const AccountId& account, const UserId& user) {
    return through(StoreCall::erase, [&] { return inner_->erase(account, user); });
}

std::size_t FaultyStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    return through(StoreCall::purge, [&] { return inner_->purge(account, removed_before, limit); });
}

}  // namespace beckon::testing
