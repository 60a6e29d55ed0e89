// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "beckon/memory/memory_store.hpp"
#include "beckon/ports/reading.hpp"
#include "src/testing/story.hpp"

namespace beckon::testing {

template <class Answer, class Port, class... Asked>
std::function<Answer(Asked...)> function_like(Answer (Port::*)(Asked...));
template <class Method>
using Call = decltype(function_like(std::declval<Method>()));

/// What a store does at each call: what a MemoryStore does, except for what a fault changes.
struct Calls {
    explicit Calls(std::shared_ptr<MemoryStore> memory) : inner(std::move(memory)) {}
    Calls(const Calls&) = delete;
    Calls& operator=(const Calls&) = delete;

    std::shared_ptr<MemoryStore> inner;
    std::atomic<int> under_way = 0;  ///< For faults of calls that meet.
    bool one_at_a_time = false;      ///< The store has one lock of its own around all calls.

    Call<decltype(&Store::load)> load = std::bind_front(&Store::load, inner);
    Call<decltype(&Store::find)> find = std::bind_front(&Store::find, inner);
    std::function<std::uint32_t(const AccountId&, Instant)> pending = [this](const auto& a, auto now) {
        return testing::counters(*inner, a, std::nullopt, now).pending;
    };
    std::function<std::uint32_t(const AccountId&, const std::string&)> active_holders =
        [this](const auto& a, const auto& role) { return testing::counters(*inner, a, role).active_holders; };
    std::function<std::optional<Instant>(const AccountId&, const EmailAddress&)> last_mail_at =
        [this](const auto& a, const auto& email) { return testing::last_mail_at(*inner, a, email); };
    std::function<std::optional<RememberedRequest>(const AccountId&, std::string_view, Instant)> remembered =
        [this](const auto& a, auto key, auto now) { return testing::remembered(*inner, a, key, now); };
    Call<decltype(&Store::look_all)> look_all = [this](const AccountId& a, std::span<const Look> looks) {
        return of_one_moment(a, looks);
    };
    Call<decltype(&Store::commit)> commit = std::bind_front(&Store::commit, inner);
    Call<decltype(&Store::commit_all)> commit_all = [this](std::span<const Commit> all) {
        return all.size() == 1 ? commit(all.front()) : inner->commit_all(all);
    };
    Call<decltype(&Store::list)> list = std::bind_front(&Store::list, inner);
    Call<decltype(&Store::count)> count = std::bind_front(&Store::count, inner);
    Call<decltype(&Store::count_deliveries)> count_deliveries = std::bind_front(&Store::count_deliveries, inner);
    Call<decltype(&Store::events)> events = std::bind_front(&Store::events, inner);
    Call<decltype(&Store::mail)> mail = std::bind_front(&Store::mail, inner);
    Call<decltype(&Store::mail_to)> mail_to = std::bind_front(&Store::mail_to, inner);
    Call<decltype(&Store::claim_mail)> claim_mail = std::bind_front(&Store::claim_mail, inner);
    Call<decltype(&Store::settle_mail)> settle_mail = std::bind_front(&Store::settle_mail, inner);
    Call<decltype(&Store::bounce_mail)> bounce_mail = std::bind_front(&Store::bounce_mail, inner);
    Call<decltype(&Store::erase)> erase = std::bind_front(&Store::erase, inner);
    Call<decltype(&Store::purge)> purge = std::bind_front(&Store::purge, inner);

    /// The calls above as what `see` reads by.
    struct Pieces {
        const Calls& s;
        const AccountId& account;
        auto user_by_id(const UserId& user) const { return s.load(account, user); }
        auto user_by_address(const EmailAddress& email) const { return s.find(account, email); }
        auto last_mail_at(const EmailAddress& email) const { return s.last_mail_at(account, email); }
        auto pending(Instant now) const { return s.pending(account, now); }
        auto active_holders(const std::string& role) const { return s.active_holders(account, role); }
        auto remembered(const std::string& key, Instant now) const { return s.remembered(account, key, now); }
    };

    /// Answers each look by the calls above, one after another.
    std::vector<Seen> piece_by_piece(const AccountId& a, std::span<const Look> looks) const {
        std::vector<Seen> all;
        for (const Look& look : looks) all.push_back(see(Pieces{*this, a}, look));
        return all;
    }

    /// The same, until nothing has changed on the way.
    std::vector<Seen> of_one_moment(const AccountId& a, std::span<const Look> looks) const {
        for (;;) {
            const auto before = inner->look_all(a, looks);
            auto seen = piece_by_piece(a, looks);
            if (inner->look_all(a, looks) == before) return seen;
        }
    }

    /// Memory that lasts as long as this store and not its data, under the store's one lock.
    template <class T>
    T& keep() {
        one_at_a_time = true;
        const auto kept = std::make_shared<T>();
        memory_.push_back(kept);
        return *kept;
    }

    /// `change` changes what the call is asked.
    template <class Answer, class... Asked, class Change>
    void before(std::function<Answer(Asked...)> Calls::*call, Change change) {
        this->*call = [this, change, next = this->*call](Asked... asked) {
            std::tuple<std::decay_t<Asked>...> changed(asked...);
            std::apply([&](auto&... each) { make(change, *this, each...); }, changed);
            return std::apply(next, changed);
        };
    }

    /// `change` changes what the call answers; it may look at what was asked.
    template <class Answer, class... Asked, class Change>
    void after(std::function<Answer(Asked...)> Calls::*call, Change change) {
        this->*call = [this, change, next = this->*call](Asked... asked) {
            Answer answer = next(asked...);
            make(change, *this, answer, asked...);
            return answer;
        };
    }

    /// The call answers what `other` does.
    template <class Answer, class... Asked, class Other>
    void instead(std::function<Answer(Asked...)> Calls::*call, Other other) {
        if constexpr (std::invocable<Other, Asked...>) {
            this->*call = other;
        } else {
            this->*call = [this, other](Asked... asked) -> Answer { return other(*this, asked...); };
        }
    }

private:
    /// Changes the first; a change may take the others and the store, too.
    template <class Change, class First, class... Others>
    static void make(const Change& change, Calls& s, First& first, Others&... others) {
        if constexpr (std::invocable<Change, First&>) {
            change(first);
        } else if constexpr (std::invocable<Change, First&, Others&...>) {
            change(first, others...);
        } else {
            change(s, first, others...);
        }
    }

    std::vector<std::shared_ptr<void>> memory_;
};

/// Plants itself in a store that is being opened.
using Fault = std::function<void(Calls&)>;

struct PlantedFault {
    std::string_view name;  ///< "a store that ..."
    Fault plant;
    std::string_view caught_by{};  ///< The check that must catch it; if empty, any check of its topic may.
};

template <class Function, class Change>
Fault before(Function Calls::*call, Change change) {
    return [=](Calls& s) { s.before(call, change); };
}

template <class Function, class Change>
Fault after(Function Calls::*call, Change change) {
    return [=](Calls& s) { s.after(call, change); };
}

template <class Function, class Other>
Fault instead(Function Calls::*call, Other other) {
    return [=](Calls& s) { s.instead(call, other); };
}

/// Lets other threads in between.
inline void wait() {
    for (int i = 0; i < 50; ++i) std::this_thread::yield();
}

/// All that happened to an account, in one page.
inline std::vector<PlacedEvent> history(Store& store, const AccountId& account) {
    return store.events({.account = account, .size = 1'000'000}).events;
}

inline bool holds(Store& store, const AccountId& account, const Precondition& rule, Instant now) {
    const AccountFacts facts = counters(store, account, rule.role, now);
    return rule.rule == Precondition::Rule::pending_below ? facts.pending < rule.limit : facts.active_holders > 1;
}

/// The faults of each topic.
std::vector<PlantedFault> faults_of_commits();
std::vector<PlantedFault> faults_of_batches();
std::vector<PlantedFault> faults_of_looks();
std::vector<PlantedFault> faults_of_lists();
std::vector<PlantedFault> faults_of_events();
std::vector<PlantedFault> faults_of_mail();
std::vector<PlantedFault> faults_of_bounces();
std::vector<PlantedFault> faults_of_erasure();
std::vector<PlantedFault> faults_of_limits();
std::vector<PlantedFault> faults_of_threads();

}  // namespace beckon::testing
