// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "tests/store/planted_faults.hpp"

// Faults that show if calls meet, in one store or through two that have one database: what a store looks up before it
// acts, and what it keeps in its own memory or guards by a lock of its own.
namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

/// Whether it finds nothing that stands against the commit.
using Looks = bool (*)(Store&, const Commit&);

bool finds_the_revision(Store& store, const Commit& c) {
    const auto current = store.load(c.after.account, c.after.id);
    return current.has_value() == c.before.has_value() && (!current || current->revision == c.before->revision);
}

bool finds_nobody(Store& store, const Commit& c) { return !c.before && !store.load(c.after.account, c.after.id); }

bool finds_a_free_address(Store& store, const Commit& c) { return !store.find(c.after.account, c.after.email); }

bool finds_a_free_key(Store& store, const Commit& c) {
    return c.key && !remembered(store, c.after.account, c.key->key, c.event.at);
}

/// Looks first, and a while later commits over whatever there is by then.
Fault overwrites_after(Looks looks) {
    return instead(&Calls::commit, [=](Calls& s, const Commit& c) {
        if (!looks(*s.inner, c)) return s.inner->commit(c);
        wait();
        Commit forced = c;
        forced.before = s.inner->load(c.after.account, c.after.id);
        return s.inner->commit(forced);
    });
}

/// Looks first, and does not say later that something came in between.
Fault believes(Looks looks, Outcome outcome) {
    return instead(&Calls::commit, [=](Calls& s, const Commit& c) {
        const bool nothing_stands = looks(*s.inner, c);
        wait();
        const CommitResult result = s.inner->commit(c);
        return nothing_stands && result.outcome == outcome ? CommitResult{} : result;
    });
}

CommitResult check_preconditions_first(Calls& s, const Commit& c) {
    for (const auto& rule : c.only_if) {
        if (!holds(*s.inner, c.after.account, rule, c.event.at)) return s.inner->commit(c);
    }
    wait();
    Commit unguarded = c;
    unguarded.only_if.clear();
    return s.inner->commit(unguarded);
}

SettleResult look_at_the_mail_first(Calls& s, const ClaimedMail& c, const Settlement& settlement) {
    const auto mails = s.inner->mail(c.mail.intent.account, c.mail.intent.user);
    const bool open = !mails.empty() && mails.front().attempts == c.mail.attempts && settlement.counts;
    wait();
    const auto result = s.inner->settle_mail(c, settlement);
    return open ? SettleResult::settled : result;
}

/// Guards by a lock of its own, which another store does not know.
Fault in_its_own_lock(const Fault& fault) {
    return [=](Calls& s) {
        s.one_at_a_time = true;
        fault(s);
    };
}

/// Compares the fence, and settles whichever claim there is by then.
void compare_the_fence_first(Calls& s) {
    struct Latest {
        std::mutex mutex;
        std::map<std::pair<UserId, std::int64_t>, ClaimedMail> claims;

        std::optional<ClaimedMail> of(const MailIntent& intent) {
            const std::lock_guard lock(mutex);
            const auto found = claims.find({intent.user, intent.revision});
            return found == claims.end() ? std::nullopt : std::optional(found->second);
        }
    };
    const auto latest = std::make_shared<Latest>();
    s.after(&Calls::claim_mail, [latest](std::vector<ClaimedMail>& claimed) {
        const std::lock_guard lock(latest->mutex);
        for (const auto& each : claimed) {
            latest->claims.insert_or_assign({each.mail.intent.user, each.mail.intent.revision}, each);
        }
    });
    s.before(&Calls::settle_mail, [latest](ClaimedMail& c) {
        const auto before = latest->of(c.mail.intent);
        if (!before || before->fence != c.fence) return;
        wait();
        c = *latest->of(c.mail.intent);
    });
}

/// Two claims at once are handed the same mails.
void let_claims_race(Calls& s) {
    auto& before = s.keep<std::vector<ClaimedMail>>();
    s.after(&Calls::claim_mail, [&](std::vector<ClaimedMail>& claimed, Instant, Duration, std::size_t limit) {
        if (limit == 3 && claimed.empty()) std::swap(claimed, before);
        if (claimed.size() == 3) before = claimed;
    });
}

/// Changes an address in two steps, with nobody listed in between.
void show_half_commits(Calls& s) {
    s.instead(&Calls::commit, [&](const Commit& c) {
        if (!std::holds_alternative<events::EmailCorrected>(c.event.change)) return s.inner->commit(c);
        ++s.under_way;
        wait();
        const auto result = s.inner->commit(c);
        --s.under_way;
        return result;
    });
    s.after(&Calls::list, [&](UserPage& page, const UserQuery&) {
        if (s.under_way > 0) page = {};
    });
}

/// Shows the newest event first and the one before it a moment later, as if positions are drawn before a commit.
void show_events_out_of_order(Calls& s) {
    s.instead(&Calls::commit, [&](const Commit& c) {
        ++s.under_way;
        const auto result = s.inner->commit(c);
        wait();
        --s.under_way;
        return result;
    });
    s.after(&Calls::events, [&](EventPage& page, const EventQuery&) {
        auto& events = page.events;
        if (s.under_way > 1 && events.size() > 1 && !page.more) events.erase(events.end() - 2);
    });
}

/// Counts whom it found, whoever took them out.
void count_whom_others_purge(Calls& s) {
    s.instead(&Calls::purge, [&](auto& a, auto before, auto limit) {
        ++s.under_way;
        std::size_t purged = s.inner->purge(a, before, limit);
        wait();
        if (purged > 0 && s.under_way > 1) ++purged;
        --s.under_way;
        return purged;
    });
}

void remember_users(Calls& s) {
    auto& cache = s.keep<std::map<std::pair<AccountId, UserId>, std::optional<User>>>();
    s.after(&Calls::commit_all, [&](CommitResult&) { cache.clear(); });
    s.after(&Calls::erase, [&](bool&) { cache.clear(); });
    s.after(&Calls::purge, [&](std::size_t&) { cache.clear(); });
    s.after(&Calls::load, [&](std::optional<User>& user, auto& a, auto& u) {
        user = cache.try_emplace({a, u}, user).first->second;
    });
}

void remember_missing_keys(Calls& s) {
    auto& missing = s.keep<std::set<std::string>>();
    s.after(&Calls::commit, [&](CommitResult&, const Commit& c) {
        if (c.key) missing.erase(c.key->key);
    });
    s.after(&Calls::remembered, [&](std::optional<RememberedRequest>& kept, auto& a, auto k, auto) {
        if (!kept) missing.emplace(k);
        if (a == acme() && missing.contains(std::string(k))) kept.reset();
    });
}

void count_its_own_positions(Calls& s) {
    auto& last = s.keep<std::map<AccountId, std::int64_t>>();
    s.after(&Calls::commit, [&](CommitResult& result, const Commit& c) {
        if (result.outcome == Outcome::committed) ++last[c.after.account];
    });
    s.after(&Calls::events, [&](EventPage& page, const EventQuery& q) {
        const auto own = last.find(q.account);
        if (own == last.end() || page.more) return;
        for (auto& each : page.events) each.position = std::min(each.position, std::max<std::int64_t>(own->second, 1));
    });
}

/// Hands out whatever it has not handed out itself.
void know_its_own_claims(Calls& s) {
    auto& handed_out = s.keep<std::set<std::pair<UserId, std::int64_t>>>();
    s.after(&Calls::claim_mail, [&](std::vector<ClaimedMail>& claimed, Instant n, Duration l, std::size_t m) {
        for (const auto& each : claimed) handed_out.emplace(each.mail.intent.user, each.mail.intent.revision);
        if (!claimed.empty()) return;
        for (const auto& placed : history(*s.inner, acme())) {
            for (const auto& mail : s.inner->mail(acme(), placed.event.user)) {
                const auto name = std::pair(mail.intent.user, mail.intent.revision);
                if (claimed.size() < m && mail.delivery == Delivery::queued && handed_out.insert(name).second) {
                    claimed.push_back({.mail = mail, .fence = 1, .lease_ends = n + l});
                }
            }
        }
    });
}

/// Takes the latest claim that it gave out itself for the latest.
void know_its_own_fences(Calls& s) {
    auto& own = s.keep<std::map<UserId, std::int64_t>>();
    s.after(&Calls::claim_mail, [&](std::vector<ClaimedMail>& claimed) {
        for (const auto& each : claimed) own[each.mail.intent.user] = each.fence;
    });
    s.after(&Calls::settle_mail, [&](SettleResult& result, const ClaimedMail& c, const Settlement& told) {
        const auto fence = own.find(c.mail.intent.user);
        if (fence == own.end() || fence->second != c.fence) return;
        ClaimedMail later = c;
        for (int i = 0; i < 3 && result != SettleResult::settled; ++i) {
            ++later.fence;
            result = s.inner->settle_mail(later, told);
        }
    });
}

/// Keeps the index for searches in the process.
void find_its_own_commits(Calls& s) {
    auto& known = s.keep<std::set<UserId>>();
    s.after(&Calls::commit_all, [&](CommitResult&, std::span<const Commit> all) {
        for (const Commit& each : all) known.insert(each.after.id);
    });
    s.after(&Calls::list, [&](UserPage& page, const UserQuery& q) {
        if (!q.search.empty()) std::erase_if(page.users, [&](auto& row) { return !known.contains(row.user.id); });
    });
}

}  // namespace

std::vector<PlantedFault> faults_of_threads() {
    const Fault checks_preconditions = instead(&Calls::commit, check_preconditions_first);
    const Fault lets_settlements_race = instead(&Calls::settle_mail, look_at_the_mail_first);
    return {
        {"checks the revision, then acts", overwrites_after(finds_the_revision),
         "of concurrent commits with the same before, exactly one is committed"},
        {"inserts new users over those who came in between", overwrites_after(finds_nobody),
         "of concurrent commits that make one user, exactly one is committed"},
        {"checks the preconditions, then acts", checks_preconditions,
         "of active holders who leave concurrently, the last one stays"},
        {"compares the fence, then settles", compare_the_fence_first,
         "an email settled and claimed concurrently is settled or handed out again"},
        {"lets settlements race", lets_settlements_race,
         "of concurrent settlements by one claim, exactly one is recorded"},
        {"hands out mails twice at times", let_claims_race, "emails claimed concurrently go to one caller each"},
        {"shows half of a commit", show_half_commits, "a reader sees a commit completely or not at all"},
        {"shows the newest event before an older one", show_events_out_of_order,
         "a reader who follows the feed while it grows misses nothing"},
        {"counts whom others purge", count_whom_others_purge,
         "of concurrent purges of one user, exactly one counts the user"},
        {"checks revisions under a lock of its own",
         in_its_own_lock(believes(finds_the_revision, Outcome::revision_conflict)),
         "through two stores: of concurrent commits with the same before, exactly one is committed"},
        {"checks addresses under a lock of its own",
         in_its_own_lock(believes(finds_a_free_address, Outcome::address_taken)),
         "through two stores: of concurrent invitations of one address, exactly one is committed"},
        {"checks keys under a lock of its own", in_its_own_lock(believes(finds_a_free_key, Outcome::key_taken)),
         "through two stores: of concurrent commits with one key, exactly one is committed"},
        {"checks preconditions under a lock of its own", in_its_own_lock(checks_preconditions),
         "through two stores: of active holders who leave concurrently, the last one stays"},
        {"settles under a lock of its own", in_its_own_lock(lets_settlements_race),
         "through two stores: of concurrent settlements by one claim, exactly one is recorded"},
        {"remembers the users that it loaded", remember_users},
        {"remembers which keys were not there", remember_missing_keys},
        {"gives out positions by its own commits", count_its_own_positions},
        {"knows its own claims alone", know_its_own_claims},
        {"knows its own fences alone", know_its_own_fences},
        {"finds its own commits alone", find_its_own_commits},
    };
}

}  // namespace beckon::testing
