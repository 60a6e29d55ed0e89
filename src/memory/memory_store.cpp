// SPDX-License-Identifier: MIT
#include "beckon/memory/memory_store.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/sorting/user_keys.hpp"

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

struct Person {
    explicit Person(User of)
        : user(std::move(of)),
          search_text(beckon::search_text(user)),
          name_key(sort_key(user, UserOrder::name, {})),
          roles_key(sort_key(user, UserOrder::roles, {})) {}

    UserPlace place(const UserQuery& query) const {
        if (query.order == UserOrder::name) return {name_key, user.email.key()};
        if (query.order == UserOrder::roles) return {roles_key, user.email.key()};
        return place_of(user, query);
    }

    User user;
    std::string search_text;
    SortKey name_key;
    SortKey roles_key;
};

/// All that is kept for one account.
struct Account {
    std::map<UserId, Person> users;                                 // tombstones included
    std::map<std::string, UserId, std::less<>> holders;             // of addresses, by key: the live users
    std::map<std::int64_t, Event> feed;                             // by position
    std::set<std::pair<UserId, std::int64_t>> positions;            // of each user's events in the feed
    std::map<std::pair<UserId, std::int64_t>, std::int64_t> mails;  // (user, revision) to the number in the outbox
    std::map<std::string, std::set<std::int64_t>, std::less<>> mailed_to;  // by address key: the numbers in the outbox
    std::map<std::string, KeptKey, std::less<>> keys;
    std::map<std::string, std::int64_t, std::less<>> active_holders;  // by role; a role may stand at 0
    std::int64_t pending = 0;
    std::int64_t last_position = 0;
};

template <class Map, class Key>
auto value_at(const Map& map, const Key& key) {
    const auto entry = map.find(key);
    return entry == map.end() ? std::nullopt : std::optional(entry->second);
}

/// An entry on its way into a map, and afterwards what it put out of its place there. A commit allocates first and
/// changes afterwards: the entry is made outside of its map, and putting it in moves it, so that no step of that can
/// fail.
template <class Map>
class Replacement {
public:
    Replacement() = default;
    Replacement(typename Map::key_type key, typename Map::mapped_type value) {
        static_assert(std::is_nothrow_move_constructible_v<typename Map::mapped_type>);
        static_assert(std::is_nothrow_move_assignable_v<typename Map::mapped_type>);
        Map one;
        one.emplace(std::move(key), std::move(value));
        entry_ = one.extract(one.begin());
    }

    void put(Map& map) noexcept {
        if (!entry_) return;
        auto [position, inserted, rest] = map.insert(std::move(entry_));
        if (!inserted) std::swap(position->second, rest.mapped());
        entry_ = std::move(rest);
    }

    void take_back(Map& map, const typename Map::key_type& key) noexcept {
        const auto position = map.find(key);
        if (entry_) {
            std::swap(position->second, entry_.mapped());
        } else {
            map.erase(position);
        }
    }

private:
    typename Map::node_type entry_{};
};

std::optional<User> user_by_id(const Account& account, const UserId& id) {
    const auto person = account.users.find(id);
    return person == account.users.end() ? std::nullopt : std::optional(person->second.user);
}

std::optional<User> user_by_address(const Account& account, const EmailAddress& email) {
    const auto holder = account.holders.find(email.key());
    return holder == account.holders.end() ? std::nullopt : user_by_id(account, holder->second);
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
    const bool as_decided_on =
        commit.before ? exists && current->second.user.revision == commit.before->revision : !exists;
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
    std::int64_t last_number = 0;

    /// The account, or an empty one where nothing has been committed yet.
    const Account& account(const AccountId& id) const {
        static const Account nothing;
        const auto found = accounts.find(id);
        return found == accounts.end() ? nothing : found->second;
    }

    Account* find_account(const AccountId& id) {
        const auto found = accounts.find(id);
        return found == accounts.end() ? nullptr : &found->second;
    }

    Mail* find_mail(const AccountId& account_id, const UserId& user, std::int64_t revision) {
        const auto number = value_at(account(account_id).mails, std::pair(user, revision));
        return number ? &outbox.at(*number) : nullptr;
    }

    std::optional<Instant> last_mail_at(const Account& account, const EmailAddress& email) const {
        const auto numbers = account.mailed_to.find(email.key());
        if (numbers == account.mailed_to.end() || numbers->second.empty()) return std::nullopt;
        return outbox.at(*numbers->second.rbegin()).record.intent.queued_at;
    }

    Seen see(const Account& account, const Look& look) const {
        Seen seen;
        if (const auto* id = std::get_if<UserId>(&look.user)) seen.user = user_by_id(account, *id);
        if (const auto* address = std::get_if<EmailAddress>(&look.user)) seen.user = user_by_address(account, *address);
        if (look.address) seen.holder = user_by_address(account, *look.address);
        if (look.user_mailed_at && seen.user) seen.user_mailed_at = last_mail_at(account, seen.user->email);
        if (look.address_mailed_at && look.address) seen.address_mailed_at = last_mail_at(account, *look.address);
        if (look.counters) {
            const std::int64_t holders = look.role ? value_at(account.active_holders, *look.role).value_or(0) : 0;
            seen.counters = {static_cast<std::uint32_t>(account.pending), static_cast<std::uint32_t>(holders)};
        }
        if (look.idempotency) {
            seen.remembered = value_at(account.keys, look.idempotency->key);
            if (seen.remembered && seen.remembered->expires_at <= look.idempotency->now) seen.remembered.reset();
        }
        return seen;
    }

    /// The newest mail's state.
    std::optional<Delivery> delivery_of(const Account& account, const UserId& user) const {
        auto next = account.mails.upper_bound({user, std::numeric_limits<std::int64_t>::max()});
        if (next == account.mails.begin() || (--next)->first.first != user) return std::nullopt;
        return outbox.at(next->second).record.delivery;
    }

    void close(const Mail& mail) noexcept {
        const MailIntent& intent = mail.record.intent;
        open.erase(account(intent.account).mails.at({intent.user, intent.revision}));
    }

    static void forget_keys(Account& account, const UserId& user) noexcept {
        std::erase_if(account.keys, [&](const auto& kept) { return kept.second.user == user; });
    }

    /// Takes the mail's number away from the address that it goes to.
    static std::set<std::int64_t>::node_type take_number(Account& account, const Mail& mail) noexcept {
        const MailIntent& intent = mail.record.intent;
        const std::int64_t number = account.mails.find({intent.user, intent.revision})->second;
        return account.mailed_to.find(intent.to.key())->second.extract(number);
    }

    static void forget_addresses_without_mails(Account& account) noexcept {
        std::erase_if(account.mailed_to, [](const auto& address) { return address.second.empty(); });
    }

    class Change;
};

/// One commit, carried out or taken back. Making one allocates all that it needs and changes nothing that can be seen.
class MemoryStore::Tables::Change {
public:
    /// `earlier`: how many changes of the same account are to be carried out before this one, and with how many mails.
    Change(Tables& tables, Account& account, const Commit& commit, std::int64_t earlier, std::int64_t earlier_mails)
        : tables_(tables), account_(account), commit_(commit) {
        const User& after = commit.after;
        const std::int64_t position = account.last_position + earlier + 1;
        user_ = {after.id, Person(after)};
        event_ = {position, commit.event};
        position_.insert({after.id, position});
        if (is_live(after)) holder_ = {after.email.key(), after.id};
        if (commit.mail) {
            const MailIntent& intent = *commit.mail;
            const std::int64_t number = tables.last_number + earlier_mails + 1;
            mail_ = {number, Mail{MailRecord{intent}}};
            open_.insert(number);
            number_ = {{intent.user, intent.revision}, number};
            account.mailed_to.try_emplace(intent.to.key());  // which may stand empty
            mailed_.insert(number);
        }
        if (commit.key) key_ = {commit.key->key, *commit.key};
        for (const std::string& role : after.profile.roles) account.active_holders.try_emplace(role);
    }

    void carry_out() noexcept {
        if (commit_.before) {
            tally(account_, *commit_.before, -1);
            if (is_live(*commit_.before)) former_holder_ = account_.holders.extract(commit_.before->email.key());
        }
        tally(account_, commit_.after, 1);
        user_.put(account_.users);
        holder_.put(account_.holders);
        event_.put(account_.feed);
        account_.positions.merge(position_);
        mail_.put(tables_.outbox);
        number_.put(account_.mails);
        key_.put(account_.keys);
        ++account_.last_position;
        if (!commit_.mail) return;
        ++tables_.last_number;
        tables_.open.merge(open_);
        account_.mailed_to.find(commit_.mail->to.key())->second.merge(mailed_);
    }

    void take_back() noexcept {
        const User& after = commit_.after;
        if (commit_.key) key_.take_back(account_.keys, commit_.key->key);
        if (commit_.mail) {
            const std::int64_t number = tables_.last_number--;
            tables_.open.erase(number);
            mail_.take_back(tables_.outbox, number);
            number_.take_back(account_.mails, {after.id, commit_.mail->revision});
            account_.mailed_to.find(commit_.mail->to.key())->second.erase(number);
        }
        const std::int64_t position = account_.last_position--;
        account_.positions.erase({after.id, position});
        event_.take_back(account_.feed, position);
        if (is_live(after)) holder_.take_back(account_.holders, after.email.key());
        if (former_holder_) account_.holders.insert(std::move(former_holder_));
        user_.take_back(account_.users, after.id);
        tally(account_, after, -1);
        if (commit_.before) tally(account_, *commit_.before, 1);
    }

private:
    Tables& tables_;
    Account& account_;
    const Commit& commit_;
    Replacement<decltype(Account::users)> user_;
    Replacement<decltype(Account::holders)> holder_;
    decltype(Account::holders)::node_type former_holder_;
    Replacement<decltype(Account::feed)> event_;
    decltype(Account::positions) position_;
    Replacement<decltype(Tables::outbox)> mail_;
    decltype(Tables::open) open_;
    Replacement<decltype(Account::mails)> number_;
    std::set<std::int64_t> mailed_;
    Replacement<decltype(Account::keys)> key_;
};

MemoryStore::MemoryStore() : tables_(std::make_unique<Tables>()) {}
MemoryStore::~MemoryStore() = default;

std::vector<Seen> MemoryStore::look_all(const AccountId& account, std::span<const Look> looks) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    std::vector<Seen> all;
    all.reserve(looks.size());
    for (const Look& look : looks) all.push_back(tables_->see(kept, look));
    return all;
}

CommitResult MemoryStore::commit_all(std::span<const Commit> commits) {
    const std::lock_guard lock(tables_->mutex);
    if (commits.empty()) return {};
    Account& account = tables_->accounts[commits.front().after.account];
    std::list<Tables::Change> changes;
    std::int64_t mails = 0;
    for (const Commit& commit : commits) {
        changes.emplace_back(*tables_, account, commit, static_cast<std::int64_t>(changes.size()), mails);
        mails += commit.mail ? 1 : 0;
    }

    std::size_t done = 0;
    for (auto change = changes.begin(); change != changes.end(); ++change, ++done) {
        CommitResult result = examine(commits[done], account);
        if (result.outcome == CommitResult::Outcome::committed) {
            change->carry_out();
            continue;
        }
        while (change != changes.begin()) (--change)->take_back();
        result.commit = done;
        return result;
    }
    return {CommitResult::Outcome::committed};
}

UserPage MemoryStore::list(const UserQuery& query) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(query.account);
    const auto among = [](const auto& wanted, const auto& value) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    };
    const auto passes = [&](const Person& person) {
        const User& user = person.user;
        const auto& roles = user.profile.roles;
        if (!among(query.statuses, status_at(user, query.now))) return false;
        if (query.role && std::find(roles.begin(), roles.end(), *query.role) == roles.end()) return false;
        if (query.invited_by && user.invited_by != query.invited_by) return false;
        if (query.expires_before && !(expiry_of(user) && *expiry_of(user) < *query.expires_before)) return false;
        if (!query.deliveries.empty() && !among(query.deliveries, tables_->delivery_of(kept, user.id))) return false;
        return person.search_text.find(query.search) != std::string::npos;
    };
    const auto lies_behind = [&](const UserPlace& place, const UserPlace& other) {
        return query.descending ? place < other : other < place;
    };
    std::map<UserPlace, const User*> found;  // a page's, and one more
    for (const auto& [key, id] : kept.holders) {
        const Person& person = kept.users.at(id);
        if (!passes(person)) continue;
        UserPlace place = person.place(query);
        if (query.after && !lies_behind(place, *query.after)) continue;
        found.emplace(std::move(place), &person.user);
        if (found.size() > query.size + 1) found.erase(query.descending ? found.begin() : std::prev(found.end()));
    }
    UserPage page;
    page.more = found.size() > query.size;
    const auto take = [&](auto next, auto end) {
        for (; next != end && page.users.size() < query.size; ++next) {
            page.users.push_back({*next->second, tables_->delivery_of(kept, next->second->id)});
        }
    };
    query.descending ? take(found.rbegin(), found.rend()) : take(found.begin(), found.end());
    return page;
}

StatusCounts MemoryStore::count(const AccountId& account, Instant now) {
    const std::lock_guard lock(tables_->mutex);
    StatusCounts counts;
    for (const auto& [id, person] : tables_->account(account).users) {
        const auto status = status_at(person.user, now);
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

DeliveryCounts MemoryStore::count_deliveries(const AccountId& account) {
    const std::lock_guard lock(tables_->mutex);
    const Account& kept = tables_->account(account);
    DeliveryCounts counts;
    for (const auto& [key, id] : kept.holders) ++count_of(counts, tables_->delivery_of(kept, id));
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
    Mail* mail = tables_->find_mail(intent.account, intent.user, intent.revision);
    if (mail == nullptr || !mail->lease || mail->fence != claimed.fence) return SettleResult::not_held;

    std::string detail = settlement.detail;
    // From here on nothing fails.
    mail->lease.reset();
    mail->record.delivery = settlement.delivery;
    mail->record.attempts += settlement.counts ? 1 : 0;
    mail->record.unknown += settlement.unknown ? 1 : 0;
    mail->record.next_attempt_at = settlement.next_attempt_at;
    mail->record.settled_at = settlement.at;
    mail->record.detail = std::move(detail);
    if (settlement.delivery != Delivery::deferred) tables_->close(*mail);
    return SettleResult::settled;
}

bool MemoryStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                              std::string_view detail) {
    const std::lock_guard lock(tables_->mutex);
    Mail* mail = tables_->find_mail(account, user, revision);
    if (mail == nullptr) return false;
    if (mail->record.delivery == Delivery::bounced) return true;
    std::string text(detail);
    // From here on nothing fails.
    mail->lease.reset();
    mail->record.delivery = Delivery::bounced;
    mail->record.next_attempt_at.reset();
    mail->record.settled_at = at;
    mail->record.detail = std::move(text);
    tables_->close(*mail);
    return true;
}

bool MemoryStore::erase(const AccountId& account, const UserId& user) {
    const std::lock_guard lock(tables_->mutex);
    Account* kept = tables_->find_account(account);
    const auto person = kept == nullptr ? decltype(kept->users)::iterator{} : kept->users.find(user);
    if (kept == nullptr || person == kept->users.end() || is_live(person->second.user)) return false;

    const auto is_own = [&](const auto& entry) { return entry.first == user; };
    Person blank(erased(person->second.user));
    std::vector<std::pair<Event*, Event>> events;
    for (auto own = kept->positions.lower_bound({user, 0}); own != kept->positions.end() && is_own(*own); ++own) {
        Event& event = kept->feed.at(own->second);
        events.emplace_back(&event, erased(event));
    }
    std::vector<std::pair<Mail*, EmailAddress>> mails;
    for (auto own = kept->mails.lower_bound({user, 0}); own != kept->mails.end() && is_own(own->first); ++own) {
        mails.emplace_back(&tables_->outbox.at(own->second), erased_address());
    }
    std::set<std::int64_t>& to_nobody = kept->mailed_to[erased_address().key()];
    // From here on nothing fails.
    tables_->forget_keys(*kept, user);
    person->second = std::move(blank);
    for (auto& [event, blank_event] : events) *event = std::move(blank_event);
    for (auto& [mail, nobody_s] : mails) {
        MailRecord& record = mail->record;
        to_nobody.insert(Tables::take_number(*kept, *mail));
        record.intent.to = std::move(nobody_s);
        record.detail.clear();
        mail->lease.reset();
        if (record.delivery != Delivery::queued && record.delivery != Delivery::deferred) continue;
        record.delivery = Delivery::dropped;
        record.next_attempt_at.reset();
        tables_->close(*mail);
    }
    Tables::forget_addresses_without_mails(*kept);
    return true;
}

std::size_t MemoryStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    const std::lock_guard lock(tables_->mutex);
    Account* kept = tables_->find_account(account);
    if (kept == nullptr) return 0;
    std::set<std::pair<Instant, UserId>> gone;
    for (const auto& [id, person] : kept->users) {
        const auto* removed = std::get_if<Removed>(&person.user.state);
        if (removed != nullptr && removed->at < removed_before) gone.emplace(removed->at, id);
    }
    std::size_t purged = 0;
    for (auto next = gone.begin(); next != gone.end() && purged < limit; ++next, ++purged) {
        const UserId user = next->second;
        // From here on nothing fails.
        tables_->forget_keys(*kept, user);
        for (auto own = kept->mails.lower_bound({user, 0}); own != kept->mails.end() && own->first.first == user;) {
            Tables::take_number(*kept, tables_->outbox.at(own->second));
            tables_->open.erase(own->second);
            tables_->outbox.erase(own->second);
            own = kept->mails.erase(own);
        }
        for (auto own = kept->positions.lower_bound({user, 0}); own != kept->positions.end() && own->first == user;) {
            kept->feed.erase(own->second);
            own = kept->positions.erase(own);
        }
        kept->users.erase(user);
    }
    Tables::forget_addresses_without_mails(*kept);
    return purged;
}

}  // namespace beckon
