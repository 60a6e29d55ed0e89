// SPDX-License-Identifier: MIT
#include "sqlite/commit.hpp"

#include <cassert>
#include <string_view>

#include "beckon/records/event_json.hpp"
#include "sqlite/rows.hpp"

namespace beckon::sqlite {

/// The account before the commit. Row 0: it does not exist yet.
struct CommitWork::Account {
    std::int64_t row = 0;
    std::int64_t position = 0;
    std::int64_t users = 0;
};

CommitWork::CommitWork(const Commit& commit)
    : commit_(commit),
      event_(to_json(commit.event)),
      roles_(records::labels_to_json(commit.after.profile.roles)),
      attributes_(records::attributes_to_json(commit.after.profile.attributes)),
      columns_(commit.after),
      counts_(commit) {
    assert(!commit.before || (commit.before->account == commit.after.account && commit.before->id == commit.after.id));
}

CommitResult CommitWork::run(Connection& connection) const {
    using Outcome = CommitResult::Outcome;
    static const Sql find_user("SELECT row, revision FROM beckon_users WHERE account = ?1 AND id = ?2");
    static const Sql insert_event(
        "INSERT INTO beckon_events (row, user, revision, at, event) VALUES (?1 << 40 | ?2, ?3, ?4, ?5, ?6)");
    static const Sql insert_mail(
        "INSERT INTO beckon_outbox (account, user, revision, generation, email, email_key, queued_at, delivery, "
        "settled_at, attempts, unknown, lapses, refusals, detail, fence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
        "0, 0, 0, 0, "
        "'', 0)");

    const Account account = read_account(connection, commit_.after.account);
    if (commit_.key && key_is_taken(connection, account)) return {Outcome::key_taken};

    std::int64_t user = 0;
    std::int64_t revision = 0;
    {
        Run row = connection.query(find_user, account.row, commit_.after.id);
        if (row.next()) user = row.number(0), revision = row.number(1);
    }
    const bool as_decided_on = commit_.before ? user != 0 && revision == commit_.before->revision : user == 0;
    if (!as_decided_on) return {Outcome::revision_conflict};

    if (address_is_taken(connection, account)) return {Outcome::address_taken};
    for (std::size_t i = 0; i < commit_.only_if.size(); ++i) {
        if (!holds(connection, account, commit_.only_if[i])) return {Outcome::precondition_failed, i};
    }

    const std::int64_t account_row = write_account(connection, account);
    user = write_user(connection, account_row, user, account.users + 1);
    write_role_holders(connection, account_row);
    const Event& event = commit_.event;
    connection.change(insert_event, account_row, account.position + 1, user, event.revision, event.at, event_);
    if (commit_.mail) {
        const MailIntent& mail = *commit_.mail;
        const MailRecord first = first_record(mail);
        connection.change(insert_mail, account_row, user, mail.revision, mail.generation, mail.to.text(), mail.to.key(),
                          mail.queued_at, static_cast<std::uint8_t>(first.delivery), first.settled_at);
    }
    if (commit_.key) write_key(connection, account_row);
    return {Outcome::committed};
}

CommitResult run_all(Connection& connection, std::span<const CommitWork> works) {
    if (works.size() == 1) return works.front().run(connection);  // which writes nothing unless it writes everything
    Savepoint savepoint(connection);
    for (std::size_t i = 0; i < works.size(); ++i) {
        CommitResult result = works[i].run(connection);
        if (result.outcome == CommitResult::Outcome::committed) continue;
        result.commit = i;
        savepoint.roll_back();
        return result;
    }
    savepoint.release();
    return {};
}

CommitWork::Account CommitWork::read_account(Connection& connection, const AccountId& id) {
    static const Sql select("SELECT row, position, users FROM beckon_accounts WHERE account = ?1");
    Run row = connection.query(select, id.text());
    return row.next() ? Account{row.number(0), row.number(1), row.number(2)} : Account{};
}

bool CommitWork::key_is_taken(Connection& connection, const Account& account) const {
    static const Sql select("SELECT 1 FROM beckon_keys WHERE account = ?1 AND key = ?2 AND expires_at > ?3");
    return connection.query(select, account.row, commit_.key->key, commit_.event.at).next();
}

bool CommitWork::address_is_taken(Connection& connection, const Account& account) const {
    static const Sql select(
        "SELECT 1 FROM beckon_users WHERE account = ?1 AND email_key = ?2 AND state < 4 AND id <> ?3");
    if (!counts_.takes_address) return false;
    const User& after = commit_.after;
    return connection.query(select, account.row, after.email.key(), after.id).next();
}

bool CommitWork::holds(Connection& connection, const Account& account, const Precondition& rule) const {
    static const Sql holders("SELECT 1 FROM beckon_role_holders WHERE account = ?1 AND role = ?2 AND active >= 2");
    static const Sql pending(
        "SELECT count(*) FROM (SELECT 1 FROM beckon_users WHERE account = ?1 AND state = 1 AND expires_at > ?2 "
        "LIMIT ?3)");
    switch (rule.rule) {
        case Precondition::Rule::another_active_holder: return connection.query(holders, account.row, rule.role).next();
        case Precondition::Rule::pending_below: {
            Run row = connection.query(pending, account.row, commit_.event.at, rule.limit);
            row.next();
            return row.number(0) < rule.limit;
        }
    }
    return false;
}

std::int64_t CommitWork::write_account(Connection& connection, const Account& account) const {
    static const Sql insert(
        "INSERT INTO beckon_accounts (account, position, users, pending, active, deactivated) VALUES (?1, 1, 1, ?2, "
        "?3, ?4)");
    static const Sql update(
        "UPDATE beckon_accounts SET position = position + 1, pending = pending + ?2, active = active + ?3, "
        "deactivated = deactivated + ?4, users = users + ?5 WHERE row = ?1");
    if (account.row != 0) {
        connection.change(update, account.row, counts_.pending, counts_.active, counts_.deactivated,
                          commit_.before ? 0 : 1);
        return account.row;
    }
    connection.change(insert, commit_.after.account.text(), counts_.pending, counts_.active, counts_.deactivated);
    return connection.last_row();
}

std::int64_t CommitWork::write_user(Connection& connection, std::int64_t account, std::int64_t user,
                                    std::int64_t number) const {
    static const Sql insert(
        "INSERT INTO beckon_users (account, id, revision, email, email_key, name, locale, roles, attributes, state, "
        "since, expires_at, times_sent, opened_at, removal, link_generation, link_key, created_at, joined_at, "
        "invited_by, name_key, roles_key, sent_key, joined_key, search_text, delivery, reference, note, row) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
        "?24, ?25, ?26, ?27, ?28, ?1 << 40 | ?29)");
    static const Sql update(
        "UPDATE beckon_users SET revision = ?2, email = ?3, email_key = ?4, name = ?5, locale = ?6, roles = ?7, "
        "attributes = ?8, state = ?9, since = ?10, expires_at = ?11, times_sent = ?12, opened_at = ?13, removal = ?14, "
        "link_generation = ?15, link_key = ?16, joined_at = ?17, name_key = ?18, roles_key = ?19, sent_key = ?20, "
        "joined_key = ?21, search_text = ?22, delivery = coalesce(?23, delivery), note = ?24 WHERE row = ?1");

    const User& after = commit_.after;
    const Profile& profile = after.profile;
    const auto state = static_cast<std::uint8_t>(columns_.state);
    std::optional<std::uint8_t> delivery;
    if (commit_.mail) delivery = static_cast<std::uint8_t>(first_record(*commit_.mail).delivery);

    if (user != 0) {
        connection.change(update, user, after.revision, after.email.text(), after.email.key(), profile.name,
                          profile.locale, roles_, attributes_, state, columns_.since, columns_.expires_at,
                          columns_.times_sent, columns_.opened_at, columns_.removal, columns_.link_generation,
                          columns_.link_key, after.joined_at, columns_.name_key, columns_.roles_key, columns_.sent_key,
                          columns_.joined_key, columns_.search_text, delivery, columns_.note);
        return user;
    }
    connection.change(insert, account, after.id, after.revision, after.email.text(), after.email.key(), profile.name,
                      profile.locale, roles_, attributes_, state, columns_.since, columns_.expires_at,
                      columns_.times_sent, columns_.opened_at, columns_.removal, columns_.link_generation,
                      columns_.link_key, after.created_at, after.joined_at, after.invited_by, columns_.name_key,
                      columns_.roles_key, columns_.sent_key, columns_.joined_key, columns_.search_text, delivery,
                      after.reference, columns_.note, number);
    return connection.last_row();
}

void CommitWork::write_role_holders(Connection& connection, std::int64_t account) const {
    static const Sql add(
        "INSERT INTO beckon_role_holders (account, role, active) VALUES (?1, ?2, 1) "
        "ON CONFLICT DO UPDATE SET active = active + 1");
    static const Sql take_away("UPDATE beckon_role_holders SET active = active - 1 WHERE account = ?1 AND role = ?2");
    for (const std::string_view role : counts_.roles_gained) connection.change(add, account, role);
    for (const std::string_view role : counts_.roles_lost) connection.change(take_away, account, role);
}

void CommitWork::write_key(Connection& connection, std::int64_t account) const {
    // Two for each new one, so that expired keys go and no commit is long.
    static const Sql forget(
        "DELETE FROM beckon_keys WHERE account = ?1 AND key IN "
        "(SELECT key FROM beckon_keys WHERE account = ?1 AND expires_at <= ?2 ORDER BY expires_at LIMIT 2)");
    static const Sql insert(
        "INSERT OR REPLACE INTO beckon_keys (account, key, digest, user, revision, expires_at) VALUES (?1, ?2, ?3, ?4, "
        "?5, ?6)");
    const RememberedRequest& key = *commit_.key;
    connection.change(forget, account, commit_.event.at);
    connection.change(insert, account, key.key, key.digest, key.user, key.revision, key.expires_at);
}

}  // namespace beckon::sqlite
