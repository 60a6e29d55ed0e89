// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/store/faultless_store.hpp"

// Faults that show where two stores have one database: what each of them keeps in its own memory, and what it guards by
// a lock of its own.
namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

void wait() {
    for (int i = 0; i < 50; ++i) std::this_thread::yield();
}

struct CachesUsers : Faultless {
    std::map<std::pair<AccountId, UserId>, std::optional<User>> cache;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(mutex);
        const auto result = inner->commit(c);
        cache.clear();
        return result;
    }
    CommitResult commit_all(std::span<const Commit> all) override {
        const auto result = Faultless::commit_all(all);
        const std::lock_guard lock(mutex);
        cache.clear();
        return result;
    }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        const std::lock_guard lock(mutex);
        return cache.try_emplace({a, u}, inner->load(a, u)).first->second;
    }
    bool erase(const AccountId& a, const UserId& u) override {
        const std::lock_guard lock(mutex);
        cache.clear();
        return inner->erase(a, u);
    }
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        const std::lock_guard lock(mutex);
        cache.clear();
        return inner->purge(a, b, l);
    }
};

/// Remembers that a key was not there.
struct CachesMissingKeys : Faultless {
    std::set<std::string> missing;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (c.key) missing.erase(c.key->key);
        return result;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto kept = inner->recall(a, k, n);
        const std::lock_guard lock(mutex);
        if (kept && missing.contains(std::string(k)) && a.text() == "acme") return std::nullopt;
        if (!kept) missing.emplace(k);
        return kept;
    }
};

/// Gives out positions by a count of its own commits.
struct CountsItsOwnPositions : Faultless {
    std::map<AccountId, std::int64_t> last;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome == Outcome::committed) ++last[c.after.account];
        return result;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const std::lock_guard lock(mutex);
        const auto own = last.find(q.account);
        if (own == last.end() || page.more) return page;
        for (auto& each : page.events) each.position = std::min(each.position, std::max<std::int64_t>(own->second, 1));
        return page;
    }
};

struct ChecksRevisionsUnderItsOwnLock : Faultless {
    std::mutex own;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(own);
        const auto current = inner->load(c.after.account, c.after.id);
        const bool same =
            current.has_value() == c.before.has_value() && (!current || current->revision == c.before->revision);
        wait();
        const auto result = inner->commit(c);
        return same && result.outcome == Outcome::revision_conflict ? CommitResult{Outcome::committed} : result;
    }
};

struct ChecksAddressesUnderItsOwnLock : Faultless {
    std::mutex own;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(own);
        const bool is_free = !inner->find(c.after.account, c.after.email);
        wait();
        const auto result = inner->commit(c);
        return is_free && result.outcome == Outcome::address_taken ? CommitResult{Outcome::committed} : result;
    }
};

struct ChecksKeysUnderItsOwnLock : Faultless {
    std::mutex own;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(own);
        const bool is_free = c.key && !inner->recall(c.after.account, c.key->key, c.event.at);
        wait();
        const auto result = inner->commit(c);
        return is_free && result.outcome == Outcome::key_taken ? CommitResult{Outcome::committed} : result;
    }
};

struct ChecksRulesUnderItsOwnLock : Faultless {
    std::mutex own;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(own);
        Commit unguarded = c;
        for (const auto& rule : c.only_if) {
            const AccountFacts facts = inner->facts(c.after.account, rule.role);
            const bool holds =
                rule.rule == Precondition::Rule::pending_below ? facts.pending < rule.limit : facts.active_holders > 1;
            if (!holds) return inner->commit(c);
        }
        wait();
        unguarded.only_if.clear();
        return inner->commit(unguarded);
    }
};

struct SettlesUnderItsOwnLock : Faultless {
    std::mutex own;

    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        const std::lock_guard lock(own);
        const auto mails = inner->mail(c.mail.intent.account, c.mail.intent.user);
        const bool open = !mails.empty() && mails.front().attempts == c.mail.attempts && s.counts;
        wait();
        const auto result = inner->settle_mail(c, s);
        return open ? SettleResult::settled : result;
    }
};

/// Hands out whatever it has not handed out itself.
struct KnowsItsOwnClaimsAlone : Faultless {
    std::set<std::pair<UserId, std::int64_t>> handed_out;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        for (const auto& each : claimed) handed_out.emplace(each.mail.intent.user, each.mail.intent.revision);
        if (!claimed.empty()) return claimed;
        const auto account = AccountId::parse("acme").value();
        for (const auto& placed : history(account)) {
            for (const auto& mail : inner->mail(account, placed.event.user)) {
                const auto name = std::pair(mail.intent.user, mail.intent.revision);
                if (claimed.size() < m && mail.delivery == Delivery::queued && handed_out.insert(name).second) {
                    claimed.push_back({.mail = mail, .fence = 1, .lease_ends = n + l});
                }
            }
        }
        return claimed;
    }
};

/// Takes the latest claim that it gave out itself for the latest.
struct KnowsItsOwnFencesAlone : Faultless {
    std::map<UserId, std::int64_t> own;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        for (const auto& each : claimed) own[each.mail.intent.user] = each.fence;
        return claimed;
    }
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        const std::lock_guard lock(mutex);
        const auto fence = own.find(c.mail.intent.user);
        auto result = inner->settle_mail(c, s);
        if (fence == own.end() || fence->second != c.fence) return result;
        ClaimedMail later = c;
        for (int i = 0; i < 3 && result != SettleResult::settled; ++i) {
            ++later.fence;
            result = inner->settle_mail(later, s);
        }
        return result;
    }
};

/// Shows the newest event first and the one before it a moment later, as where positions are drawn before a commit.
struct ShowsEventsOutOfOrder : Faultless {
    std::atomic<int> committing = 0;

    CommitResult commit_one(const Commit& c) override {
        ++committing;
        const auto result = inner->commit(c);
        wait();
        --committing;
        return result;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        if (committing > 1 && page.events.size() > 1 && !page.more) page.events.erase(page.events.end() - 2);
        return page;
    }
};

/// Keeps the index for searches in the process.
struct FindsItsOwnCommitsAlone : Faultless {
    std::set<UserId> known;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        known.insert(c.after.id);
        return result;
    }
    CommitResult commit_all(std::span<const Commit> all) override {
        const auto result = Faultless::commit_all(all);
        const std::lock_guard lock(mutex);
        for (const Commit& each : all) known.insert(each.after.id);
        return result;
    }
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        const std::lock_guard lock(mutex);
        if (!q.search.empty())
            std::erase_if(page.users, [&](const UserRow& row) { return !known.contains(row.user.id); });
        return page;
    }
};

/// Counts whom it found, whoever took them out.
struct CountsWhomOthersPurge : Faultless {
    std::atomic<int> purging = 0;

    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        ++purging;
        std::size_t purged = inner->purge(a, b, l);
        wait();
        if (purged > 0 && purging > 1) ++purged;
        --purging;
        return purged;
    }
};

}  // namespace

std::vector<Sabotage> sabotaged_seconds() {
    return {planted<CachesUsers>("remembers the users that it loaded"),
            planted<CachesMissingKeys>("remembers which keys were not there"),
            planted<CountsItsOwnPositions>("gives out positions by its own commits"),
            planted<ChecksRevisionsUnderItsOwnLock>("checks revisions under a lock of its own"),
            planted<ChecksAddressesUnderItsOwnLock>("checks addresses under a lock of its own"),
            planted<ChecksKeysUnderItsOwnLock>("checks keys under a lock of its own"),
            planted<ChecksRulesUnderItsOwnLock>("checks preconditions under a lock of its own"),
            planted<SettlesUnderItsOwnLock>("settles under a lock of its own"),
            planted<KnowsItsOwnClaimsAlone>("knows its own claims alone"),
            planted<KnowsItsOwnFencesAlone>("knows its own fences alone"),
            planted<FindsItsOwnCommitsAlone>("finds its own commits alone"),
            planted<CountsWhomOthersPurge>("counts whom others purge"),
            planted<ShowsEventsOutOfOrder>("shows the newest event before an older one")};
}

}  // namespace beckon::testing
