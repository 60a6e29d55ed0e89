// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/service/memory_store.hpp"
#include "tests/store/sabotaged_stores.hpp"

namespace beckon::testing {

inline const Duration tick = boost::posix_time::microseconds(1);

/// Hands every call on to a MemoryStore, which outlives it where `reopen` wants it to. Faults override a call.
struct Faultless : Store {
    std::shared_ptr<MemoryStore> inner = std::make_shared<MemoryStore>();
    std::mutex mutex;  // Over what a fault remembers.

    std::optional<User> load(const AccountId& a, const UserId& u) override { return inner->load(a, u); }
    std::optional<User> find(const AccountId& a, const EmailAddress& e) override { return inner->find(a, e); }
    AccountFacts facts(const AccountId& a, const std::optional<std::string>& r) override { return inner->facts(a, r); }
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        return inner->last_mail_at(a, e);
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        return inner->recall(a, k, n);
    }
    CommitResult commit_all(std::span<const Commit> all) override {
        return all.size() == 1 ? commit_one(all.front()) : inner->commit_all(all);
    }
    virtual CommitResult commit_one(const Commit& c) { return inner->commit(c); }
    UserPage list(const UserQuery& q) override { return inner->list(q); }
    StatusCounts count(const AccountId& a, Instant n) override { return inner->count(a, n); }
    DeliveryCounts count_deliveries(const AccountId& a) override { return inner->count_deliveries(a); }
    EventPage events(const EventQuery& q) override { return inner->events(q); }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        return inner->claim_mail(n, l, m);
    }
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override { return inner->settle_mail(c, s); }
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        return inner->bounce_mail(a, u, r, n, d);
    }
    bool erase(const AccountId& a, const UserId& u) override { return inner->erase(a, u); }
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override { return inner->purge(a, b, l); }

    /// All that happened to an account, in one page.
    std::vector<PlacedEvent> history(const AccountId& account) {
        return inner->events({.account = account, .size = 1'000'000}).events;
    }
};

/// A store with that fault, which can be opened again, and twice at once.
template <class Fault>
Sabotage planted(std::string_view name) {
    const auto latest = std::make_shared<std::shared_ptr<MemoryStore>>();
    const auto open = [latest](bool afresh) {
        auto store = std::make_unique<Fault>();
        if (afresh) *latest = store->inner;
        store->inner = *latest;
        return store;
    };
    const auto again = [open] { return open(false); };
    return {name, {[open] { return open(true); }, again, again}};
}

/// The faults of each topic.
std::vector<Sabotage> sabotaged_batches();
std::vector<Sabotage> sabotaged_lists();
std::vector<Sabotage> sabotaged_bounces();
std::vector<Sabotage> sabotaged_erasures();
std::vector<Sabotage> sabotaged_limits();
std::vector<Sabotage> sabotaged_seconds();

}  // namespace beckon::testing
