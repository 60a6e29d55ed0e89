// SPDX-License-Identifier: MIT
#include "beckon/memory/memory_store.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <variant>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/ports/reading.hpp"

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

/// All data of one account.
struct Account {
    std::map<UserId, User> users;                                       // tombstones included
    std::map<std::string, UserId> holders;                              // of addresses, by key: the live users
    std::map<std::int64_t, Event> feed;                                 // by position
    std::map<std::pair<UserId, std::int64_t>, std::int64_t> positions;  // in the feed, by user and revision
    std::map<std::pair<UserId, std::int64_t>, std::int64_t> mails;      // numbers in the outbox, by user and revision
    std::set<std::pair<std::string, std::int64_t>> mailed_to;           // address key, number in the outbox
    std::map<std::string, RememberedRequest> keys;
    std::int64_t last_position = 0;
};

/// Changes of several containers, undone at the end of the scope unless they are kept.
class Changes {
public:
    Changes() = default;
    Changes(const Changes&) = delete;
    Changes& operator=(const Changes&) = delete;
    ~Changes() {
        while (!undo_.empty()) undo_.back()(), undo_.pop_back();
    }

    void keep() noexcept { undo_.clear(); }

    /// Puts an entry into a map or a set, replacing one with the same key.
    template <class Container, class... Value>
    void put(Container& container, const typename Container::key_type& key, Value... value) {
        Container one;
        one.emplace(key, std::move(value)...);
        const auto old = std::make_shared<typename Container::node_type>();
        undo_.emplace_back([&container, key, old] {
            container.erase(key);
            if (*old) container.insert(std::move(*old));
        });
        // Nothing fails from here on.
        *old = container.extract(key);
        container.insert(one.extract(one.begin()));
    }

    template <class Container>
    void take(Container& container, const typename Container::key_type& key) {
        const auto old = std::make_shared<typename Container::node_type>();
        undo_.emplace_back([&container, old] {
            if (*old) container.insert(std::move(*old));
        });
        *old = container.extract(key);
    }

    void count_up(std::int64_t& number) {
        undo_.emplace_back([&number] { --number; });
        ++number;
    }

private:
    std::vector<std::function<void()>> undo_;
};

template <class Iterator>
struct Entries {
    Iterator first;
    Iterator last;

    Iterator begin() const { return first; }
    Iterator end() const { return last; }
    bool empty() const { return first == last; }
};

/// The entries of a map by user and revision that are this user's.
template <class Map>
auto entries_of(Map& by_revision, const UserId& user) {
    auto first = by_revision.lower_bound({user, 0});
    return Entries<decltype(first)>{first, by_revision.upper_bound({user, std::numeric_limits<std::int64_t>::max()})};
}

}  // namespace

struct MemoryStore::Tables {
    std::mutex mutex;
    std::map<AccountId, Account> accounts;
    std::map<std::int64_t, Mail> outbox;  // by number, in the order of queueing
    std::set<std::int64_t> open;          // the numbers of the emails that are queued or deferred
    std::int64_t last_number = 0;

    /// The account, or an empty one if nothing has been committed yet.
    const Account& account(const AccountId& id) const {
        static const Account nothing;
        const auto found = accounts.find(id);
        return found == accounts.end() ? nothing : found->second;
    }

    /// Returns none if there is no such mail.
    std::map<std::int64_t, Mail>::iterator find_mail(const AccountId& id, const UserId& user, std::int64_t revision) {
        const auto& mails = account(id).mails;
        const auto number = mails.find({user, revision});
        return number == mails.end() ? outbox.end() : outbox.find(number->second);
    }

    std::optional<Delivery> newest_delivery(const Account& account, const UserId& user) const {
        const auto mails = entries_of(account.mails, user);
        if (mails.empty()) return std::nullopt;
        return outbox.at(std::prev(mails.end())->second).record.delivery;
    }

    struct Reads;

    void carry_out(const Commit& commit, Account& account, Changes& changes);
    static void forget_keys(Account& account, const UserId& user, Changes& changes);
    void erase(const User& user, Account& account, Changes& changes);
    void purge(const UserId& user, Account& account, Changes& changes);
};

/// What beckon/ports/reading.hpp reads with.
struct MemoryStore::Tables::Reads {
    const Tables& tables;
    const Account& account;

    std::optional<User> user_by_id(const UserId& id) const {
        const auto user = account.users.find(id);
        return user == account.users.end() ? std::nullopt : std::optional(user->second);
    }
    std::optional<User> user_by_address(const EmailAddress& email) const {
        const auto holder = account.holders.find(email.key());
        return holder == account.holders.end() ? std::nullopt : user_by_id(holder->second);
    }
    std::optional<Instant> last_mail_at(const EmailAddress& email) const {
        auto next = account.mailed_to.upper_bound({email.key(), std::numeric_limits<std::int64_t>::max()});
        while (next != account.mailed_to.begin() && (--next)->first == email.key()) {
            const Mail& mail = tables.outbox.at(next->second);
            const MailIntent& intent = mail.record.intent;
            if (starts_cooldown(mail.record, mail.lease.has_value(), is_true(intent))) return intent.queued_at;
        }
        return std::nullopt;
    }
    std::uint32_t pending(Instant now) const {
        return count_users([&](const User& user) { return status_at(user, now) == Status::invite_sent; });
    }
    std::uint32_t active_holders(const std::string& role) const {
        return count_users([&](const User& user) {
            const auto& roles = user.profile.roles;
            return std::holds_alternative<Active>(user.state) &&
                   std::find(roles.begin(), roles.end(), role) != roles.end();
        });
    }
    std::optional<RememberedRequest> remembered(const std::string& key, Instant now) const {
        const auto kept = account.keys.find(key);
        const bool is_kept = kept != account.keys.end() && kept->second.expires_at > now;
        return is_kept ? std::optional(kept->second) : std::nullopt;
    }

private:
    bool is_true(const MailIntent& intent) const {
        return std::holds_alternative<Invited>(account.users.at(intent.user).state) &&
               std::prev(entries_of(account.mails, intent.user).end())->first.second == intent.revision;
    }

    template <class IsOne>
    std::uint32_t count_users(const IsOne& is_one) const {
        std::uint32_t count = 0;
        for (const auto& [id, user] : account.users) count += is_one(user) ? 1U : 0U;
        return count;
    }
};

void MemoryStore::Tables::carry_out(const Commit& commit, Account& account, Changes& changes) {
    const User& after = commit.after;
    if (commit.before && is_live(*commit.before)) changes.take(account.holders, commit.before->email.key());
    if (is_live(after)) changes.put(account.holders, after.email.key(), after.id);
    changes.put(account.users, after.id, after);
    changes.count_up(account.last_position);
    changes.put(account.feed, account.last_position, commit.event);
    changes.put(account.positions, {after.id, after.revision}, account.last_position);
    if (commit.key) changes.put(account.keys, commit.key->key, *commit.key);
    if (!commit.mail) return;
    changes.count_up(last_number);
    changes.put(outbox, last_number, Mail{first_record(*commit.mail)});
    if (!commit.mail->by_hand) changes.put(open, last_number);
    changes.put(account.mails, {after.id, after.revision}, last_number);
    changes.put(account.mailed_to, {commit.mail->to.key(), last_number});
}

void MemoryStore::Tables::forget_keys(Account& account, const UserId& user, Changes& changes) {
    for (auto next = account.keys.begin(); next != account.keys.end();) {
        const auto kept = next++;
        if (kept->second.user == user) changes.take(account.keys, std::string(kept->first));
    }
}

void MemoryStore::Tables::erase(const User& user, Account& account, Changes& changes) {
    changes.put(account.users, user.id, erased(user));
    for (const auto& [revision, position] : entries_of(account.positions, user.id)) {
        changes.put(account.feed, position, erased(account.feed.at(position)));
    }
    for (const auto& [revision, number] : entries_of(account.mails, user.id)) {
        Mail mail = outbox.at(number);
        changes.take(account.mailed_to, {mail.record.intent.to.key(), number});
        changes.put(account.mailed_to, {erased_address().key(), number});
        mail.record.intent.to = erased_address();
        mail.record.detail.clear();
        mail.lease.reset();
        if (open.contains(number)) {
            mail.record.delivery = Delivery::dropped;
            mail.record.next_attempt_at.reset();
            changes.take(open, number);
        }
        changes.put(outbox, number, std::move(mail));
    }
    forget_keys(account, user.id, changes);
}

void MemoryStore::Tables::purge(const UserId& user, Account& account, Changes& changes) {
    const auto mails = entries_of(account.mails, user);
    for (auto next = mails.begin(); next != mails.end();) {
        const auto [revision, number] = *next++;
        changes.take(account.mailed_to, {outbox.at(number).record.intent.to.key(), number});
        changes.take(open, number);
        changes.take(outbox, number);
        changes.take(account.mails, revision);
    }
    const auto positions = entries_of(account.positions, user);
    for (auto next = positions.begin(); next != positions.end();) {
        const auto [revision, position] = *next++;
        changes.take(account.feed, position);
        changes.take(account.positions, revision);
    }
    forget_keys(account, user, changes);
    changes.take(account.users, user);
}

MemoryStore::MemoryStore() : tables_(std::make_unique<Tables>()) {}
MemoryStore::~MemoryStore() = default;

std::vector<Seen> MemoryStore::look_all(const AccountId& account, std::span<const Look> looks) {
    const std::lock_guard lock(tables_->mutex);
    std::vector<Seen> all;
    all.reserve(looks.size());
    for (const Look& look : looks) all.push_back(see(Tables::Reads{*tables_, tables_->account(account)}, look));
    return all;
}

CommitResult MemoryStore::commit_all(std::span<const Commit> commits) {
    const std::lock_guard lock(tables_->mutex);
    if (commits.empty()) return {};
    Account& account = tables_->accounts[commits.front().after.account];
    Changes changes;
    for (std::size_t i = 0; i < commits.size(); ++i) {
        CommitResult result = examine(Tables::Reads{*tables_, account}, commits[i]);
        result.commit = i;
        if (result.outcome != CommitResult::Outcome::committed) return result;
        tables_->carry_out(commits[i], account, changes);
    }
    changes.keep();
    return {};
}

void MemoryStore::visit_live(const AccountId& account, const Visitor& visit) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    for (const auto& [id, user] : kept.users) {
        if (is_live(user)) visit(user, tables_->newest_delivery(kept, id));
    }
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
        for (const auto& [revision, position] : entries_of(kept.positions, *query.user)) {
            if (position > query.after && !take(position)) break;
        }
    } else {
        auto next = kept.feed.upper_bound(query.after);
        while (next != kept.feed.end() && take(next->first)) ++next;
    }
    return page;
}

std::vector<MailRecord> MemoryStore::mail(const AccountId& account, const UserId& user) {
    const std::lock_guard lock(tables_->mutex);
    std::vector<MailRecord> newest_first;
    for (const auto& [revision, number] : entries_of(tables_->account(account).mails, user)) {
        newest_first.push_back(tables_->outbox.at(number).record);
    }
    std::reverse(newest_first.begin(), newest_first.end());
    return newest_first;
}

std::vector<MailRecord> MemoryStore::mail_to(const EmailAddress& address, Instant since) {
    const std::lock_guard lock(tables_->mutex);
    std::vector<MailRecord> latest_first;
    for (const auto& [id, account] : tables_->accounts) {
        auto next = account.mailed_to.lower_bound({address.key(), 0});
        for (; next != account.mailed_to.end() && next->first == address.key(); ++next) {
            const MailRecord& record = tables_->outbox.at(next->second).record;
            if (record.intent.queued_at >= since) latest_first.push_back(record);
        }
    }
    std::stable_sort(latest_first.begin(), latest_first.end(),
                     [](const MailRecord& a, const MailRecord& b) { return a.intent.queued_at > b.intent.queued_at; });
    return latest_first;
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
        if (mail.lease) ++claim.mail.lapses;
        claimed.push_back(std::move(claim));
        taken.push_back(&mail);
    }
    // Nothing fails from here on.
    for (std::size_t i = 0; i < taken.size(); ++i) {
        taken[i]->record.lapses = claimed[i].mail.lapses;
        taken[i]->fence = claimed[i].fence;
        taken[i]->lease = Lease{now, lease};
    }
    return claimed;
}

SettleResult MemoryStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    const std::lock_guard lock(tables_->mutex);
    const MailIntent& intent = claimed.mail.intent;
    const auto mail = tables_->find_mail(intent.account, intent.user, intent.revision);
    if (mail == tables_->outbox.end() || !mail->second.lease || mail->second.fence != claimed.fence) {
        return SettleResult::not_held;
    }
    MailRecord& record = mail->second.record;
    std::string detail = settlement.detail;
    // Nothing fails from here on.
    mail->second.lease.reset();
    record.delivery = settlement.delivery;
    record.attempts += settlement.counts ? 1 : 0;
    record.unknown += settlement.unknown ? 1 : 0;
    record.refusals += settlement.refused ? 1 : 0;
    if (settlement.refused && !record.refused_since) record.refused_since = settlement.at;
    record.next_attempt_at = settlement.next_attempt_at;
    record.settled_at = settlement.at;
    record.cause = settlement.cause;
    record.detail = std::move(detail);
    if (settlement.delivery != Delivery::deferred) tables_->open.erase(mail->first);
    return SettleResult::settled;
}

bool MemoryStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                              std::string_view detail) {
    const std::lock_guard lock(tables_->mutex);
    const auto mail = tables_->find_mail(account, user, revision);
    if (mail == tables_->outbox.end() || mail->second.record.intent.by_hand) return false;
    MailRecord& record = mail->second.record;
    if (record.delivery == Delivery::bounced) return true;
    std::string text(detail);
    // Nothing fails from here on.
    mail->second.lease.reset();
    record.delivery = Delivery::bounced;
    record.next_attempt_at.reset();
    record.settled_at = at;
    record.detail = std::move(text);
    tables_->open.erase(mail->first);
    return true;
}

bool MemoryStore::erase(const AccountId& account, const UserId& user) {
    const std::lock_guard lock(tables_->mutex);
    Account& kept = tables_->accounts[account];
    const auto gone = kept.users.find(user);
    if (gone == kept.users.end() || is_live(gone->second)) return false;
    Changes changes;
    tables_->erase(User(gone->second), kept, changes);
    changes.keep();
    return true;
}

std::size_t MemoryStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    const std::lock_guard lock(tables_->mutex);
    Account& kept = tables_->accounts[account];
    std::set<std::pair<Instant, UserId>> gone;
    for (const auto& [id, user] : kept.users) {
        const auto* removed = std::get_if<Removed>(&user.state);
        if (removed != nullptr && removed->at < removed_before) gone.emplace(removed->at, id);
    }
    Changes changes;
    std::size_t purged = 0;
    for (auto next = gone.begin(); next != gone.end() && purged < limit; ++next, ++purged) {
        tables_->purge(next->second, kept, changes);
    }
    changes.keep();
    return purged;
}

}  // namespace beckon
