// SPDX-License-Identifier: MIT
#include "host_store.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/records/event_json.hpp"
#include "beckon/sorting/user_keys.hpp"
#include "rows.hpp"
#include "schema.hpp"

namespace host {

using namespace beckon;

namespace {

using Outcome = CommitResult::Outcome;

bool holds(const User& user, const std::string& role) {
    const auto& roles = user.profile.roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

/// The account's users whom the condition picks. A row without a revision is nobody to beckon: not adopted yet.
template <class... Values>
std::vector<User> users_where(Database& database, const AccountId& account, const std::string& condition,
                              const Values&... values) {
    Statement rows(database,
                   "SELECT " + user_columns + " FROM users WHERE tenant_id = ?1 AND revision > 0 AND " + condition,
                   account.text(), values...);
    std::vector<User> users;
    while (rows.next()) users.push_back(read_user(rows, account));
    return users;
}

std::optional<User> only(std::vector<User> users) {
    return users.empty() ? std::nullopt : std::optional(std::move(users.front()));
}

std::optional<User> user_by_id(Database& database, const AccountId& account, const UserId& user) {
    return only(users_where(database, account, "id = ?2", to_text(user)));
}

std::optional<User> user_by_email(Database& database, const AccountId& account, const EmailAddress& email) {
    return only(users_where(database, account, "lower(email) = ?2 AND state < 3", email.key()));
}

AccountFacts count_facts(Database& database, const AccountId& account, const std::optional<std::string>& role) {
    AccountFacts facts;
    for (const User& user : users_where(database, account, "state < 2")) {
        if (std::holds_alternative<Invited>(user.state)) {
            ++facts.pending;
        } else if (role && holds(user, *role)) {
            ++facts.active_holders;
        }
    }
    return facts;
}

std::optional<KeptKey> key_at(Database& database, const AccountId& account, std::string_view key, Instant now) {
    Statement row(database,
                  "SELECT digest, user_id, revision, expires_at FROM keys WHERE tenant_id = ?1 AND key = ?2 AND "
                  "expires_at > ?3",
                  account.text(), key, to_number(now));
    if (!row.next()) return std::nullopt;
    KeptKey kept{.key = std::string(key),
                 .user = to_id(row.text(1)),
                 .revision = row.number(2),
                 .expires_at = to_instant(row.number(3))};
    const std::string digest = row.text(0);
    std::copy_n(digest.begin(), kept.digest.size(), kept.digest.begin());
    return kept;
}

std::optional<Instant> last_mail_at(Database& database, const AccountId& account, const EmailAddress& email) {
    Statement row(database,
                  "SELECT queued_at FROM mails WHERE tenant_id = ?1 AND lower(email) = ?2 ORDER BY number DESC LIMIT 1",
                  account.text(), email.key());
    return row.next() ? std::optional(to_instant(row.number(0))) : std::nullopt;
}

Seen see(Database& database, const AccountId& account, const Look& look) {
    Seen seen;
    if (const auto* id = std::get_if<UserId>(&look.user)) seen.user = user_by_id(database, account, *id);
    if (const auto* email = std::get_if<EmailAddress>(&look.user)) seen.user = user_by_email(database, account, *email);
    if (look.address) seen.holder = user_by_email(database, account, *look.address);
    if (look.user_mailed_at && seen.user) seen.user_mailed_at = last_mail_at(database, account, seen.user->email);
    if (look.address_mailed_at && look.address) {
        seen.address_mailed_at = last_mail_at(database, account, *look.address);
    }
    if (look.counters) seen.counters = count_facts(database, account, look.role);
    if (look.idempotency) {
        seen.remembered = key_at(database, account, look.idempotency->key, look.idempotency->now);
    }
    return seen;
}

/// What is to be said to a commit, before it is carried out: in the order that ports/store.hpp says.
CommitResult examine(Database& database, const Commit& commit) {
    const AccountId& account = commit.after.account;
    if (commit.key && key_at(database, account, commit.key->key, commit.event.at)) return {Outcome::key_taken};
    const auto current = user_by_id(database, account, commit.after.id);
    const bool as_decided_on =
        commit.before ? current && current->revision == commit.before->revision : !current.has_value();
    if (!as_decided_on) return {Outcome::revision_conflict};
    if (is_live(commit.after)) {
        const auto holder = user_by_email(database, account, commit.after.email);
        if (holder && holder->id != commit.after.id) return {Outcome::address_taken};
    }
    for (std::size_t i = 0; i < commit.only_if.size(); ++i) {
        const Precondition& rule = commit.only_if[i];
        const AccountFacts facts = count_facts(database, account, rule.role);
        const bool so =
            rule.rule == Precondition::Rule::pending_below ? facts.pending < rule.limit : facts.active_holders >= 2;
        if (!so) return {Outcome::precondition_failed, i};
    }
    return {Outcome::committed};
}

void carry_out(Database& database, const Commit& commit) {
    const std::string& tenant = commit.after.account.text();
    const std::string id = to_text(commit.after.id);
    write_user(database, commit.after);
    change(database,
           "INSERT INTO feeds (tenant_id, position) VALUES (?1, 1) ON CONFLICT DO UPDATE SET position = position + 1",
           tenant);
    change(database,
           "INSERT INTO events (tenant_id, position, user_id, event) "
           "SELECT ?1, position, ?2, ?3 FROM feeds WHERE tenant_id = ?1",
           tenant, id, to_json(commit.event));
    if (commit.mail) {
        change(database,
               "INSERT INTO mails (tenant_id, user_id, revision, generation, email, queued_at) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
               tenant, id, commit.mail->revision, commit.mail->generation, commit.mail->to.text(),
               to_number(commit.mail->queued_at));
    }
    if (commit.key) {
        change(database, "DELETE FROM keys WHERE tenant_id = ?1 AND expires_at <= ?2", tenant,
               to_number(commit.event.at));
        change(
            database,
            "INSERT INTO keys (tenant_id, key, digest, user_id, revision, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            tenant, commit.key->key, commit.key->digest, id, commit.key->revision, to_number(commit.key->expires_at));
    }
}

/// What became of each user's newest mail.
std::map<UserId, Delivery> newest_deliveries(Database& database, const AccountId& account) {
    // Beside a max, SQLite gives the other columns of the row that has it.
    Statement rows(database, "SELECT user_id, delivery, max(number) FROM mails WHERE tenant_id = ?1 GROUP BY user_id",
                   account.text());
    std::map<UserId, Delivery> all;
    while (rows.next()) all.emplace(to_id(rows.text(0)), static_cast<Delivery>(rows.number(1)));
    return all;
}

std::vector<UserRow> live_users(Database& database, const AccountId& account) {
    const auto deliveries = newest_deliveries(database, account);
    std::vector<UserRow> rows;
    for (User& user : users_where(database, account, "state < 3")) {
        const auto delivery = deliveries.find(user.id);
        rows.push_back(
            {std::move(user), delivery == deliveries.end() ? std::nullopt : std::optional(delivery->second)});
    }
    return rows;
}

template <class Wanted, class Value>
bool among(const Wanted& wanted, const Value& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool passes(const UserRow& row, const UserQuery& query) {
    const User& user = row.user;
    const auto expires_at = expiry_of(user);
    return among(query.statuses, status_at(user, query.now)) && among(query.deliveries, row.delivery) &&
           (!query.role || holds(user, *query.role)) && (!query.invited_by || user.invited_by == query.invited_by) &&
           (!query.expires_before || (expires_at && *expires_at < *query.expires_before)) &&
           search_text(user).find(query.search) != std::string::npos;
}

}  // namespace

HostStore::HostStore(std::shared_ptr<Database> database) : database_(std::move(database)) {
    Transaction transaction(*database_);
    database_->execute(own_schema);
    Statement row(*database_, "SELECT count(*) FROM pragma_table_info('users') WHERE name = 'revision'");
    const bool is_new = row.next() && row.number(0) == 0;
    if (is_new) database_->execute(added_schema);
    transaction.commit();
}

std::vector<Seen> HostStore::look_all(const AccountId& account, std::span<const Look> looks) {
    const Transaction transaction(*database_);
    std::vector<Seen> all;
    for (const Look& look : looks) all.push_back(see(*database_, account, look));
    return all;
}

CommitResult HostStore::commit_all(std::span<const Commit> commits) {
    Transaction transaction(*database_);
    for (std::size_t i = 0; i < commits.size(); ++i) {
        CommitResult result = examine(*database_, commits[i]);
        result.commit = i;
        if (result.outcome != Outcome::committed) return result;  // Whatever was done before is rolled back.
        carry_out(*database_, commits[i]);
    }
    transaction.commit();
    return {Outcome::committed};
}

UserPage HostStore::list(const UserQuery& query) {
    const Transaction transaction(*database_);
    std::vector<std::pair<UserPlace, UserRow>> found;
    for (UserRow& row : live_users(*database_, query.account)) {
        UserPlace place = place_of(row.user, query);
        const bool is_behind = !query.after || (query.descending ? place < *query.after : *query.after < place);
        if (is_behind && passes(row, query)) found.emplace_back(std::move(place), std::move(row));
    }
    std::sort(found.begin(), found.end(),
              [&](const auto& a, const auto& b) { return query.descending ? b.first < a.first : a.first < b.first; });
    UserPage page;
    page.more = found.size() > query.size;
    for (std::size_t i = 0; i < std::min(found.size(), query.size); ++i)
        page.users.push_back(std::move(found[i].second));
    return page;
}

StatusCounts HostStore::count(const AccountId& account, Instant now) {
    const Transaction transaction(*database_);
    StatusCounts counts;
    for (const User& user : users_where(*database_, account, "state < 3")) {
        switch (status_at(user, now).value()) {
            case Status::invite_sent: ++counts.invite_sent; break;
            case Status::invite_expired: ++counts.invite_expired; break;
            case Status::active: ++counts.active; break;
            case Status::deactivated: ++counts.deactivated; break;
        }
    }
    return counts;
}

DeliveryCounts HostStore::count_deliveries(const AccountId& account) {
    const Transaction transaction(*database_);
    DeliveryCounts counts;
    for (const UserRow& row : live_users(*database_, account)) ++count_of(counts, row.delivery);
    return counts;
}

EventPage HostStore::events(const EventQuery& query) {
    const Transaction transaction(*database_);
    const auto user = query.user ? std::optional(to_text(*query.user)) : std::nullopt;
    Statement rows(*database_,
                   "SELECT position, event FROM events WHERE tenant_id = ?1 AND position > ?2 AND "
                   "user_id = coalesce(?3, user_id) ORDER BY position LIMIT ?4",
                   query.account.text(), query.after, user, query.size + 1);
    EventPage page;
    while (rows.next()) page.events.push_back({rows.number(0), event_from_json(rows.text(1))});
    page.more = page.events.size() > query.size;
    if (page.more) page.events.pop_back();
    return page;
}

std::vector<MailRecord> HostStore::mail(const AccountId& account, const UserId& user) {
    const Transaction transaction(*database_);
    Statement rows(*database_,
                   "SELECT " + mail_columns + " FROM mails WHERE tenant_id = ?1 AND user_id = ?2 ORDER BY number DESC",
                   account.text(), to_text(user));
    std::vector<MailRecord> newest_first;
    while (rows.next()) newest_first.push_back(read_mail(rows));
    return newest_first;
}

std::vector<ClaimedMail> HostStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    Transaction transaction(*database_);
    // 1 and 3 are `queued` and `deferred`. A claim that is still there when its mail is due again has run out.
    Statement rows(*database_,
                   "SELECT " + mail_columns +
                       ", number, claims, held_until IS NOT NULL FROM mails "
                       "WHERE delivery IN (1, 3) AND (next_attempt_at IS NULL OR next_attempt_at <= ?1) AND "
                       "(held_until IS NULL OR ?1 < held_from OR ?1 >= held_until) ORDER BY number LIMIT ?2",
                   to_number(now), limit);
    std::vector<ClaimedMail> claimed;
    std::vector<std::int64_t> numbers;
    while (rows.next()) {
        claimed.push_back({.mail = read_mail(rows), .fence = rows.number(14) + 1, .lease_ends = now + lease});
        numbers.push_back(rows.number(13));
        MailRecord& mail = claimed.back().mail;
        if (rows.number(15) != 0) ++mail.attempts, ++mail.unknown, ++mail.lapses;
    }
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        const MailRecord& mail = claimed[i].mail;
        change(
            *database_,
            "UPDATE mails SET attempts = ?2, unknown = ?3, lapses = ?4, claims = ?5, held_from = ?6, held_until = ?7 "
            "WHERE number = ?1",
            numbers[i], mail.attempts, mail.unknown, mail.lapses, claimed[i].fence, to_number(now - lease),
            to_number(now + lease));
    }
    transaction.commit();
    return claimed;
}

SettleResult HostStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    Transaction transaction(*database_);
    const MailIntent& intent = claimed.mail.intent;
    const int changed =
        change(*database_,
               "UPDATE mails SET delivery = ?5, attempts = attempts + ?6, unknown = unknown + ?7, "
               "next_attempt_at = ?8, settled_at = ?9, detail = ?10, held_from = NULL, held_until = NULL "
               "WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3 AND claims = ?4 AND "
               "held_until IS NOT NULL",
               intent.account.text(), to_text(intent.user), intent.revision, claimed.fence,
               static_cast<int>(settlement.delivery), settlement.counts, settlement.unknown,
               to_number(settlement.next_attempt_at), to_number(settlement.at), settlement.detail);
    transaction.commit();
    return changed == 1 ? SettleResult::settled : SettleResult::not_held;
}

bool HostStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                            std::string_view detail) {
    Transaction transaction(*database_);
    const std::string id = to_text(user);
    Statement mail(*database_, "SELECT 1 FROM mails WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3",
                   account.text(), id, revision);
    if (!mail.next()) return false;
    change(*database_,
           "UPDATE mails SET delivery = 6, next_attempt_at = NULL, settled_at = ?4, detail = ?5, held_from = NULL, "
           "held_until = NULL WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3 AND delivery <> 6",
           account.text(), id, revision, to_number(at), detail);
    transaction.commit();
    return true;
}

bool HostStore::erase(const AccountId& account, const UserId& user) {
    {
        Transaction transaction(*database_);
        const auto gone = user_by_id(*database_, account, user);
        if (!gone || is_live(*gone)) return false;
        const std::string id = to_text(user);
        write_user(*database_, erased(*gone));
        Statement events(*database_, "SELECT position, event FROM events WHERE tenant_id = ?1 AND user_id = ?2",
                         account.text(), id);
        std::map<std::int64_t, std::string> blanked;
        while (events.next()) blanked.emplace(events.number(0), to_json(erased(event_from_json(events.text(1)))));
        for (const auto& [position, event] : blanked) {
            change(*database_, "UPDATE events SET event = ?3 WHERE tenant_id = ?1 AND position = ?2", account.text(),
                   position, event);
        }
        change(*database_,
               "UPDATE mails SET email = ?3, detail = '', delivery = iif(delivery IN (1, 3), 5, delivery), "
               "held_from = NULL, held_until = NULL WHERE tenant_id = ?1 AND user_id = ?2",
               account.text(), id, erased_address().text());
        change(*database_, "DELETE FROM keys WHERE tenant_id = ?1 AND user_id = ?2", account.text(), id);
        // What the host itself keeps about a person is the host's to blank, here or elsewhere.
        change(*database_, "UPDATE users SET password_hash = NULL WHERE tenant_id = ?1 AND id = ?2", account.text(),
               id);
        transaction.commit();
    }
    // The log of changes has what was there before. Others who read keep it from being emptied.
    const std::lock_guard lock(database_->mutex());
    Statement checkpoint(*database_, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (checkpoint.next() && checkpoint.number(0) != 0) {
        throw StoreError("the users' database: its log is in use and still has what was erased: erase once more",
                         StoreError::Retry::may_help);
    }
    return true;
}

std::size_t HostStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    Transaction transaction(*database_);
    const auto gone = users_where(*database_, account, "state = 3 AND since < ?2 ORDER BY since LIMIT ?3",
                                  to_number(removed_before), limit);
    for (const User& user : gone) {
        for (const char* table : {"events", "mails", "keys"}) {
            change(*database_, std::string("DELETE FROM ") + table + " WHERE tenant_id = ?1 AND user_id = ?2",
                   account.text(), to_text(user.id));
        }
        change(*database_, "DELETE FROM users WHERE tenant_id = ?1 AND id = ?2", account.text(), to_text(user.id));
    }
    transaction.commit();
    return gone.size();
}

}  // namespace host
