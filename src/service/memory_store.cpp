// SPDX-License-Identifier: MIT
#include "beckon/service/memory_store.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

namespace beckon {

namespace {

struct Lease {
    Instant claimed_at;
    Duration length;

    bool holds_at(Instant now) const { return claimed_at - length <= now && now < claimed_at + length; }
};

struct Mail {
    MailRecord record;
    std::int64_t fence = 0;
    std::optional<Lease> lease{};  // until settled, whether it holds or has run out

    bool is_due(Instant now) const {
        return (!record.next_attempt_at || *record.next_attempt_at <= now) && (!lease || !lease->holds_at(now));
    }
};

/// All that is kept for one account.
struct Account {
    std::map<UserId, User> users;                                   // tombstones included
    std::map<std::string, UserId, std::less<>> holders;             // of addresses, by key: the live users
    std::map<std::int64_t, Event> feed;                             // by position
    std::set<std::pair<UserId, std::int64_t>> positions;            // of each user's events in the feed
    std::map<std::pair<UserId, std::int64_t>, std::int64_t> mails;  // (user, revision) to the number in the outbox
    std::map<std::string, Instant, std::less<>> mailed_at;          // by address key
    std::map<std::string, KeptKey, std::less<>> keys;
    std::map<std::string, std::int64_t, std::less<>> active_holders;  // by role; a role may stand at 0
    std::int64_t pending = 0;
};

template <class Map, class Key>
auto value_at(const Map& map, const Key& key) {
    const auto entry = map.find(key);
    return entry == map.end() ? std::nullopt : std::optional(entry->second);
}

// A commit allocates first and changes afterwards. An entry to come is made outside of its map, and putting it in moves
// it: no step of that can fail.
template <class Map>
typename Map::node_type entry(typename Map::key_type key, typename Map::mapped_type value) {
    static_assert(std::is_nothrow_move_assignable_v<typename Map::mapped_type>);
    Map one;
    one.emplace(std::move(key), std::move(value));
    return one.extract(one.begin());
}

template <class Map>
void put(Map& map, typename Map::node_type entry) noexcept {
    auto [position, inserted, rest] = map.insert(std::move(entry));
    if (!inserted && rest) position->second = std::move(rest.mapped());
}

/// Adds `step` to the account's counters for a user in this state.
void tally(Account& account, const User& user, std::int64_t step) noexcept {
    if (std::holds_alternative<Invited>(user.state)) account.pending += step;
    if (!std::holds_alternative<Active>(user.state)) return;
    for (const std::string& role : user.profile.roles) account.active_holders.find(role)->second += step;
}

bool holds(const Precondition& rule, const Account& account) {
    switch (rule.rule) {
        case Precondition::Rule::another_active_holder:
            return value_at(account.active_holders, rule.role).value_or(0) >= 2;
        case Precondition::Rule::pending_below: return account.pending < rule.limit;
    }
    return false;
}

/// What is to be said to a commit, before it is carried out.
CommitResult examine(const Commit& commit, const Account& account) {
    using Outcome = CommitResult::Outcome;
    if (commit.key) {
        const auto kept = value_at(account.keys, commit.key->key);
        if (kept && kept->expires_at > commit.event.at) return {Outcome::key_taken};
    }
    const auto current = account.users.find(commit.after.id);
    const bool exists = current != account.users.end();
    const bool as_decided_on = commit.before ? exists && current->second.revision == commit.before->revision : !exists;
    if (!as_decided_on) return {Outcome::revision_conflict};
    if (is_live(commit.after)) {
        const auto holder = value_at(account.holders, commit.after.email.key());
        if (holder && *holder != commit.after.id) return {Outcome::address_taken};
    }
    for (std::size_t i = 0; i < commit.only_if.size(); ++i) {
        if (!holds(commit.only_if[i], account)) return {Outcome::precondition_failed, i};
    }
    return {Outcome::committed};
}

}  // namespace

struct MemoryStore::Tables {
    std::mutex mutex;
    std::map<AccountId, Account> accounts;
    std::map<std::int64_t, Mail> outbox;  // by number, in the order of queueing
    std::set<std::int64_t> open;          // the numbers of the mails that are queued or deferred

    /// The account, or an empty one where nothing has been committed yet.
    const Account& account(const AccountId& id) const {
        static const Account nothing;
        const auto found = accounts.find(id);
        return found == accounts.end() ? nothing : found->second;
    }

    void carry_out(const Commit& commit);
};

void MemoryStore::Tables::carry_out(const Commit& commit) {
    const User& after = commit.after;
    Account& account = accounts[after.account];
    const std::int64_t position = static_cast<std::int64_t>(account.feed.size()) + 1;
    const std::int64_t number = static_cast<std::int64_t>(outbox.size()) + 1;

    auto new_user = entry<decltype(account.users)>(after.id, after);
    auto new_event = entry<decltype(account.feed)>(position, commit.event);
    decltype(account.positions) new_position{{after.id, position}};
    decltype(account.holders)::node_type new_holder;
    if (is_live(after)) new_holder = entry<decltype(account.holders)>(after.email.key(), after.id);
    decltype(outbox)::node_type new_mail;
    decltype(open) new_open;
    decltype(account.mails)::node_type new_number;
    decltype(account.mailed_at)::node_type new_mailed_at;
    if (commit.mail) {
        const MailIntent& intent = *commit.mail;
        new_mail = entry<decltype(outbox)>(number, Mail{MailRecord{intent}});
        new_open.insert(number);
        new_number = entry<decltype(account.mails)>({intent.user, intent.revision}, number);
        new_mailed_at = entry<decltype(account.mailed_at)>(intent.to.key(), intent.queued_at);
    }
    decltype(account.keys)::node_type new_key;
    if (commit.key) new_key = entry<decltype(account.keys)>(commit.key->key, *commit.key);
    for (const std::string& role : after.profile.roles) account.active_holders.try_emplace(role);

    // From here on nothing fails.
    const auto before = account.users.find(after.id);
    if (before != account.users.end()) {
        tally(account, before->second, -1);
        account.holders.erase(before->second.email.key());
    }
    tally(account, after, 1);
    put(account.users, std::move(new_user));
    put(account.holders, std::move(new_holder));
    put(account.feed, std::move(new_event));
    account.positions.merge(new_position);
    put(outbox, std::move(new_mail));
    open.merge(new_open);
    put(account.mails, std::move(new_number));
    put(account.mailed_at, std::move(new_mailed_at));
    put(account.keys, std::move(new_key));
}

MemoryStore::MemoryStore() : tables_(std::make_unique<Tables>()) {}
MemoryStore::~MemoryStore() = default;

std::optional<User> MemoryStore::load(const AccountId& account, const UserId& user) {
    const std::lock_guard lock(tables_->mutex);
    return value_at(tables_->account(account).users, user);
}

std::optional<User> MemoryStore::find(const AccountId& account, const EmailAddress& email) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    const auto holder = kept.holders.find(email.key());
    return holder == kept.holders.end() ? std::nullopt : value_at(kept.users, holder->second);
}

AccountFacts MemoryStore::facts(const AccountId& account, const std::optional<std::string>& role) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    const std::int64_t holders = role ? value_at(kept.active_holders, *role).value_or(0) : 0;
    return {static_cast<std::uint32_t>(kept.pending), static_cast<std::uint32_t>(holders)};
}

std::optional<Instant> MemoryStore::last_mail_at(const AccountId& account, const EmailAddress& email) {
    const std::lock_guard lock(tables_->mutex);
    return value_at(tables_->account(account).mailed_at, email.key());
}

std::optional<KeptKey> MemoryStore::recall(const AccountId& account, std::string_view key, Instant now) {
    const std::lock_guard lock(tables_->mutex);
    auto kept = value_at(tables_->account(account).keys, key);
    if (kept && kept->expires_at <= now) kept.reset();
    return kept;
}

CommitResult MemoryStore::commit(const Commit& commit) {
    const std::lock_guard lock(tables_->mutex);
    const CommitResult result = examine(commit, tables_->account(commit.after.account));
    if (result.outcome == CommitResult::Outcome::committed) tables_->carry_out(commit);
    return result;
}

UserPage MemoryStore::list(const UserQuery& query) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(query.account);
    UserPage page;
    auto next = query.after ? kept.holders.upper_bound(*query.after) : kept.holders.begin();
    for (; next != kept.holders.end(); ++next) {
        const User& user = kept.users.at(next->second);
        const auto wanted = std::find(query.statuses.begin(), query.statuses.end(), status_at(user, query.now));
        if (!query.statuses.empty() && wanted == query.statuses.end()) continue;
        const auto& roles = user.profile.roles;
        if (query.role && std::find(roles.begin(), roles.end(), *query.role) == roles.end()) continue;
        page.more = page.users.size() == query.size;
        if (page.more) break;
        page.users.push_back(user);
    }
    return page;
}

StatusCounts MemoryStore::count(const AccountId& account, Instant now) {
    const std::lock_guard lock(tables_->mutex);
    StatusCounts counts;
    for (const auto& [id, user] : tables_->account(account).users) {
        const auto status = status_at(user, now);
        if (!status) continue;
        switch (*status) {
            case Status::invite_sent: ++counts.invite_sent; break;
            case Status::invite_expired: ++counts.invite_expired; break;
            case Status::active: ++counts.active; break;
            case Status::deactivated: ++counts.deactivated; break;
        }
    }
    return counts;
}

EventPage MemoryStore::events(const EventQuery& query) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(query.account);
    EventPage page;
    const auto take = [&](std::int64_t position) {
        page.more = page.events.size() == query.size;
        if (!page.more) page.events.push_back({position, kept.feed.at(position)});
        return !page.more;
    };
    if (query.user) {
        auto next = kept.positions.upper_bound({*query.user, query.after});
        while (next != kept.positions.end() && next->first == *query.user && take(next->second)) ++next;
    } else {
        auto next = kept.feed.upper_bound(query.after);
        while (next != kept.feed.end() && take(next->first)) ++next;
    }
    return page;
}

std::vector<MailRecord> MemoryStore::mail(const AccountId& account, const UserId& user) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    std::vector<MailRecord> newest_first;
    auto next = kept.mails.lower_bound({user, 0});
    for (; next != kept.mails.end() && next->first.first == user; ++next) {
        newest_first.push_back(tables_->outbox.at(next->second).record);
    }
    std::reverse(newest_first.begin(), newest_first.end());
    return newest_first;
}

std::vector<ClaimedMail> MemoryStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    const std::lock_guard lock(tables_->mutex);
    std::vector<ClaimedMail> claimed;
    std::vector<Mail*> taken;
    for (const std::int64_t number : tables_->open) {
        if (claimed.size() == limit) break;
        Mail& mail = tables_->outbox.at(number);
        if (!mail.is_due(now)) continue;
        ClaimedMail claim{mail.record, mail.fence + 1, now + lease};
        if (mail.lease) ++claim.mail.attempts, ++claim.mail.unknown, ++claim.mail.lapses;
        claimed.push_back(std::move(claim));
        taken.push_back(&mail);
    }
    // From here on nothing fails.
    for (std::size_t i = 0; i < taken.size(); ++i) {
        MailRecord& record = taken[i]->record;
        record.attempts = claimed[i].mail.attempts;
        record.unknown = claimed[i].mail.unknown;
        record.lapses = claimed[i].mail.lapses;
        taken[i]->fence = claimed[i].fence;
        taken[i]->lease = Lease{now, lease};
    }
    return claimed;
}

SettleResult MemoryStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    const std::lock_guard lock(tables_->mutex);
    const MailIntent& intent = claimed.mail.intent;
    const auto number = value_at(tables_->account(intent.account).mails, std::pair(intent.user, intent.revision));
    if (!number) return SettleResult::not_held;
    Mail& mail = tables_->outbox.at(*number);
    if (!mail.lease || mail.fence != claimed.fence) return SettleResult::not_held;

    std::string detail = settlement.detail;
    // From here on nothing fails.
    mail.lease.reset();
    mail.record.delivery = settlement.delivery;
    mail.record.attempts += settlement.counts ? 1 : 0;
    mail.record.unknown += settlement.unknown ? 1 : 0;
    mail.record.next_attempt_at = settlement.next_attempt_at;
    mail.record.settled_at = settlement.at;
    mail.record.detail = std::move(detail);
    if (settlement.delivery != Delivery::deferred) tables_->open.erase(*number);
    return SettleResult::settled;
}

}  // namespace beckon
