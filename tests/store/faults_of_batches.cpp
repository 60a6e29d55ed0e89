// SPDX-License-Identifier: MIT
#include <map>
#include <set>
#include <string>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;
using Batch = std::span<const Commit>;

CommitResult commit_one_by_one(Calls& s, Batch all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const CommitResult result = s.inner->commit(all[i]);
        if (result.outcome != Outcome::committed) return {result.outcome, result.precondition, i};
    }
    return {};
}

void keep_those_before_the_refused(Calls& s, const CommitResult& result, Batch all) {
    if (result.outcome != Outcome::committed) s.inner->commit_all(all.first(result.commit));
}

CommitResult commit_backwards(Calls& s, Batch all) {
    const std::vector<Commit> backwards(all.rbegin(), all.rend());
    const CommitResult result = s.inner->commit_all(backwards);
    return result.outcome == Outcome::committed ? result : s.inner->commit_all(all);
}

void name_the_last(CommitResult& result, Batch all) {
    if (result.outcome != Outcome::committed) result.commit = all.size() - 1;
}

void name_no_precondition_of_later(CommitResult& result) {
    if (result.commit > 0) result.precondition = 0;
}

void refuse_none(CommitResult& result, Batch all) {
    if (all.empty()) result = {Outcome::revision_conflict};
}

CommitResult take_one_of_each_user(Calls& s, Batch all) {
    std::set<UserId> users;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!users.insert(all[i].after.id).second) return {Outcome::revision_conflict, 0, i};
    }
    return s.inner->commit_all(all);
}

CommitResult look_at_addresses_of_the_start(Calls& s, Batch all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto holder = s.inner->find(all[i].after.account, all[i].after.email);
        const bool taken = is_live(all[i].after) && holder && holder->id != all[i].after.id;
        if (taken && all.size() > 1) return {Outcome::address_taken, 0, i};
    }
    return s.inner->commit_all(all);
}

CommitResult count_as_at_the_start(Calls& s, Batch all) {
    std::vector<Commit> unguarded(all.begin(), all.end());
    for (Commit& each : unguarded) {
        for (const auto& rule : each.only_if) {
            if (!holds(*s.inner, each.after.account, rule, each.event.at)) return s.inner->commit_all(all);
        }
        each.only_if.clear();
    }
    return s.inner->commit_all(unguarded);
}

CommitResult look_at_keys_of_the_start(Calls& s, Batch all) {
    std::vector<Commit> distinct(all.begin(), all.end());
    std::set<std::string> keys;
    for (Commit& each : distinct) {
        if (each.key && !keys.insert(each.key->key).second) each.key.reset();
    }
    return s.inner->commit_all(distinct);
}

CommitResult keep_the_first_key(Calls& s, Batch all) {
    std::vector<Commit> with_one(all.begin(), all.end());
    for (std::size_t i = 1; i < with_one.size(); ++i) with_one[i].key.reset();
    return s.inner->commit_all(with_one);
}

CommitResult queue_the_last_mail(Calls& s, Batch all) {
    std::vector<Commit> with_one(all.begin(), all.end());
    for (std::size_t i = 0; i + 1 < with_one.size(); ++i) with_one[i].mail.reset();
    return s.inner->commit_all(with_one);
}

/// The counters are written in a transaction of their own.
void count_what_was_refused(Calls& s) {
    auto& strays = s.keep<std::uint32_t>();
    s.after(&Calls::commit_all, [&](CommitResult& result) { strays += static_cast<std::uint32_t>(result.commit); });
    s.after(&Calls::pending, [&](std::uint32_t& pending) { pending += strays; });
}

void use_up_positions(Calls& s) {
    auto& strays = s.keep<std::map<std::size_t, std::size_t>>();  // By the number of events before them.
    s.after(&Calls::commit_all, [&](CommitResult& result, Batch all) {
        if (result.commit > 0) strays[history(*s.inner, all.front().after.account).size()] += result.commit;
    });
    s.after(&Calls::events, [&](EventPage& page) {
        for (auto& each : page.events) {
            std::size_t pushed = 0;
            for (const auto& [before, by] : strays)
                pushed += static_cast<std::int64_t>(before) < each.position ? by : 0;
            each.position += static_cast<std::int64_t>(pushed);
        }
    });
}

/// Shows the first of several before the last are there.
void show_half_batches(Calls& s) {
    s.instead(&Calls::commit_all, [&](Batch all) {
        if (all.size() == 1) return s.inner->commit_all(all);
        ++s.under_way;
        for (int i = 0; i < 10; ++i) wait();
        const CommitResult result = s.inner->commit_all(all);
        --s.under_way;
        return result;
    });
    s.after(&Calls::events, [&](EventPage& page, const EventQuery&) {
        if (s.under_way > 0 && !page.events.empty()) page.events.pop_back();
    });
}

}  // namespace

std::vector<PlantedFault> faults_of_batches() {
    constexpr auto commit_all = &Calls::commit_all;
    return {
        {"does several commits one by one", instead(commit_all, commit_one_by_one)},
        {"keeps the commits before the one that cannot be done", after(commit_all, keep_those_before_the_refused)},
        {"does several commits backwards", instead(commit_all, commit_backwards)},
        {"always names the first commit", after(commit_all, [](CommitResult& result) { result.commit = 0; })},
        {"always names the last commit", after(commit_all, name_the_last)},
        {"names no precondition of later commits", after(commit_all, name_no_precondition_of_later)},
        {"refuses no commits at all", after(commit_all, refuse_none)},
        {"takes one commit of a user at once", instead(commit_all, take_one_of_each_user)},
        {"checks addresses as they were before the first of several commits",
         instead(commit_all, look_at_addresses_of_the_start)},
        {"counts as it was before the first of several commits", instead(commit_all, count_as_at_the_start)},
        {"checks keys as they were before the first of several commits",
         instead(commit_all, look_at_keys_of_the_start)},
        {"keeps one key of several commits", instead(commit_all, keep_the_first_key)},
        {"queues one mail of several commits", instead(commit_all, queue_the_last_mail)},
        {"counts those before a refused commit", count_what_was_refused},
        {"uses up the positions of those before a refused commit", use_up_positions},
        {"shows some of several commits", show_half_batches, "a reader sees a batch completely or not at all"},
    };
}

}  // namespace beckon::testing
