// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "beckon/lifecycle/erasure.hpp"
#include "tests/store/faultless_store.hpp"

// Faults of erasing and purging.
namespace beckon::testing {

namespace {

using Whose = std::pair<AccountId, UserId>;

struct ErasesAnybody : Faultless {
    bool erase(const AccountId& a, const UserId& u) override { return inner->erase(a, u) || inner->load(a, u); }
};

struct ErasesNobody : Faultless {
    bool erase(const AccountId& a, const UserId& u) override { return inner->erase(a, u) || !inner->load(a, u); }
};

struct ErasesOnce : Faultless {
    bool erase(const AccountId& a, const UserId& u) override {
        const auto user = inner->load(a, u);
        return user && user->email != erased_address() && inner->erase(a, u);
    }
};

struct EraseForgetsAccount : Faultless {
    bool erase(const AccountId& a, const UserId& u) override {
        const bool done = inner->erase(a, u);
        for (const auto* other : {"acme", "globex"}) inner->erase(AccountId::parse(other).value(), u);
        return done;
    }
};

/// Remembers, before an erasure, what it then goes on showing.
template <class What>
struct Remembers : Faultless {
    std::map<Whose, What> kept;

    virtual What look(const AccountId& a, const UserId& u) = 0;
    bool erase(const AccountId& a, const UserId& u) override {
        What before = look(a, u);
        const bool done = inner->erase(a, u);
        const std::lock_guard lock(mutex);
        if (done) kept.emplace(Whose{a, u}, std::move(before));
        return done;
    }
    const What* find_kept(const AccountId& a, const UserId& u) {
        const std::lock_guard lock(mutex);
        const auto found = kept.find({a, u});
        return found == kept.end() ? nullptr : &found->second;
    }
};

struct EraseKeepsTeams : Remembers<std::optional<User>> {
    std::optional<User> look(const AccountId& a, const UserId& u) override { return inner->load(a, u); }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        const auto* before = find_kept(a, u);
        if (user && before != nullptr) user->profile.teams = (*before)->profile.teams;
        return user;
    }
};

struct EraseTakesRoles : Remembers<bool> {
    bool look(const AccountId&, const UserId&) override { return true; }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user && find_kept(a, u) != nullptr) user->profile.roles.clear();
        return user;
    }
};

struct EraseIsARevision : Remembers<bool> {
    bool look(const AccountId&, const UserId&) override { return true; }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        if (user && find_kept(a, u) != nullptr) ++user->revision;
        return user;
    }
};

/// Goes on showing some of the events.
struct EraseKeepsEvents : Remembers<std::vector<PlacedEvent>> {
    virtual bool keeps(const Event&) { return true; }
    std::vector<PlacedEvent> look(const AccountId& a, const UserId& u) override {
        return inner->events({.account = a, .user = u, .size = 1'000'000}).events;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        for (auto& each : page.events) {
            const auto* before = find_kept(q.account, each.event.user);
            if (before == nullptr) continue;
            for (const auto& old : *before) {
                if (old.position == each.position && keeps(old.event)) each = old;
            }
        }
        return page;
    }
};

struct EraseKeepsEdits : EraseKeepsEvents {
    bool keeps(const Event& event) override { return std::holds_alternative<events::Edited>(event.change); }
};

struct EraseKeepsCorrections : EraseKeepsEvents {
    bool keeps(const Event& event) override { return std::holds_alternative<events::EmailCorrected>(event.change); }
};

struct EraseKeepsAdoptions : EraseKeepsEvents {
    bool keeps(const Event& event) override { return std::holds_alternative<events::Adopted>(event.change); }
};

struct EraseTakesEvents : Remembers<bool> {
    bool look(const AccountId&, const UserId&) override { return true; }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        std::erase_if(page.events, [&](const auto& each) { return find_kept(q.account, each.event.user) != nullptr; });
        return page;
    }
};

struct EraseKeepsAddressesOfMails : Remembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const auto* before = find_kept(a, u);
        for (std::size_t i = 0; before != nullptr && i < mails.size(); ++i) mails[i].intent.to = (*before)[i].intent.to;
        return mails;
    }
};

struct EraseKeepsDetails : EraseKeepsAddressesOfMails {
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const auto* before = find_kept(a, u);
        for (std::size_t i = 0; before != nullptr && i < mails.size(); ++i) mails[i].detail = (*before)[i].detail;
        return mails;
    }
};

struct EraseLeavesMailsOpen : EraseKeepsAddressesOfMails {
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const auto* before = find_kept(a, u);
        for (std::size_t i = 0; before != nullptr && i < mails.size(); ++i) mails[i].delivery = (*before)[i].delivery;
        return mails;
    }
};

struct EraseDropsSettledMails : Remembers<bool> {
    bool look(const AccountId&, const UserId&) override { return true; }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        for (auto& each : mails) each.delivery = find_kept(a, u) != nullptr ? Delivery::dropped : each.delivery;
        return mails;
    }
};

struct EraseLeavesTheHolder : Remembers<bool> {
    bool look(const AccountId&, const UserId&) override { return true; }
    SettleResult settle_mail(const ClaimedMail& c, const Settlement& s) override {
        const auto result = inner->settle_mail(c, s);
        return find_kept(c.mail.intent.account, c.mail.intent.user) != nullptr ? SettleResult::settled : result;
    }
};

/// Mails that were open at the erasure are handed out all the same.
struct EraseLeavesMailsDue : Remembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        auto claimed = inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                if (mail.delivery == Delivery::queued && claimed.size() < m) claimed.push_back({mail, 1, n + l});
            }
        }
        return claimed;
    }
};

struct EraseKeepsMailTimes : Remembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        auto last = inner->last_mail_at(a, e);
        const std::lock_guard lock(mutex);
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                if (!last && whose.first == a && mail.intent.to.same_mailbox(e)) last = mail.intent.queued_at;
            }
        }
        return last;
    }
};

/// Forgets the address, whoever else was mailed there before.
struct EraseForgetsOthersMails : Remembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        auto last = inner->last_mail_at(a, e);
        const std::lock_guard lock(mutex);
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                const bool newer = last && *last > mail.intent.queued_at;
                if (whose.first == a && mail.intent.to.same_mailbox(e) && !newer) last.reset();
            }
        }
        return last;
    }
};

struct ForgetsNoKeys : Faultless {
    std::map<std::string, KeptKey> kept;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome == CommitResult::Outcome::committed && c.key) kept.insert_or_assign(c.key->key, *c.key);
        return result;
    }
    std::set<Whose> gone;
    bool erase(const AccountId& a, const UserId& u) override {
        const bool done = inner->erase(a, u);
        const std::lock_guard lock(mutex);
        if (done) gone.emplace(a, u);
        return done;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto found = inner->recall(a, k, n);
        const std::lock_guard lock(mutex);
        const auto key = kept.find(std::string(k));
        if (!found && key != kept.end() && gone.contains({a, key->second.user})) found = key->second;
        return found;
    }
};

struct EraseForgetsEveryKey : Faultless {
    std::atomic<bool> erased_somebody = false;

    bool erase(const AccountId& a, const UserId& u) override {
        const bool done = inner->erase(a, u);
        if (done) erased_somebody = true;
        return done;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        return erased_somebody ? std::nullopt : inner->recall(a, k, n);
    }
};

// Faults of purging.

struct PurgeIncludesTheInstant : Faultless {
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override { return inner->purge(a, b + tick, l); }
};

struct PurgesATickLate : Faultless {
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override { return inner->purge(a, b - tick, l); }
};

struct PurgesWithoutLimit : Faultless {
    std::size_t purge(const AccountId& a, Instant b, std::size_t) override { return inner->purge(a, b, 1'000'000); }
};

struct PurgeSaysWhatWasAsked : Faultless {
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        inner->purge(a, b, l);
        return l;
    }
};

struct PurgesEveryAccount : Faultless {
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        const std::size_t purged = inner->purge(a, b, l);
        for (const auto* other : {"acme", "globex"}) inner->purge(AccountId::parse(other).value(), b, l);
        return purged;
    }
};

/// Hides instead of taking out. Faults choose whom, and what still shows.
struct Hides : Faultless {
    std::set<Whose> hidden;

    bool is_hidden(const AccountId& a, const UserId& u) {
        const std::lock_guard lock(mutex);
        return hidden.contains({a, u});
    }
    std::vector<std::pair<Instant, UserId>> due(const AccountId& a, Instant before) {
        std::vector<std::pair<Instant, UserId>> all;
        for (const auto& each : history(a)) {
            const auto user = inner->load(a, each.event.user);
            const auto* removed = user ? std::get_if<Removed>(&user->state) : nullptr;
            if (removed != nullptr && each.event.revision == 1 && removed->at < before && !is_hidden(a, user->id)) {
                all.emplace_back(removed->at, user->id);
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }
    virtual void put_in_order(std::vector<std::pair<Instant, UserId>>&) {}
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        auto all = due(a, b);
        put_in_order(all);
        if (all.size() > l) all.resize(l);
        const std::lock_guard lock(mutex);
        for (const auto& [at, user] : all) hidden.emplace(a, user);
        return all.size();
    }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        return is_hidden(a, u) ? std::nullopt : inner->load(a, u);
    }
};

struct PurgesTheNewest : Hides {
    void put_in_order(std::vector<std::pair<Instant, UserId>>& all) override { std::reverse(all.begin(), all.end()); }
};

struct PurgesById : Hides {
    void put_in_order(std::vector<std::pair<Instant, UserId>>& all) override {
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    }
};

/// Takes the users out, and goes on showing something of theirs.
template <class What>
struct PurgeRemembers : Faultless {
    std::map<Whose, What> kept;

    virtual What look(const AccountId& a, const UserId& u) = 0;
    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        std::map<Whose, What> before;
        for (const auto& each : history(a)) before.emplace(Whose{a, each.event.user}, look(a, each.event.user));
        const std::size_t purged = inner->purge(a, b, l);
        const std::lock_guard lock(mutex);
        for (auto& [whose, what] : before) {
            if (!inner->load(whose.first, whose.second)) kept.emplace(whose, std::move(what));
        }
        return purged;
    }
};

struct PurgeKeepsUsers : PurgeRemembers<std::optional<User>> {
    std::optional<User> look(const AccountId& a, const UserId& u) override { return inner->load(a, u); }
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        const std::lock_guard lock(mutex);
        const auto found = kept.find({a, u});
        return user || found == kept.end() ? user : found->second;
    }
};

struct PurgeKeepsMails : PurgeRemembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override {
        auto mails = inner->mail(a, u);
        const std::lock_guard lock(mutex);
        const auto found = kept.find({a, u});
        return found == kept.end() ? mails : found->second;
    }
};

struct PurgeKeepsEvents : PurgeRemembers<std::vector<PlacedEvent>> {
    std::vector<PlacedEvent> look(const AccountId& a, const UserId& u) override {
        return inner->events({.account = a, .user = u, .size = 1'000'000}).events;
    }
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const std::lock_guard lock(mutex);
        const auto found = q.user ? kept.find({q.account, *q.user}) : kept.end();
        if (found != kept.end() && page.events.empty() && q.after == 0) page.events = found->second;
        return page;
    }
};

struct PurgeKeepsMailTimes : PurgeRemembers<std::vector<MailRecord>> {
    std::vector<MailRecord> look(const AccountId& a, const UserId& u) override { return inner->mail(a, u); }
    std::optional<Instant> last_mail_at(const AccountId& a, const EmailAddress& e) override {
        auto last = inner->last_mail_at(a, e);
        const std::lock_guard lock(mutex);
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                if (!last && whose.first == a && mail.intent.to.same_mailbox(e)) last = mail.intent.queued_at;
            }
        }
        return last;
    }
};

struct PurgeKeepsKeys : Faultless {
    std::map<std::pair<AccountId, std::string>, KeptKey> kept;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome == CommitResult::Outcome::committed && c.key)
            kept.insert_or_assign({c.after.account, c.key->key}, *c.key);
        return result;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto found = inner->recall(a, k, n);
        const std::lock_guard lock(mutex);
        const auto key = kept.find({a, std::string(k)});
        const bool purged = key != kept.end() && !inner->load(a, key->second.user);
        return !found && purged ? key->second : found;
    }
};

/// Numbers the events that are left from 1.
struct PurgeRenumbers : Faultless {
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const auto all = history(q.account);
        for (auto& each : page.events) {
            const auto at =
                std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.position == each.position; });
            each.position = at - all.begin() + 1;
        }
        return page;
    }
};

/// Takes one more than the greatest position that is left for the next.
struct PurgeGivesPositionsAgain : Faultless {
    std::map<AccountId, std::int64_t> shift;

    std::size_t purge(const AccountId& a, Instant b, std::size_t l) override {
        const auto before = history(a);
        const std::size_t purged = inner->purge(a, b, l);
        const auto after = history(a);
        const std::lock_guard lock(mutex);
        if (!before.empty()) shift[a] = before.back().position - (after.empty() ? 0 : after.back().position);
        from[a] = before.empty() ? 0 : before.back().position;
        return purged;
    }
    std::map<AccountId, std::int64_t> from;
    EventPage events(const EventQuery& q) override {
        EventPage page = inner->events(q);
        const std::lock_guard lock(mutex);
        for (auto& each : page.events) each.position -= each.position > from[q.account] ? shift[q.account] : 0;
        return page;
    }
};

}  // namespace

std::vector<Sabotage> sabotaged_erasures() {
    return {planted<ErasesAnybody>("says that it erased a live user"),
            planted<ErasesNobody>("says that it erased nobody"),
            planted<ErasesOnce>("erases nobody once more"),
            planted<EraseForgetsAccount>("forgets the account in erase"),
            planted<EraseKeepsTeams>("keeps an erased user's teams"),
            planted<EraseTakesRoles>("takes an erased user's roles away"),
            planted<EraseIsARevision>("makes a revision of an erasure"),
            planted<EraseKeepsEvents>("keeps an erased user's events as they were"),
            planted<EraseKeepsEdits>("keeps an erased user's edits as they were"),
            planted<EraseKeepsCorrections>("keeps an erased user's corrections as they were"),
            planted<EraseKeepsAdoptions>("keeps an erased user's adoption as it was"),
            planted<EraseTakesEvents>("takes an erased user's events away"),
            planted<EraseKeepsAddressesOfMails>("keeps the addresses of an erased user's mails"),
            planted<EraseKeepsDetails>("keeps the details of an erased user's mails"),
            planted<EraseLeavesMailsOpen>("leaves an erased user's mails open"),
            planted<EraseDropsSettledMails>("drops an erased user's settled mails"),
            planted<EraseLeavesTheHolder>("lets an erased user's mails be settled"),
            planted<EraseLeavesMailsDue>("hands out an erased user's mails"),
            planted<EraseKeepsMailTimes>("remembers when an erased user was mailed"),
            planted<EraseForgetsOthersMails>("forgets when others were mailed at an erased user's address"),
            planted<ForgetsNoKeys>("keeps an erased user's keys"),
            planted<EraseForgetsEveryKey>("forgets all keys when it erases"),
            planted<PurgeIncludesTheInstant>("purges who was removed at the very instant"),
            planted<PurgesATickLate>("purges a microsecond late"),
            planted<PurgesWithoutLimit>("purges more than asked for"),
            planted<PurgeSaysWhatWasAsked>("says that it purged as many as asked for"),
            planted<PurgesEveryAccount>("purges every account"),
            planted<PurgesTheNewest>("purges those removed last first"),
            planted<PurgesById>("purges in the order of the ids"),
            planted<PurgeKeepsUsers>("keeps purged users"),
            planted<PurgeKeepsMails>("keeps purged users' mails"),
            planted<PurgeKeepsEvents>("keeps purged users' events"),
            planted<PurgeKeepsMailTimes>("remembers when purged users were mailed"),
            planted<PurgeKeepsKeys>("keeps purged users' keys"),
            planted<PurgeRenumbers>("numbers the events anew after a purge"),
            planted<PurgeGivesPositionsAgain>("gives the positions of purged events again")};
}

}  // namespace beckon::testing
