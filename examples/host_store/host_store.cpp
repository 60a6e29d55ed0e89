// SPDX-License-Identifier: MIT
#include "host_store.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/ports/reading.hpp"
#include "beckon/records/stored_rows.hpp"
#include "rows.hpp"
#include "schema.hpp"

namespace host {

using namespace beckon;

namespace {

/// The account's users that match the condition. beckon ignores a row without a revision: it is not adopted yet.
template <class... Values>
std::vector<User> users_where(Database& database, const AccountId& account, const std::string& condition,
                              const Values&... values) {
    Statement rows(database,
                   "SELECT " + user_columns + " FROM users WHERE tenant_id = ?1 AND revision > 0 AND " + condition,
                   account.text(), values...);
    std::vector<User> users;
    while (rows.next()) users.push_back(records::read_user(rows, account));
    return users;
}

std::optional<User> only(std::vector<User> users) {
    return users.empty() ? std::nullopt : std::optional(std::move(users.front()));
}

/// Reads one thing at a time, in the caller's transaction, as beckon/ports/reading.hpp needs it.
struct Reads {
    Database& database;
    const AccountId& account;

    std::optional<User> user_by_id(const UserId& user) const {
        return only(users_where(database, account, "id = ?2", user));
    }
    std::optional<User> user_by_address(const EmailAddress& email) const {
        return only(users_where(database, account, "lower(email) = ?2 AND state < 4", email.key()));
    }
    std::optional<Instant> last_mail_at(const EmailAddress& email) const {
        Statement row(
            database,
            "SELECT queued_at FROM emails AS m JOIN users AS u ON u.tenant_id = m.tenant_id AND u.id = m.user_id "
            "WHERE m.tenant_id = ?1 AND lower(m.email) = ?2 AND (delivery IN (2, 6, 8) OR unknown > 0 "
            "OR lapses > 0 OR held_from IS NOT NULL OR (delivery = 3 AND attempts > 0) OR (delivery IN (1, 3) AND "
            "u.state = 1 "
            "AND m.revision = (SELECT max(revision) FROM emails WHERE tenant_id = ?1 AND user_id = u.id))) "
            "ORDER BY number DESC LIMIT 1",  // as `starts_cooldown` says
            account.text(), email.key());
        return row.next() ? std::optional(row.instant(0)) : std::nullopt;
    }
    std::uint32_t pending(Instant now) const {
        Statement row(database, "SELECT count(*) FROM users WHERE tenant_id = ?1 AND state = 1 AND expires_at > ?2",
                      account.text(), now);
        row.next();
        return row.number<std::uint32_t>(0);
    }
    std::uint32_t active_holders(const std::string& role) const {
        Statement row(database,
                      "SELECT count(*) FROM users WHERE tenant_id = ?1 AND state = 2 AND ?2 IN "
                      "(SELECT value FROM json_each(roles))",
                      account.text(), role);
        row.next();
        return row.number<std::uint32_t>(0);
    }
    std::optional<RememberedRequest> remembered(const std::string& key, Instant now) const {
        Statement row(database,
                      "SELECT digest, user_id, revision, expires_at FROM keys WHERE tenant_id = ?1 AND key = ?2 AND "
                      "expires_at > ?3",
                      account.text(), key, now);
        if (!row.next()) return std::nullopt;
        RememberedRequest kept{.key = key, .user = row.id(1), .revision = row.number(2), .expires_at = row.instant(3)};
        const std::string digest = row.text(0);
        std::copy_n(digest.begin(), kept.digest.size(), kept.digest.begin());
        return kept;
    }
};

void carry_out(Database& database, const Commit& commit) {
    const std::string& tenant = commit.after.account.text();
    const UserId& user = commit.after.id;
    write_user(database, commit.after);
    change(database,
           "INSERT INTO feeds (tenant_id, position) VALUES (?1, 1) ON CONFLICT DO UPDATE SET position = position + 1",
           tenant);
    change(database,
           "INSERT INTO events (tenant_id, position, user_id, event) "
           "SELECT ?1, position, ?2, ?3 FROM feeds WHERE tenant_id = ?1",
           tenant, user, to_json(commit.event));
    if (commit.mail) {
        const MailRecord mail = first_record(*commit.mail);
        change(database,
               "INSERT INTO emails (tenant_id, user_id, revision, generation, email, queued_at, delivery, settled_at) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
               tenant, user, mail.intent.revision, mail.intent.generation, mail.intent.to.text(), mail.intent.queued_at,
               static_cast<int>(mail.delivery), mail.settled_at);
    }
    if (commit.key) {
        change(database, "DELETE FROM keys WHERE tenant_id = ?1 AND expires_at <= ?2", tenant, commit.event.at);
        change(
            database,
            "INSERT INTO keys (tenant_id, key, digest, user_id, revision, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            tenant, commit.key->key, commit.key->digest, user, commit.key->revision, commit.key->expires_at);
    }
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
    for (const Look& look : looks) all.push_back(see(Reads{*database_, account}, look));
    return all;
}

CommitResult HostStore::commit_all(std::span<const Commit> commits) {
    Transaction transaction(*database_);
    for (std::size_t i = 0; i < commits.size(); ++i) {
        CommitResult result = examine(Reads{*database_, commits[i].after.account}, commits[i]);
        result.commit = i;
        if (result.outcome != CommitResult::Outcome::committed) return result;  // What was done before is rolled back.
        carry_out(*database_, commits[i]);
    }
    transaction.commit();
    return {};
}

void HostStore::visit_live(const AccountId& account, const Visitor& visit) {
    const Transaction transaction(*database_);
    // With a max, SQLite returns the other columns of the row that has it.
    Statement newest(*database_,
                     "SELECT user_id, delivery, max(number) FROM emails WHERE tenant_id = ?1 GROUP BY user_id",
                     account.text());
    std::map<UserId, Delivery> deliveries;
    while (newest.next()) deliveries.emplace(newest.id(0), newest.number<Delivery>(1));
    for (const User& user : users_where(*database_, account, "state < 4")) {
        const auto delivery = deliveries.find(user.id);
        visit(user, delivery == deliveries.end() ? std::nullopt : std::optional(delivery->second));
    }
}

EventPage HostStore::events(const EventQuery& query) {
    const Transaction transaction(*database_);
    Statement rows(*database_,
                   "SELECT position, event FROM events WHERE tenant_id = ?1 AND position > ?2 AND "
                   "user_id = coalesce(?3, user_id) ORDER BY position LIMIT ?4",
                   query.account.text(), query.after, query.user, query.size + 1);
    EventPage page;
    while (rows.next()) page.events.push_back({rows.number(0), records::read_event(rows, 1)});
    page.more = page.events.size() > query.size;
    if (page.more) page.events.pop_back();
    return page;
}

std::vector<MailRecord> HostStore::mail(const AccountId& account, const UserId& user) {
    const Transaction transaction(*database_);
    Statement rows(*database_,
                   "SELECT " + mail_columns + " FROM emails WHERE tenant_id = ?1 AND user_id = ?2 ORDER BY number DESC",
                   account.text(), user);
    std::vector<MailRecord> newest_first;
    while (rows.next()) newest_first.push_back(records::read_mail(rows));
    return newest_first;
}

std::vector<MailRecord> HostStore::mail_to(const EmailAddress& address, Instant since) {
    const Transaction transaction(*database_);
    Statement rows(*database_,
                   "SELECT " + mail_columns +
                       " FROM emails WHERE lower(email) = ?1 AND queued_at >= ?2 ORDER BY queued_at DESC, number DESC",
                   address.key(), since);
    std::vector<MailRecord> latest_first;
    while (rows.next()) latest_first.push_back(records::read_mail(rows));
    return latest_first;
}

std::vector<ClaimedMail> HostStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    Transaction transaction(*database_);
    // 1 and 3 are `queued` and `deferred`. A claim that still exists when its email is due again has run out.
    Statement rows(*database_,
                   "SELECT " + mail_columns +
                       ", number, claims, held_until IS NOT NULL FROM emails "
                       "WHERE delivery IN (1, 3) AND (next_attempt_at IS NULL OR next_attempt_at <= ?1) AND "
                       "(held_until IS NULL OR ?1 < held_from OR ?1 >= held_until) ORDER BY number LIMIT ?2",
                   now, limit);
    std::vector<ClaimedMail> claimed;
    std::vector<std::int64_t> numbers;
    while (rows.next()) {
        claimed.push_back({.mail = records::read_mail(rows), .fence = rows.number(17) + 1, .lease_ends = now + lease});
        numbers.push_back(rows.number(16));
        if (rows.number(18) != 0) ++claimed.back().mail.lapses;
    }
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        change(*database_,
               "UPDATE emails SET lapses = ?2, claims = ?3, held_from = ?4, held_until = ?5 WHERE number = ?1",
               numbers[i], claimed[i].mail.lapses, claimed[i].fence, now - lease, now + lease);
    }
    transaction.commit();
    return claimed;
}

SettleResult HostStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    Transaction transaction(*database_);
    const MailIntent& intent = claimed.mail.intent;
    const int changed = change(
        *database_,
        "UPDATE emails SET delivery = ?5, attempts = attempts + ?6, unknown = unknown + ?7, refusals = refusals + ?8, "
        "refused_since = iif(?8, coalesce(refused_since, ?10), refused_since), next_attempt_at = ?9, "
        "settled_at = ?10, cause = ?11, detail = ?12, held_from = NULL, held_until = NULL "
        "WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3 AND claims = ?4 AND "
        "held_until IS NOT NULL",
        intent.account.text(), intent.user, intent.revision, claimed.fence, static_cast<int>(settlement.delivery),
        settlement.counts, settlement.unknown, settlement.refused, settlement.next_attempt_at, settlement.at,
        records::number_of(settlement.cause), settlement.detail);
    transaction.commit();
    return changed == 1 ? SettleResult::settled : SettleResult::not_held;
}

bool HostStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                            std::string_view detail) {
    Transaction transaction(*database_);
    Statement mail(*database_,
                   "SELECT 1 FROM emails WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3 AND delivery <> 7",
                   account.text(), user, revision);  // 7: a link by hand, which is not an email
    if (!mail.next()) return false;
    change(*database_,
           "UPDATE emails SET delivery = 6, next_attempt_at = NULL, settled_at = ?4, detail = ?5, held_from = NULL, "
           "held_until = NULL WHERE tenant_id = ?1 AND user_id = ?2 AND revision = ?3 AND delivery <> 6",
           account.text(), user, revision, at, detail);
    transaction.commit();
    return true;
}

bool HostStore::erase(const AccountId& account, const UserId& user) {
    {
        Transaction transaction(*database_);
        const auto gone = Reads{*database_, account}.user_by_id(user);
        if (!gone || is_live(*gone)) return false;
        write_user(*database_, erased(*gone));
        Statement events(*database_, "SELECT position, event FROM events WHERE tenant_id = ?1 AND user_id = ?2",
                         account.text(), user);
        std::map<std::int64_t, std::string> blanked;
        while (events.next()) blanked.emplace(events.number(0), to_json(erased(records::read_event(events, 1))));
        for (const auto& [position, event] : blanked) {
            change(*database_, "UPDATE events SET event = ?3 WHERE tenant_id = ?1 AND position = ?2", account.text(),
                   position, event);
        }
        change(*database_,
               "UPDATE emails SET email = ?3, detail = '', delivery = iif(delivery IN (1, 3), 5, delivery), "
               "held_from = NULL, held_until = NULL WHERE tenant_id = ?1 AND user_id = ?2",
               account.text(), user, erased_address().text());
        change(*database_, "DELETE FROM keys WHERE tenant_id = ?1 AND user_id = ?2", account.text(), user);
        // The host must blank what it keeps about a person itself, here or elsewhere.
        change(*database_, "UPDATE users SET password_hash = NULL WHERE tenant_id = ?1 AND id = ?2", account.text(),
               user);
        transaction.commit();
    }
    // The log of changes contains what was there before. Other readers keep it from being emptied.
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
    const auto gone =
        users_where(*database_, account, "state = 4 AND since < ?2 ORDER BY since LIMIT ?3", removed_before, limit);
    for (const User& user : gone) {
        for (const char* table : {"events", "emails", "keys"}) {
            change(*database_, std::string("DELETE FROM ") + table + " WHERE tenant_id = ?1 AND user_id = ?2",
                   account.text(), user.id);
        }
        change(*database_, "DELETE FROM users WHERE tenant_id = ?1 AND id = ?2", account.text(), user.id);
    }
    transaction.commit();
    return gone.size();
}

}  // namespace host
