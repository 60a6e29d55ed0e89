// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "beckon/lifecycle/erasure.hpp"
#include "tests/store/planted_faults.hpp"

// Faults of erasing and purging.
namespace beckon::testing {

namespace {

using Whose = std::pair<AccountId, UserId>;
using Mails = std::vector<MailRecord>;
using Events = std::vector<PlacedEvent>;

std::optional<User> user_of(Store& store, const Whose& whose) { return store.load(whose.first, whose.second); }
Mails mails_of(Store& store, const Whose& whose) { return store.mail(whose.first, whose.second); }
Events events_of(Store& store, const Whose& whose) {
    return store.events({.account = whose.first, .user = whose.second, .size = 1'000'000}).events;
}

bool is_erased(Store& store, const Whose& whose) {
    const auto user = user_of(store, whose);
    return user && user->email == erased_address();
}

bool is_gone(Store& store, const Whose& whose) { return !user_of(store, whose); }

template <class What>
using Kept = std::map<Whose, What>;

template <class What>
What find_kept(const Kept<What>& kept, const Whose& whose) {
    const auto found = kept.find(whose);
    return found == kept.end() ? What{} : found->second;
}

/// What `of` showed of each user just before they were erased.
template <class What>
Kept<What>& kept_from_erasure(Calls& s, What (*of)(Store&, const Whose&)) {
    auto& kept = s.keep<Kept<What>>();
    s.instead(&Calls::erase, [&s, &kept, of](auto& a, auto& u) {
        auto before = of(*s.inner, {a, u});
        const bool done = s.inner->erase(a, u);
        if (done) kept.emplace(Whose{a, u}, std::move(before));
        return done;
    });
    return kept;
}

/// What `of` showed of each user just before they were purged.
template <class What>
Kept<What>& kept_from_purge(Calls& s, What (*of)(Store&, const Whose&)) {
    auto& kept = s.keep<Kept<What>>();
    s.instead(&Calls::purge, [&s, &kept, of](auto& a, auto before, auto limit) {
        Kept<What> all;
        for (const auto& each : history(*s.inner, a)) {
            const Whose whose{a, each.event.user};
            all.emplace(whose, of(*s.inner, whose));
        }
        const std::size_t purged = s.inner->purge(a, before, limit);
        std::erase_if(all, [&](const auto& each) { return !is_gone(*s.inner, each.first); });
        kept.merge(all);
        return purged;
    });
    return kept;
}

// Faults of erasing.

bool erase_once(Calls& s, const AccountId& a, const UserId& u) {
    return !is_erased(*s.inner, {a, u}) && s.inner->erase(a, u);
}

void erase_in_every_account(Calls& s, const bool&, const AccountId&, const UserId& u) {
    for (const auto& other : {acme(), globex()}) s.inner->erase(other, u);
}

void keep_attributes(Calls& s) {
    auto& kept = kept_from_erasure(s, user_of);
    s.after(&Calls::load, [&](std::optional<User>& user, auto& a, auto& u) {
        if (const auto before = find_kept(kept, {a, u}); user && before)
            user->profile.attributes = before->profile.attributes;
    });
}

void keep_references(Calls& s) {
    auto& kept = kept_from_erasure(s, user_of);
    s.after(&Calls::load, [&](std::optional<User>& user, auto& a, auto& u) {
        if (const auto before = find_kept(kept, {a, u}); user && before) user->reference = before->reference;
    });
}

/// Changes what it loads of erased users.
Fault loads_erased(void (*change)(User&)) {
    return after(&Calls::load, [=](std::optional<User>& user) {
        if (user && user->email == erased_address()) change(*user);
    });
}

bool is_any(const Event&) { return true; }

template <class Change>
bool is_a(const Event& event) {
    return std::holds_alternative<Change>(event.change);
}

/// Goes on showing some of the events as they were.
Fault keeps_events(bool (*some)(const Event&)) {
    return [=](Calls& s) {
        auto& kept = kept_from_erasure(s, events_of);
        s.after(&Calls::events, [&kept, some](EventPage& page, const EventQuery& q) {
            for (auto& each : page.events) {
                for (const auto& old : find_kept(kept, {q.account, each.event.user})) {
                    if (old.position == each.position && some(old.event)) each = old;
                }
            }
        });
    };
}

void take_events_away(Calls& s, EventPage& page, const EventQuery& q) {
    std::erase_if(page.events, [&](auto& each) { return is_erased(*s.inner, {q.account, each.event.user}); });
}

/// Goes on showing something of the mails as it was.
Fault keeps_of_mails(void (*keep)(MailRecord&, const MailRecord&)) {
    return [=](Calls& s) {
        auto& kept = kept_from_erasure(s, mails_of);
        s.after(&Calls::mail, [&kept, keep](Mails& mails, auto& a, auto& u) {
            const auto before = find_kept(kept, {a, u});
            for (std::size_t i = 0; i < std::min(mails.size(), before.size()); ++i) keep(mails[i], before[i]);
        });
    };
}

void drop_all_mails(Calls& s, Mails& mails, const AccountId& a, const UserId& u) {
    for (auto& each : mails) each.delivery = is_erased(*s.inner, {a, u}) ? Delivery::dropped : each.delivery;
}

void let_erased_mails_be_settled(Calls& s, SettleResult& result, const ClaimedMail& c, const Settlement&) {
    if (is_erased(*s.inner, {c.mail.intent.account, c.mail.intent.user})) result = SettleResult::settled;
}

/// Mails that were open at the erasure are handed out all the same.
void leave_mails_due(Calls& s) {
    auto& kept = kept_from_erasure(s, mails_of);
    s.after(&Calls::claim_mail, [&](std::vector<ClaimedMail>& claimed, Instant n, Duration l, std::size_t limit) {
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                if (mail.delivery == Delivery::queued && claimed.size() < limit) claimed.push_back({mail, 1, n + l});
            }
        }
    });
}

/// Shows when users who are no more were mailed last.
void show_mail_times(Calls& s, const Kept<Mails>& kept) {
    s.after(&Calls::last_mail_at, [&](std::optional<Instant>& last, auto& a, auto& address) {
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                if (!last && whose.first == a && mail.intent.to.same_mailbox(address)) last = mail.intent.queued_at;
            }
        }
    });
}

/// Forgets the address, whoever else was mailed there before.
void forget_mails_of_others(Calls& s) {
    auto& kept = kept_from_erasure(s, mails_of);
    s.after(&Calls::last_mail_at, [&](std::optional<Instant>& last, auto& a, auto& address) {
        for (const auto& [whose, mails] : kept) {
            for (const auto& mail : mails) {
                const bool newer = last && *last > mail.intent.queued_at;
                if (whose.first == a && mail.intent.to.same_mailbox(address) && !newer) last.reset();
            }
        }
    });
}

/// Goes on recalling the keys of some users.
Fault keeps_keys(bool (*of)(Store&, const Whose&)) {
    return [=](Calls& s) {
        auto& kept = s.keep<std::map<std::pair<AccountId, std::string>, RememberedRequest>>();
        s.after(&Calls::commit, [&](CommitResult& result, const Commit& c) {
            const bool committed = result.outcome == CommitResult::Outcome::committed;
            if (committed && c.key) kept.insert_or_assign({c.after.account, c.key->key}, *c.key);
        });
        s.after(&Calls::remembered, [&s, &kept, of](std::optional<RememberedRequest>& found, auto& a, auto k, auto) {
            const auto key = kept.find({a, std::string(k)});
            if (!found && key != kept.end() && of(*s.inner, {a, key->second.user})) found = key->second;
        });
    };
}

void forget_every_key(Calls& s) {
    auto& erased_somebody = s.keep<bool>();
    s.after(&Calls::erase, [&](const bool& done) { erased_somebody = erased_somebody || done; });
    s.after(&Calls::remembered, [&](std::optional<RememberedRequest>& kept) {
        if (erased_somebody) kept.reset();
    });
}

// Faults of purging.

void purge_every_account(Calls& s, const std::size_t&, const AccountId&, Instant before, std::size_t limit) {
    for (const auto& other : {acme(), globex()}) s.inner->purge(other, before, limit);
}

using Due = std::vector<std::pair<Instant, UserId>>;

/// Hides tombstones instead of taking them out, in an order of its own.
Fault purges_in_order(void (*put_in_order)(Due&)) {
    return [=](Calls& s) {
        auto& hidden = s.keep<std::set<Whose>>();
        s.instead(&Calls::purge, [&s, &hidden, put_in_order](auto& a, Instant before, std::size_t limit) {
            Due due;
            for (const auto& each : history(*s.inner, a)) {
                const auto user = s.inner->load(a, each.event.user);
                const auto* removed = user ? std::get_if<Removed>(&user->state) : nullptr;
                if (removed != nullptr && each.event.revision == 1 && removed->at < before &&
                    !hidden.contains({a, user->id})) {
                    due.emplace_back(removed->at, user->id);
                }
            }
            put_in_order(due);
            due.resize(std::min(due.size(), limit));
            for (const auto& [at, user] : due) hidden.emplace(a, user);
            return due.size();
        });
        s.after(&Calls::load, [&](std::optional<User>& user, auto& a, auto& u) {
            if (hidden.contains({a, u})) user.reset();
        });
    };
}

void put_the_newest_first(Due& due) { std::sort(due.rbegin(), due.rend()); }

void put_in_order_of_ids(Due& due) {
    std::sort(due.begin(), due.end(), [](auto& a, auto& b) { return a.second < b.second; });
}

/// Takes the users out, and goes on showing something of theirs.
template <class Function>
Fault keeps_of_purged(Function Calls::*call, typename Function::result_type (*of)(Store&, const Whose&)) {
    return [=](Calls& s) {
        auto& kept = kept_from_purge(s, of);
        s.after(call, [&](auto& shown, auto& a, auto& u) {
            if (const auto found = kept.find({a, u}); found != kept.end()) shown = found->second;
        });
    };
}

void keep_purged_events(Calls& s) {
    auto& kept = kept_from_purge(s, events_of);
    s.after(&Calls::events, [&](EventPage& page, const EventQuery& q) {
        const auto found = q.user ? kept.find({q.account, *q.user}) : kept.end();
        if (found != kept.end() && page.events.empty() && q.after == 0) page.events = found->second;
    });
}

/// Numbers the events that are left from 1.
void renumber(Calls& s, EventPage& page, const EventQuery& q) {
    const auto all = history(*s.inner, q.account);
    for (auto& each : page.events) {
        const auto is_it = [&](const auto& one) { return one.position == each.position; };
        each.position = std::find_if(all.begin(), all.end(), is_it) - all.begin() + 1;
    }
}

/// Takes one more than the greatest position that is left for the next.
void give_positions_again(Calls& s) {
    struct Shift {
        std::int64_t behind = 0, by = 0;
    };
    auto& shifts = s.keep<std::map<AccountId, Shift>>();
    s.instead(&Calls::purge, [&](auto& a, auto before, auto limit) {
        const auto last = [&] {
            const auto events = history(*s.inner, a);
            return events.empty() ? 0 : events.back().position;
        };
        const std::int64_t was = last();
        const std::size_t purged = s.inner->purge(a, before, limit);
        shifts[a] = {.behind = was, .by = was - last()};
        return purged;
    });
    s.after(&Calls::events, [&](EventPage& page, const EventQuery& q) {
        const Shift shift = shifts[q.account];
        for (auto& each : page.events) each.position -= each.position > shift.behind ? shift.by : 0;
    });
}

}  // namespace

std::vector<PlantedFault> faults_of_erasure() {
    constexpr auto erase = &Calls::erase;
    constexpr auto purge = &Calls::purge;
    return {
        {"says that it erased a live user",
         after(erase, [](Calls& s, bool& done, auto& a, auto& u) { done = done || s.inner->load(a, u); })},
        {"says that it erased nobody",
         after(erase, [](Calls& s, bool& done, auto& a, auto& u) { done = done || !s.inner->load(a, u); })},
        {"erases nobody once more", instead(erase, erase_once)},
        {"forgets the account in erase", after(erase, erase_in_every_account)},
        {"keeps an erased user's attributes", keep_attributes},
        {"keeps an erased user's reference", keep_references},
        {"takes an erased user's roles away", loads_erased([](User& user) { user.profile.roles.clear(); })},
        {"makes a revision of an erasure", loads_erased([](User& user) { ++user.revision; })},
        {"keeps an erased user's events as they were", keeps_events(is_any)},
        {"keeps an erased user's edits as they were", keeps_events(is_a<events::Edited>)},
        {"keeps an erased user's notes as they were", keeps_events(is_a<events::Resent>)},
        {"keeps the note of an erased user's new invitation", keeps_events(is_a<events::NewlySent>)},
        {"keeps an erased user's corrections as they were", keeps_events(is_a<events::EmailCorrected>)},
        {"keeps an erased user's adoption as it was", keeps_events(is_a<events::Adopted>)},
        {"takes an erased user's events away", after(&Calls::events, take_events_away)},
        {"keeps the addresses of an erased user's mails",
         keeps_of_mails([](auto& mail, auto& old) { mail.intent.to = old.intent.to; })},
        {"keeps the details of an erased user's mails",
         keeps_of_mails([](auto& mail, auto& old) { mail.detail = old.detail; })},
        {"leaves an erased user's mails open",
         keeps_of_mails([](auto& mail, auto& old) { mail.delivery = old.delivery; })},
        {"drops an erased user's settled mails", after(&Calls::mail, drop_all_mails)},
        {"lets an erased user's mails be settled", after(&Calls::settle_mail, let_erased_mails_be_settled)},
        {"hands out an erased user's mails", leave_mails_due},
        {"remembers when an erased user was mailed",
         [](Calls& s) { show_mail_times(s, kept_from_erasure(s, mails_of)); }},
        {"forgets when others were mailed at an erased user's address", forget_mails_of_others},
        {"keeps an erased user's keys", keeps_keys(is_erased)},
        {"forgets all keys when it erases", forget_every_key},
        {"purges who was removed at the very instant",
         before(purge, [](auto&, Instant& before, auto&) { before += tick; })},
        {"purges a microsecond late", before(purge, [](auto&, Instant& before, auto&) { before -= tick; })},
        {"purges more than asked for", before(purge, [](auto&, auto&, std::size_t& limit) { limit = 1'000'000; })},
        {"says that it purged as many as asked for",
         after(purge, [](std::size_t& purged, auto&, auto, auto limit) { purged = limit; })},
        {"purges every account", after(purge, purge_every_account)},
        {"purges those removed last first", purges_in_order(put_the_newest_first)},
        {"purges in the order of the ids", purges_in_order(put_in_order_of_ids)},
        {"keeps purged users", keeps_of_purged(&Calls::load, user_of)},
        {"keeps purged users' mails", keeps_of_purged(&Calls::mail, mails_of)},
        {"keeps purged users' events", keep_purged_events},
        {"remembers when purged users were mailed", [](Calls& s) { show_mail_times(s, kept_from_purge(s, mails_of)); }},
        {"keeps purged users' keys", keeps_keys(is_gone)},
        {"numbers the events anew after a purge", after(&Calls::events, renumber)},
        {"gives the positions of purged events again", give_positions_again},
    };
}

}  // namespace beckon::testing
