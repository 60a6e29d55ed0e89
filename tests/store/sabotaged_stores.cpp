// SPDX-License-Identifier: MIT
#include "tests/store/sabotaged_stores.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "tests/store/faultless_store.hpp"

namespace beckon::testing {

namespace {

using boost::posix_time::microseconds;
using Outcome = CommitResult::Outcome;

const std::vector<AccountId>& accounts() {
    static const std::vector all{AccountId::parse("acme").value(), AccountId::parse("globex").value()};
    return all;
}

// Faults of commit.

struct DropsRevisionCheck : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit forced = c;
        forced.before = inner->load(c.after.account, c.after.id);
        return inner->commit(forced);
    }
};

struct ChecksThenActs : Faultless {
    CommitResult commit_one(const Commit& c) override {
        auto current = inner->load(c.after.account, c.after.id);
        const bool same =
            current.has_value() == c.before.has_value() && (!current || current->revision == c.before->revision);
        if (!same) return inner->commit(c);
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        Commit forced = c;
        forced.before = inner->load(c.after.account, c.after.id);
        return inner->commit(forced);
    }
};

/// Updates users by a comparison, and inserts new ones or whoever came in between over them.
struct UpsertsNewUsers : Faultless {
    CommitResult commit_one(const Commit& c) override {
        if (c.before || inner->load(c.after.account, c.after.id)) return inner->commit(c);
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        Commit forced = c;
        forced.before = inner->load(c.after.account, c.after.id);
        return inner->commit(forced);
    }
};

/// Compares the fence, and settles whichever claim there is by then.
struct ComparesTheFenceFirst : Faultless {
    std::map<std::pair<UserId, std::int64_t>, ClaimedMail> latest;

    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override {
        auto claimed = inner->claim_mail(now, lease, limit);
        const std::lock_guard lock(mutex);
        for (const auto& each : claimed) {
            latest.insert_or_assign({each.mail.intent.user, each.mail.intent.revision}, each);
        }
        return claimed;
    }
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override {
        const auto held = [&]() -> std::optional<ClaimedMail> {
            const std::lock_guard lock(mutex);
            const auto found = latest.find({claimed.mail.intent.user, claimed.mail.intent.revision});
            return found == latest.end() ? std::nullopt : std::optional(found->second);
        };
        const auto before = held();
        if (!before || before->fence != claimed.fence) return inner->settle_mail(claimed, settlement);
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        return inner->settle_mail(*held(), settlement);
    }
};

struct DropsPreconditions : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit without = c;
        without.only_if.clear();
        return inner->commit(without);
    }
};

struct ChecksOnePrecondition : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit with_one = c;
        if (c.only_if.size() > 1) with_one.only_if.resize(1);
        return inner->commit(with_one);
    }
};

struct PreconditionsAfterTheCommit : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit shifted = c;
        for (auto& rule : shifted.only_if) rule.limit += 1;
        return inner->commit(shifted);
    }
};

struct NamesNoPrecondition : Faultless {
    CommitResult commit_one(const Commit& c) override { return {inner->commit(c).outcome, 0}; }
};

struct ChecksRevisionBeforeKey : Faultless {
    CommitResult commit_one(const Commit& c) override {
        const auto current = inner->load(c.after.account, c.after.id);
        const bool same =
            current.has_value() == c.before.has_value() && (!current || current->revision == c.before->revision);
        return same ? inner->commit(c) : CommitResult{Outcome::revision_conflict};
    }
};

struct ChecksPreconditionsBeforeAddress : Faultless {
    CommitResult commit_one(const Commit& c) override {
        const CommitResult result = inner->commit(c);
        const bool none_below_zero = std::any_of(c.only_if.begin(), c.only_if.end(), [](const auto& rule) {
            return rule.rule == Precondition::Rule::pending_below && rule.limit == 0;
        });
        return result.outcome == Outcome::address_taken && none_below_zero ? CommitResult{Outcome::precondition_failed}
                                                                           : result;
    }
};

struct TombstonesKeepAddresses : Faultless {
    CommitResult commit_one(const Commit& c) override {
        for (const auto& each : history(c.after.account)) {
            const auto user = inner->load(c.after.account, each.event.user);
            const bool tombstone = user && !is_live(*user) && user->id != c.after.id;
            if (tombstone && user->email.same_mailbox(c.after.email)) return {Outcome::address_taken};
        }
        return inner->commit(c);
    }
};

struct OwnAddressIsTaken : Faultless {
    CommitResult commit_one(const Commit& c) override {
        const bool own = c.before && std::holds_alternative<events::EmailCorrected>(c.event.change) &&
                         c.before->email.same_mailbox(c.after.email);
        return own ? CommitResult{Outcome::address_taken} : inner->commit(c);
    }
};

struct LosesMails : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit without = c;
        if (c.before) without.mail.reset();
        return inner->commit(without);
    }
};

/// The mail of a commit is written in a transaction of its own.
struct QueuesMailsOfRefusedCommits : Faultless {
    std::vector<MailIntent> strays;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome != Outcome::committed && c.mail) strays.push_back(*c.mail);
        return result;
    }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const std::lock_guard lock(mutex);
        for (const auto& stray : strays) {
            if (stray.account == a && stray.user == u) mails.push_back({.intent = stray});
        }
        return mails;
    }
};

struct KeepsKeysOfRefusedCommits : Faultless {
    std::map<std::string, KeptKey> strays;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome != Outcome::committed && c.key) strays.emplace(c.key->key, *c.key);
        return result;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        const std::lock_guard lock(mutex);
        const auto stray = strays.find(std::string(k));
        const auto kept = inner->recall(a, k, n);
        return kept || stray == strays.end() ? kept : stray->second;
    }
};

struct ForgetsKeys : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit without = c;
        without.key.reset();
        return inner->commit(without);
    }
};

struct NeverReplacesKeys : Faultless {
    CommitResult commit_one(const Commit& c) override {
        const bool used =
            c.key && inner->recall(c.after.account, c.key->key, Instant(boost::posix_time::min_date_time));
        return used ? CommitResult{Outcome::key_taken} : inner->commit(c);
    }
};

// Faults of the look-ups.

struct LoadsNoTombstones : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        return user && is_live(*user) ? user : std::nullopt;
    }
};

struct LoadsAnybody : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (!user && !history(a).empty()) user = inner->load(a, history(a).front().event.user);
        return user;
    }
};

struct LoadForgetsAccount : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        for (const auto& other : accounts()) user = user ? user : inner->load(other, u);
        return user;
    }
};

struct FindForgetsAccount : Faultless {
    std::optional<User> find(const AccountId& a, const EmailAddress& e) override {
        auto user = inner->find(a, e);
        for (const auto& other : accounts()) user = user ? user : inner->find(other, e);
        return user;
    }
};

struct FindMindsLetterCase : Faultless {
    std::optional<User> find(const AccountId& a, const EmailAddress& e) override {
        auto user = inner->find(a, e);
        return user && user->email == e ? user : std::nullopt;
    }
};

struct FindsTombstones : Faultless {
    std::optional<User> find(const AccountId& a, const EmailAddress& e) override {
        auto user = inner->find(a, e);
        for (const auto& each : history(a)) {
            auto other = inner->load(a, each.event.user);
            if (!user && other && other->email.same_mailbox(e)) user = std::move(other);
        }
        return user;
    }
};

struct FindsByFirstAddress : Faultless {
    std::optional<User> find(const AccountId& a, const EmailAddress& e) override {
        for (const auto& each : history(a)) {
            const auto* invited = std::get_if<events::Invited>(&each.event.change);
            if (invited == nullptr || !invited->email.same_mailbox(e)) continue;
            if (auto user = inner->load(a, each.event.user); user && is_live(*user)) return user;
        }
        return inner->find(a, e);
    }
};

struct CountsTheDeactivated : Faultless {
    AccountFacts facts(const AccountId& a, const std::optional<std::string>& r) override {
        AccountFacts facts = inner->facts(a, r);
        for (const auto& [user, delivery] :
             inner->list({.account = a, .now = Instant(), .statuses = {Status::deactivated}}).users) {
            const auto& roles = user.profile.roles;
            if (r && std::find(roles.begin(), roles.end(), *r) != roles.end()) ++facts.active_holders;
        }
        return facts;
    }
};

struct FactsMindNoLetterCase : Faultless {
    AccountFacts facts(const AccountId& a, const std::optional<std::string>& r) override {
        return inner->facts(a, r == "OWNER" ? "Owner" : r);
    }
};

struct LastMailIsTheGreatest : Faultless {
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        auto last = inner->last_mail_at(a, e);
        for (const auto& each : history(a)) {
            for (const auto& mail : inner->mail(a, each.event.user)) {
                if (mail.intent.to.same_mailbox(e)) last = std::max(last, std::optional(mail.intent.queued_at));
            }
        }
        return last;
    }
};

struct LastMailMustBeOpen : Faultless {
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        const auto user = inner->find(a, e);
        if (!user) return inner->last_mail_at(a, e);
        for (const auto& mail : inner->mail(a, user->id)) {
            if (mail.delivery == Delivery::queued && mail.intent.to.same_mailbox(e)) return mail.intent.queued_at;
        }
        return std::nullopt;
    }
};

struct LastMailForgetsTombstones : Faultless {
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        return inner->find(a, e) ? inner->last_mail_at(a, e) : std::nullopt;
    }
};

struct KeysNeverExpire : Faultless {
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant) override {
        return inner->recall(a, k, Instant(boost::posix_time::min_date_time));
    }
};

struct KeysExpireLate : Faultless {
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        return inner->recall(a, k, n - tick);
    }
};

struct RecallForgetsAccount : Faultless {
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto kept = inner->recall(a, k, n);
        for (const auto& other : accounts()) kept = kept ? kept : inner->recall(other, k, n);
        return kept;
    }
};

// Faults of the pages.

struct ListsTombstones : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        for (const auto& each : history(q.account)) {
            auto user = inner->load(q.account, each.event.user);
            if (user && each.event.revision == 1 && !is_live(*user) && !page.more)
                page.users.push_back({std::move(*user), std::nullopt});
        }
        return page;
    }
};

struct ListsBySpelling : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        std::sort(page.users.begin(), page.users.end(),
                  [](const UserRow& a, const UserRow& b) { return a.user.email.text() < b.user.email.text(); });
        return page;
    }
};

struct ListExpiresEarly : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery early = q;
        early.now += tick;
        return inner->list(early);
    }
};

struct ListExpiresLate : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery late = q;
        late.now -= tick;
        return inner->list(late);
    }
};

struct FiltersByOneStatus : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery one = q;
        if (!one.statuses.empty()) one.statuses.resize(1);
        return inner->list(one);
    }
};

struct IgnoresTheRole : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery one = q;
        one.role.reset();
        return inner->list(one);
    }
};

struct SaysMoreOfAFullPage : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        page.more = page.users.size() == q.size;
        return page;
    }
};

struct CountsLate : Faultless {
    StatusCounts count(const AccountId& a, Instant n) override { return inner->count(a, n - tick); }
};

struct LeavesGaps : Faultless {
    EventPage events(const EventQuery& q) override {
        EventQuery halved = q;
        halved.after /= 2;
        EventPage page = inner->events(halved);
        for (auto& each : page.events) each.position *= 2;
        return page;
    }
};

struct SharesPositions : Faultless {
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const auto others = q.account == accounts()[1] ? history(accounts()[0]).size() : 0;
        for (auto& each : page.events) each.position += static_cast<std::int64_t>(others);
        return page;
    }
};

struct EventsIgnoreUser : Faultless {
    EventPage events(const EventQuery& q) override {
        EventQuery all = q;
        all.user.reset();
        return inner->events(all);
    }
};

struct EventsFromAfterOn : Faultless {
    EventPage events(const EventQuery& q) override {
        EventQuery including = q;
        including.after = std::max<std::int64_t>(q.after - 1, 0);
        return inner->events(including);
    }
};

struct EventsByTime : Faultless {
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        std::stable_sort(page.events.begin(), page.events.end(),
                         [](const auto& a, const auto& b) { return a.event.at < b.event.at; });
        return page;
    }
};

struct MailsOldestFirst : Faultless {
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        std::reverse(mails.begin(), mails.end());
        return mails;
    }
};

// Faults of the outbox.

struct LeaseOneTickShort : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l - tick, m);
        for (auto& each : claimed) each.lease_ends += tick;
        return claimed;
    }
};

struct LeaseOneTickLong : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l + tick, m);
        for (auto& each : claimed) each.lease_ends -= tick;
        return claimed;
    }
};

struct LeaseOfTheNextCaller : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        return inner->claim_mail(n, std::min<Duration>(l, boost::posix_time::minutes(5)), m);
    }
};

struct ClaimsForEverWhenSetBack : Faultless {
    std::optional<Instant> latest;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        const std::lock_guard lock(mutex);
        if (latest && n < *latest) return {};
        latest = n;
        return inner->claim_mail(n, l, m);
    }
};

struct ClaimsNothingQueuedLater : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const auto later = [&](const auto& each) { return each.mail.intent.queued_at > n; };
        claimed.erase(std::remove_if(claimed.begin(), claimed.end(), later), claimed.end());
        return claimed;
    }
};

struct ClaimsWithoutLimit : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t) override {
        return inner->claim_mail(n, l, 1000);
    }
};

struct ClaimsNewestFirst : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        std::reverse(claimed.begin(), claimed.end());
        return claimed;
    }
};

struct ClaimsWithoutHolding : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration, std::size_t m) override {
        return inner->claim_mail(n, Duration{}, m);
    }
};

struct DeferredBlocksTheRest : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const auto& all = accounts();
        const bool waiting = std::any_of(all.begin(), all.end(), [&](const auto& account) {
            for (const auto& each : history(account)) {
                for (const auto& mail : inner->mail(account, each.event.user)) {
                    if (mail.delivery == Delivery::deferred && mail.next_attempt_at > n) return true;
                }
            }
            return false;
        });
        return waiting ? std::vector<ClaimedMail>{} : claimed;
    }
};

struct CountsNoLapses : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        for (auto& each : claimed)
            each.mail.attempts -= each.mail.lapses, each.mail.unknown -= each.mail.lapses, each.mail.lapses = 0;
        return claimed;
    }
};

struct KeepsNoLapses : Faultless {
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        for (auto& each : mails) each.attempts -= each.lapses, each.unknown -= each.lapses, each.lapses = 0;
        return mails;
    }
};

/// Settles by the latest claim of the mail, whichever is shown.
struct IgnoresTheFence : Faultless {
    std::map<UserId, std::int64_t> fences;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        for (const auto& each : claimed) fences[each.mail.intent.user] = each.fence;
        return claimed;
    }
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        ClaimedMail latest = c;
        const std::lock_guard lock(mutex);
        if (const auto fence = fences.find(c.mail.intent.user); fence != fences.end()) latest.fence = fence->second;
        return inner->settle_mail(latest, s);
    }
};

struct SettlesTwice : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        inner->settle_mail(c, s);
        return SettleResult::settled;
    }
};

struct RefusesLateSettlements : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        return s.at > c.lease_ends ? SettleResult::not_held : inner->settle_mail(c, s);
    }
};

struct SettlesForgettingTheRevision : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        ClaimedMail newest = c;
        const auto mails = inner->mail(c.mail.intent.account, c.mail.intent.user);
        if (!mails.empty()) newest.mail.intent.revision = mails.front().intent.revision;
        return inner->settle_mail(newest, s);
    }
};

struct CountsEveryAttempt : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        Settlement counted = s;
        counted.counts = true;
        return inner->settle_mail(c, counted);
    }
};

struct ForgetsTheUnknown : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        Settlement known = s;
        known.unknown = false;
        return inner->settle_mail(c, known);
    }
};

struct ForgetsNextAttempt : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        Settlement at_once = s;
        at_once.next_attempt_at.reset();
        return inner->settle_mail(c, at_once);
    }
};

struct NextAttemptOneTickLate : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        Settlement late = s;
        if (late.next_attempt_at && *late.next_attempt_at < Instant(boost::posix_time::max_date_time))
            *late.next_attempt_at += tick;
        return inner->settle_mail(c, late);
    }
};

struct ForgetsDetails : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        Settlement silent = s;
        silent.detail.resize(std::min<std::size_t>(s.detail.size(), 255));
        return inner->settle_mail(c, silent);
    }
};

// Faults of the values.

struct KeepsSeconds : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user) user->created_at -= microseconds(user->created_at.time_of_day().fractional_seconds());
        return user;
    }
};

struct LosesTheFarPast : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user) user->created_at = std::max(user->created_at, Instant(boost::gregorian::date(1970, 1, 1)));
        return user;
    }
};

struct CutsNames : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user && user->profile.name.size() > 199) user->profile.name.resize(199);
        return user;
    }
};

struct SortsRoles : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user) std::sort(user->profile.roles.begin(), user->profile.roles.end());
        return user;
    }
};

struct KeepsRevisionsAsDoubles : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user && user->revision < (std::int64_t{1} << 60))
            user->revision = static_cast<std::int64_t>(static_cast<double>(user->revision));
        return user;
    }
};

struct TakesTheNilIdForNobody : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user && user->invited_by == UserId{}) user->invited_by.reset();
        return user;
    }
};

struct FoldsAddresses : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user) user->email = EmailAddress::parse(user->email.key()).value();
        return user;
    }
};

struct TakesNoEditForEmpty : Faultless {
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        for (auto& each : page.events) {
            auto* edited = std::get_if<events::Edited>(&each.event.change);
            if (edited != nullptr && edited->changes.teams == std::vector<std::string>{}) edited->changes.teams.reset();
        }
        return page;
    }
};

struct AccountsMindNoLetterCase : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        return user || a.text() != "A" ? user : inner->load(AccountId::parse("a").value(), u);
    }
};

// Faults of threads.

/// Two claims at once are handed the same mails.
struct ClaimsRace : Faultless {
    std::vector<ClaimedMail> before;

    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        if (m == 3 && claimed.empty() && !before.empty()) std::swap(claimed, before);
        if (!claimed.empty() && claimed.size() == 3) before = claimed;
        return claimed;
    }
};

/// Each check is made by itself before the commit, as by a store that looks up first and writes later.
struct LooksUpFirst : Faultless {
    CommitResult commit_one(const Commit& c) override {
        Commit unguarded = c;
        for (const auto& rule : c.only_if) {
            const AccountFacts facts = inner->facts(c.after.account, rule.role);
            const bool holds =
                rule.rule == Precondition::Rule::pending_below ? facts.pending < rule.limit : facts.active_holders > 1;
            if (!holds) return inner->commit(c);
        }
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        unguarded.only_if.clear();
        return inner->commit(unguarded);
    }
};

struct SettlementsRace : Faultless {
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        const auto mails = inner->mail(c.mail.intent.account, c.mail.intent.user);
        const bool open = !mails.empty() && mails.front().attempts == c.mail.attempts;
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        const auto result = inner->settle_mail(c, s);
        return open ? SettleResult::settled : result;
    }
};

/// Changes an address in two steps, with nobody listed in between.
struct ShowsHalfCommits : Faultless {
    std::atomic<bool> between = false;

    CommitResult commit_one(const Commit& c) override {
        between = std::holds_alternative<events::EmailCorrected>(c.event.change);
        for (int i = 0; i < 50; ++i) std::this_thread::yield();
        const auto result = inner->commit(c);
        between = false;
        return result;
    }
    UserPage list(const UserQuery& q) override { return between ? UserPage{} : inner->list(q); }
};

}  // namespace

std::vector<Sabotage> sabotaged_stores() {
    Sabotage forgetful = planted<Faultless>("forgets everything when it is opened again");
    forgetful.store.reopen = forgetful.store.open_fresh;
    std::vector<Sabotage> all{planted<Faultless>("does nothing wrong"),
                              planted<DropsRevisionCheck>("drops the revision check"),
                              planted<ChecksThenActs>("checks the revision, then acts"),
                              planted<UpsertsNewUsers>("inserts new users over those who came in between"),
                              planted<ComparesTheFenceFirst>("compares the fence, then settles"),
                              planted<DropsPreconditions>("drops the preconditions"),
                              planted<ChecksOnePrecondition>("checks the first precondition alone"),
                              planted<PreconditionsAfterTheCommit>("is off by one at the pending limit"),
                              planted<NamesNoPrecondition>("always names the first precondition"),
                              planted<ChecksRevisionBeforeKey>("checks the revision before the key"),
                              planted<ChecksPreconditionsBeforeAddress>("checks the preconditions before the address"),
                              planted<TombstonesKeepAddresses>("lets tombstones keep their addresses"),
                              planted<OwnAddressIsTaken>("takes a user's own address for another's"),
                              planted<LosesMails>("loses the mails of later commits"),
                              planted<QueuesMailsOfRefusedCommits>("queues the mails of refused commits"),
                              planted<KeepsKeysOfRefusedCommits>("keeps the keys of refused commits"),
                              planted<ForgetsKeys>("forgets the keys"),
                              planted<NeverReplacesKeys>("never replaces an expired key"),
                              planted<LoadsNoTombstones>("loads no tombstones"),
                              planted<LoadsAnybody>("loads somebody for an unknown id"),
                              planted<LoadForgetsAccount>("forgets the account in load"),
                              planted<FindForgetsAccount>("forgets the account in find"),
                              planted<FindMindsLetterCase>("minds letter case in find"),
                              planted<FindsTombstones>("finds tombstones"),
                              planted<FindsByFirstAddress>("finds users by the address that they had first"),
                              planted<CountsTheDeactivated>("counts the deactivated as active holders"),
                              planted<FactsMindNoLetterCase>("minds no letter case in roles"),
                              planted<LastMailIsTheGreatest>("takes the greatest instant for the last mail's"),
                              planted<LastMailMustBeOpen>("forgets the last mail once it is settled"),
                              planted<LastMailForgetsTombstones>("forgets the mails of tombstones"),
                              planted<KeysNeverExpire>("lets no key expire"),
                              planted<KeysExpireLate>("lets keys expire a microsecond late"),
                              planted<RecallForgetsAccount>("forgets the account in recall"),
                              planted<ListsTombstones>("lists tombstones"),
                              planted<ListsBySpelling>("lists in the order of the addresses as typed"),
                              planted<ListExpiresEarly>("filters by status a microsecond early"),
                              planted<ListExpiresLate>("filters by status a microsecond late"),
                              planted<FiltersByOneStatus>("filters by the first status alone"),
                              planted<IgnoresTheRole>("lists users of every role"),
                              planted<SaysMoreOfAFullPage>("says more of every full page"),
                              planted<CountsLate>("counts the expired a microsecond late"),
                              planted<LeavesGaps>("leaves gaps in the feed"),
                              planted<SharesPositions>("shares positions among accounts"),
                              planted<EventsIgnoreUser>("ignores the user in events"),
                              planted<EventsFromAfterOn>("repeats the last event of the page before"),
                              planted<EventsByTime>("orders events by time"),
                              planted<MailsOldestFirst>("gives the oldest mail first"),
                              planted<LeaseOneTickShort>("ends leases a microsecond early"),
                              planted<LeaseOneTickLong>("ends leases a microsecond late"),
                              planted<LeaseOfTheNextCaller>("grants no lease of more than five minutes"),
                              planted<ClaimsForEverWhenSetBack>("hands nothing out while the clock is behind"),
                              planted<ClaimsNothingQueuedLater>("hands out nothing queued after now"),
                              planted<ClaimsWithoutLimit>("hands out more than asked for"),
                              planted<ClaimsNewestFirst>("hands out the newest first"),
                              planted<ClaimsWithoutHolding>("holds nothing"),
                              planted<DeferredBlocksTheRest>("lets a waiting mail block the others"),
                              planted<CountsNoLapses>("hands out records without their lapses"),
                              planted<KeepsNoLapses>("keeps records without their lapses"),
                              planted<IgnoresTheFence>("ignores the fence"),
                              planted<SettlesTwice>("says settled whatever happens"),
                              planted<RefusesLateSettlements>("refuses late settlements"),
                              planted<SettlesForgettingTheRevision>("settles the newest mail of the user"),
                              planted<CountsEveryAttempt>("counts attempts that do not count"),
                              planted<ForgetsTheUnknown>("forgets unknown outcomes"),
                              planted<ForgetsNextAttempt>("forgets the next attempt's time"),
                              planted<NextAttemptOneTickLate>("makes deferred mails due a microsecond late"),
                              planted<ForgetsDetails>("cuts details at 255 octets"),
                              planted<KeepsSeconds>("keeps whole seconds"),
                              planted<LosesTheFarPast>("keeps no instant before 1970"),
                              planted<CutsNames>("cuts the longest names"),
                              planted<SortsRoles>("sorts roles"),
                              planted<KeepsRevisionsAsDoubles>("keeps revisions as doubles"),
                              planted<TakesTheNilIdForNobody>("takes the nil id for nobody"),
                              planted<FoldsAddresses>("folds addresses"),
                              planted<TakesNoEditForEmpty>("takes an edit to nothing for no edit"),
                              planted<AccountsMindNoLetterCase>("minds no letter case in accounts"),
                              planted<ClaimsRace>("hands out mails twice at times"),
                              planted<LooksUpFirst>("checks the preconditions, then acts"),
                              planted<SettlementsRace>("lets settlements race"),
                              planted<ShowsHalfCommits>("shows half of a commit"),
                              std::move(forgetful)};
    for (const auto topic : {sabotaged_batches, sabotaged_lists, sabotaged_bounces, sabotaged_erasures,
                             sabotaged_limits, sabotaged_seconds}) {
        const auto more = topic();
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace beckon::testing
