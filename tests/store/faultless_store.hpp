// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "src/testing/story.hpp"
#include "tests/store/sabotaged_stores.hpp"
#include "tests/support/store_through.hpp"

namespace beckon::testing {

/// Hands every call on to a MemoryStore, which outlives it where `reopen` wants it to. Faults override a call.
struct Faultless : test_support::StoreThrough<Faultless> {
    std::shared_ptr<MemoryStore> inner = std::make_shared<MemoryStore>();
    std::mutex mutex;  // Over what a fault remembers.

    template <class Call>
    auto through(Call call) {
        return call(*inner);
    }

    CommitResult commit_all(std::span<const Commit> all) override {
        return all.size() == 1 ? commit_one(all.front()) : inner->commit_all(all);
    }
    virtual CommitResult commit_one(const Commit& c) { return inner->commit(c); }

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
