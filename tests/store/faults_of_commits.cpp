// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <string>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

bool has_same_revision(Store& store, const Commit& c) {
    const auto current = store.load(c.after.account, c.after.id);
    return current.has_value() == c.before.has_value() && (!current || current->revision == c.before->revision);
}

/// Commits over whatever there is by now.
CommitResult force(Store& store, Commit c) {
    c.before = store.load(c.after.account, c.after.id);
    return store.commit(c);
}

/// Refuses some commits, whatever the MemoryStore would say.
template <class Condition>
Fault refuses(Outcome outcome, Condition condition) {
    return instead(&Calls::commit, [=](Calls& s, const Commit& c) {
        return condition(*s.inner, c) ? CommitResult{outcome} : s.inner->commit(c);
    });
}

void raise_limits(Commit& c) {
    for (auto& rule : c.only_if) ++rule.limit;
}

void lose_later_mails(Commit& c) {
    if (c.before) c.mail.reset();
}

bool wants_tombstones_address(Store& store, const Commit& c) {
    for (const auto& each : history(store, c.after.account)) {
        const auto user = store.load(c.after.account, each.event.user);
        const bool other = user && !is_live(*user) && user->id != c.after.id;
        if (other && user->email.same_mailbox(c.after.email)) return true;
    }
    return false;
}

bool corrects_to_own_address(Store&, const Commit& c) {
    return c.before && std::holds_alternative<events::EmailCorrected>(c.event.change) &&
           c.before->email.same_mailbox(c.after.email);
}

bool has_used_key(Store& store, const Commit& c) {
    return c.key && remembered(store, c.after.account, c.key->key, Instant(boost::posix_time::min_date_time));
}

/// The mail of a commit is written in a transaction of its own.
void queue_mails_of_refused_commits(Calls& s) {
    auto& strays = s.keep<std::vector<MailIntent>>();
    s.after(&Calls::commit, [&](CommitResult& result, const Commit& c) {
        if (result.outcome != Outcome::committed && c.mail) strays.push_back(*c.mail);
    });
    s.after(&Calls::mail, [&](std::vector<MailRecord>& mails, const AccountId& a, const UserId& u) {
        for (const auto& stray : strays) {
            if (stray.account == a && stray.user == u) mails.push_back({.intent = stray});
        }
    });
}

void keep_keys_of_refused_commits(Calls& s) {
    auto& strays = s.keep<std::map<std::string, RememberedRequest, std::less<>>>();
    s.after(&Calls::commit, [&](CommitResult& result, const Commit& c) {
        if (result.outcome != Outcome::committed && c.key) strays.emplace(c.key->key, *c.key);
    });
    s.after(&Calls::remembered,
            [&](std::optional<RememberedRequest>& kept, const AccountId&, std::string_view k, Instant) {
                const auto stray = strays.find(k);
                if (!kept && stray != strays.end()) kept = stray->second;
            });
}

bool counts_over_the_limit_with_expired(Store& store, const Commit& c) {
    return std::any_of(c.only_if.begin(), c.only_if.end(), [&](const auto& rule) {
        return rule.rule == Precondition::Rule::pending_below &&
               counters(store, c.after.account, std::nullopt, Instant(boost::gregorian::date(1400, 1, 1))).pending >=
                   rule.limit;
    });
}

void check_preconditions_before_the_address(CommitResult& result, const Commit& c) {
    const bool none_below_zero = std::any_of(c.only_if.begin(), c.only_if.end(), [](const auto& rule) {
        return rule.rule == Precondition::Rule::pending_below && rule.limit == 0;
    });
    if (result.outcome == Outcome::address_taken && none_below_zero) result = {Outcome::precondition_failed};
}

}  // namespace

std::vector<PlantedFault> faults_of_commits() {
    constexpr auto commit = &Calls::commit;
    return {
        {"drops the revision check", instead(commit, [](Calls& s, const Commit& c) { return force(*s.inner, c); })},
        {"drops the preconditions", before(commit, [](Commit& c) { c.only_if.clear(); })},
        {"checks the first precondition alone",
         before(commit, [](Commit& c) { c.only_if.resize(std::min<std::size_t>(c.only_if.size(), 1)); })},
        {"is off by one at the pending limit", before(commit, raise_limits)},
        {"counts the expired at the pending limit",
         refuses(Outcome::precondition_failed, counts_over_the_limit_with_expired)},
        {"always names the first precondition", after(commit, [](CommitResult& result) { result.precondition = 0; })},
        {"checks the revision before the key",
         refuses(Outcome::revision_conflict, [](Store& store, auto& c) { return !has_same_revision(store, c); })},
        {"checks the preconditions before the address", after(commit, check_preconditions_before_the_address)},
        {"lets tombstones keep their addresses", refuses(Outcome::address_taken, wants_tombstones_address)},
        {"takes a user's own address for another's", refuses(Outcome::address_taken, corrects_to_own_address)},
        {"loses the mails of later commits", before(commit, lose_later_mails)},
        {"queues the mails of refused commits", queue_mails_of_refused_commits},
        {"keeps the keys of refused commits", keep_keys_of_refused_commits},
        {"forgets the keys", before(commit, [](Commit& c) { c.key.reset(); })},
        {"never replaces an expired key", refuses(Outcome::key_taken, has_used_key)},
    };
}

}  // namespace beckon::testing
