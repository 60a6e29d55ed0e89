// SPDX-License-Identifier: MIT
#include "beckon/sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <utility>

#include "beckon/service/event_json.hpp"
#include "sqlite/commit.hpp"
#include "sqlite/outbox.hpp"
#include "sqlite/readers.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/writer.hpp"

namespace beckon {

using sqlite::Connection;
using sqlite::Run;
using sqlite::Sql;

struct SqliteStore::Database {
    explicit Database(const SqliteOptions& options) : writer(options), readers(options) {}

    template <class Work>
    auto read(const Work& work) {
        return readers.read(work);
    }

    /// What `work` gives, once it is committed.
    template <class Work>
    auto write(const Work& work) {
        decltype(work(std::declval<Connection&>())) result{};
        writer.write([&](Connection& connection) { result = work(connection); });
        return result;
    }

    sqlite::Writer writer;  // destroyed last: it folds the log into the file
    sqlite::Readers readers;
};

SqliteStore::SqliteStore(const SqliteOptions& options) : database_(std::make_unique<Database>(options)) {}
SqliteStore::~SqliteStore() = default;

std::optional<User> SqliteStore::load(const AccountId& account, const UserId& user) {
    static const Sql select(
        fmt::format("SELECT {} FROM accounts AS a JOIN users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.id = ?2",
                    sqlite::user_columns));
    return database_->read([&](Connection& connection) -> std::optional<User> {
        Run row = connection.query(select, account.text(), user);
        if (!row.next()) return std::nullopt;
        return read_user(row, account);
    });
}

std::optional<User> SqliteStore::find(const AccountId& account, const EmailAddress& email) {
    static const Sql select(
        fmt::format("SELECT {} FROM accounts AS a JOIN users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.email_key = ?2 AND u.state < 4",
                    sqlite::user_columns));
    return database_->read([&](Connection& connection) -> std::optional<User> {
        Run row = connection.query(select, account.text(), email.key());
        if (!row.next()) return std::nullopt;
        return read_user(row, account);
    });
}

AccountFacts SqliteStore::facts(const AccountId& account, const std::optional<std::string>& role) {
    static const Sql select(
        "SELECT pending, (SELECT active FROM role_holders AS r WHERE r.account = a.row AND role = ?2) "
        "FROM accounts AS a WHERE account = ?1");
    return database_->read([&](Connection& connection) {
        Run row = connection.query(select, account.text(), role);
        return row.next() ? AccountFacts{row.number<std::uint32_t>(0), row.number<std::uint32_t>(1)} : AccountFacts{};
    });
}

std::optional<Instant> SqliteStore::last_mail_at(const AccountId& account, const EmailAddress& email) {
    static const Sql select(
        "SELECT queued_at FROM outbox WHERE account = (SELECT row FROM accounts WHERE account = ?1) "
        "AND email_key = ?2 ORDER BY row DESC LIMIT 1");
    return database_->read([&](Connection& connection) -> std::optional<Instant> {
        Run row = connection.query(select, account.text(), email.key());
        if (!row.next()) return std::nullopt;
        return row.instant(0);
    });
}

std::optional<KeptKey> SqliteStore::recall(const AccountId& account, std::string_view key, Instant now) {
    static const Sql select(
        "SELECT digest, user, revision, expires_at FROM keys "
        "WHERE account = (SELECT row FROM accounts WHERE account = ?1) AND key = ?2 AND expires_at > ?3");
    return database_->read([&](Connection& connection) -> std::optional<KeptKey> {
        Run row = connection.query(select, account.text(), key, now);
        if (!row.next()) return std::nullopt;
        return KeptKey{std::string(key), row.octets<32>(0), row.id(1), row.number(2), row.instant(3)};
    });
}

CommitResult SqliteStore::commit(const Commit& commit) {
    try {
        const sqlite::CommitWork work(commit);
        return database_->write([&](Connection& connection) { return work.run(connection); });
    } catch (const StoreError&) {
        throw;
    } catch (const Error& error) {
        throw StoreError(fmt::format("an event cannot be kept: {}", error.what()), StoreError::Retry::pointless);
    }
}

UserPage SqliteStore::list(const UserQuery& query) {
    // The bit of a status stands at its number.
    static const Sql select(
        fmt::format("SELECT {} FROM accounts AS a JOIN users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.email_key > ?2 AND u.state < 4 AND "
                    "?3 & (1 << CASE WHEN u.state > 1 THEN u.state + 1 WHEN u.expires_at > ?4 THEN 1 ELSE 2 END) "
                    "AND (?6 IS NULL OR EXISTS (SELECT 1 FROM json_each(u.roles) WHERE value = ?6)) "
                    "ORDER BY u.email_key LIMIT ?5",
                    sqlite::user_columns));
    std::int64_t statuses = query.statuses.empty() ? ~std::int64_t{0} : 0;
    for (const Status status : query.statuses) statuses |= std::int64_t{1} << static_cast<int>(status);
    const std::string after = query.after.value_or("");
    return database_->read([&](Connection& connection) {
        UserPage page;
        Run row = connection.query(select, query.account.text(), after, statuses, query.now,
                                   static_cast<std::int64_t>(query.size) + 1, query.role);
        while (row.next()) {
            page.more = page.users.size() == query.size;
            if (!page.more) page.users.push_back(read_user(row, query.account));
        }
        return page;
    });
}

StatusCounts SqliteStore::count(const AccountId& account, Instant now) {
    static const Sql select(
        "SELECT pending, active, deactivated, "
        "(SELECT count(*) FROM users AS u WHERE u.account = a.row AND state = 1 AND expires_at <= ?2) "
        "FROM accounts AS a WHERE account = ?1");
    return database_->read([&](Connection& connection) {
        StatusCounts counts;
        Run row = connection.query(select, account.text(), now);
        if (!row.next()) return counts;
        counts.invite_expired = row.number<std::uint32_t>(3);
        counts.invite_sent = row.number<std::uint32_t>(0) - counts.invite_expired;
        counts.active = row.number<std::uint32_t>(1);
        counts.deactivated = row.number<std::uint32_t>(2);
        return counts;
    });
}

EventPage SqliteStore::events(const EventQuery& query) {
    static const Sql of_account(
        "SELECT e.position, e.event FROM accounts AS a JOIN events AS e ON e.account = a.row "
        "WHERE a.account = ?1 AND e.position > ?2 ORDER BY e.position LIMIT ?3");
    static const Sql of_user(
        "SELECT e.position, e.event FROM accounts AS a JOIN users AS u ON u.account = a.row "
        "JOIN events AS e ON e.user = u.row "
        "WHERE a.account = ?1 AND e.position > ?2 AND u.id = ?4 ORDER BY e.revision LIMIT ?3");
    const std::string& account = query.account.text();
    const auto limit = static_cast<std::int64_t>(query.size) + 1;
    return database_->read([&](Connection& connection) {
        EventPage page;
        Run row = query.user ? connection.query(of_user, account, query.after, limit, *query.user)
                             : connection.query(of_account, account, query.after, limit);
        while (row.next()) {
            page.more = page.events.size() == query.size;
            if (!page.more) page.events.push_back({row.number(0), read_event(row, 1)});
        }
        return page;
    });
}

std::vector<MailRecord> SqliteStore::mail(const AccountId& account, const UserId& user) {
    static const Sql select(
        fmt::format("SELECT {} FROM accounts AS a JOIN users AS u ON u.account = a.row "
                    "JOIN outbox AS o ON o.user = u.row "
                    "WHERE a.account = ?1 AND u.id = ?2 ORDER BY o.revision DESC",
                    sqlite::mail_columns));
    return database_->read([&](Connection& connection) {
        std::vector<MailRecord> newest_first;
        Run row = connection.query(select, account.text(), user);
        while (row.next()) newest_first.push_back(read_mail(row));
        return newest_first;
    });
}

std::vector<ClaimedMail> SqliteStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    return database_->write([&](Connection& connection) { return sqlite::claim_mail(connection, now, lease, limit); });
}

SettleResult SqliteStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    return database_->write(
        [&](Connection& connection) { return sqlite::settle_mail(connection, claimed, settlement); });
}

}  // namespace beckon
