// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/store/faultless_store.hpp"

// Faults of several commits at once.
namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

struct CommitsOneByOne : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        for (std::size_t i = 0; i < all.size(); ++i) {
            CommitResult result = inner->commit(all[i]);
            result.commit = i;
            if (result.outcome != Outcome::committed) return result;
        }
        return {};
    }
};

struct SkipsWhatCannotBeDone : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        const CommitResult result = inner->commit_all(all);
        if (result.outcome != Outcome::committed) inner->commit_all(all.first(result.commit));
        return result;
    }
};

struct CommitsBackwards : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::vector<Commit> backwards(all.rbegin(), all.rend());
        const CommitResult result = inner->commit_all(backwards);
        return result.outcome == Outcome::committed ? result : inner->commit_all(all);
    }
};

struct NamesNoCommit : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        CommitResult result = inner->commit_all(all);
        result.commit = 0;
        return result;
    }
};

struct NamesTheLastCommit : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        CommitResult result = inner->commit_all(all);
        if (result.outcome != Outcome::committed) result.commit = all.size() - 1;
        return result;
    }
};

struct NamesNoPreconditionOfLater : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        CommitResult result = inner->commit_all(all);
        if (result.commit > 0) result.precondition = 0;
        return result;
    }
};

struct RefusesNoCommits : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        return all.empty() ? CommitResult{Outcome::revision_conflict} : inner->commit_all(all);
    }
};

struct OneCommitAUser : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::set<UserId> users;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!users.insert(all[i].after.id).second) return {Outcome::revision_conflict, 0, i};
        }
        return inner->commit_all(all);
    }
};

/// Looks at the addresses that were held before the first of them.
struct AddressesOfTheStart : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto holder = inner->find(all[i].after.account, all[i].after.email);
            const bool taken = is_live(all[i].after) && holder && holder->id != all[i].after.id;
            if (taken && all.size() > 1) return {Outcome::address_taken, 0, i};
        }
        return inner->commit_all(all);
    }
};

/// Counts as it was before the first of them.
struct CountsOfTheStart : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::vector<Commit> unguarded(all.begin(), all.end());
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t k = 0; k < all[i].only_if.size(); ++k) {
                const Precondition& rule = all[i].only_if[k];
                const AccountFacts facts = inner->facts(all[i].after.account, rule.role);
                const bool holds = rule.rule == Precondition::Rule::pending_below ? facts.pending < rule.limit
                                                                                  : facts.active_holders > 1;
                if (!holds) return inner->commit_all(all);
            }
            unguarded[i].only_if.clear();
        }
        return inner->commit_all(unguarded);
    }
};

struct KeysOfTheStart : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::vector<Commit> distinct(all.begin(), all.end());
        std::set<std::string> keys;
        for (Commit& each : distinct) {
            if (each.key && !keys.insert(each.key->key).second) each.key.reset();
        }
        return inner->commit_all(distinct);
    }
};

struct OneKeyForAll : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::vector<Commit> with_one(all.begin(), all.end());
        for (std::size_t i = 1; i < with_one.size(); ++i) with_one[i].key.reset();
        return inner->commit_all(with_one);
    }
};

struct OneMailForAll : Faultless {
    CommitResult commit_all(std::span<const Commit> all) override {
        std::vector<Commit> with_one(all.begin(), all.end());
        for (std::size_t i = 0; i + 1 < with_one.size(); ++i) with_one[i].mail.reset();
        return inner->commit_all(with_one);
    }
};

/// The counters are written in a transaction of their own.
struct CountsWhatWasRefused : Faultless {
    std::uint32_t strays = 0;

    CommitResult commit_all(std::span<const Commit> all) override {
        const CommitResult result = inner->commit_all(all);
        const std::lock_guard lock(mutex);
        strays += static_cast<std::uint32_t>(result.commit);
        return result;
    }
    AccountFacts facts(const AccountId& a, const std::optional<std::string>& r) override {
        AccountFacts facts = inner->facts(a, r);
        const std::lock_guard lock(mutex);
        facts.pending += strays;
        return facts;
    }
};

struct UsesUpPositions : Faultless {
    std::map<std::int64_t, std::int64_t> strays;  // by the position from which on they push

    CommitResult commit_all(std::span<const Commit> all) override {
        const CommitResult result = inner->commit_all(all);
        if (result.commit == 0) return result;
        const auto next = static_cast<std::int64_t>(history(all.front().after.account).size()) + 1;
        const std::lock_guard lock(mutex);
        strays[next] += static_cast<std::int64_t>(result.commit);
        return result;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const std::lock_guard lock(mutex);
        for (auto& each : page.events) {
            std::int64_t pushed = 0;
            for (const auto& [from, by] : strays) pushed += from <= each.position ? by : 0;
            each.position += pushed;
        }
        return page;
    }
};

/// Shows the first of several before the last are there.
struct ShowsHalfBatches : Faultless {
    std::atomic<int> between = 0;

    CommitResult commit_all(std::span<const Commit> all) override {
        if (all.size() == 1) return inner->commit_all(all);
        ++between;
        for (int i = 0; i < 500; ++i) std::this_thread::yield();
        const CommitResult result = inner->commit_all(all);
        --between;
        return result;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        if (between > 0 && !page.events.empty()) page.events.pop_back();
        return page;
    }
};

}  // namespace

std::vector<Sabotage> sabotaged_batches() {
    return {planted<CommitsOneByOne>("does several commits one by one"),
            planted<SkipsWhatCannotBeDone>("keeps the commits before the one that cannot be done"),
            planted<CommitsBackwards>("does several commits backwards"),
            planted<NamesNoCommit>("always names the first commit"),
            planted<NamesTheLastCommit>("always names the last commit"),
            planted<NamesNoPreconditionOfLater>("names no precondition of later commits"),
            planted<RefusesNoCommits>("refuses no commits at all"),
            planted<OneCommitAUser>("takes one commit of a user at once"),
            planted<AddressesOfTheStart>("checks addresses as they were before the first of several commits"),
            planted<CountsOfTheStart>("counts as it was before the first of several commits"),
            planted<KeysOfTheStart>("checks keys as they were before the first of several commits"),
            planted<OneKeyForAll>("keeps one key of several commits"),
            planted<OneMailForAll>("queues one mail of several commits"),
            planted<CountsWhatWasRefused>("counts those before a refused commit"),
            planted<UsesUpPositions>("uses up the positions of those before a refused commit"),
            planted<ShowsHalfBatches>("shows some of several commits")};
}

}  // namespace beckon::testing
