// SPDX-License-Identifier: MIT
#include "beckon/postgres/postgres_store.hpp"

#include <fmt/format.h>

#include <utility>

#include "postgres/access.hpp"
#include "postgres/commit.hpp"
#include "postgres/forget.hpp"
#include "postgres/list.hpp"
#include "postgres/look.hpp"
#include "postgres/mail_signal.hpp"
#include "postgres/migrations.hpp"
#include "postgres/outbox.hpp"
#include "postgres/rows.hpp"

namespace beckon {

using postgres::Connection;
using postgres::Rows;
using postgres::Sql;

struct PostgresStore::Database {
    std::unique_ptr<postgres::Access> access;
    postgres::MailSignal mail_signal;
};

void PostgresStore::migrate(const PostgresOptions& options, const PostgresMigration& migration) {
    postgres::require_valid(options);
    PostgresOptions patient = options;
    patient.statement_timeout = std::chrono::hours(24);
    Connection connection(patient);
    postgres::migrate(connection, migration);
}

PostgresStore::PostgresStore(const PostgresOptions& options)
    : PostgresStore(Database{std::make_unique<postgres::PooledAccess>(options), postgres::MailSignal(options)}) {
    database_->access->read([](Connection& connection) {
        postgres::require_version(connection);
        return true;
    });
}

PostgresStore::PostgresStore(Database database) : database_(std::make_unique<Database>(std::move(database))) {}

PostgresStore::~PostgresStore() = default;

std::unique_ptr<Store> PostgresStore::joined(pg_conn& connection, std::string_view schema) {
    std::string name(schema);
    postgres::require_schema(name);
    auto access = std::make_unique<postgres::JoinedAccess>(connection, std::move(name));
    return std::unique_ptr<Store>(new PostgresStore(Database{std::move(access), postgres::MailSignal({})}));
}

bool PostgresStore::wait_for_mail(std::chrono::milliseconds longest) { return database_->mail_signal.wait(longest); }

void PostgresStore::wake_workers() {
    // Repeating it is harmless, so it is no write whose outcome may be unknown.
    database_->access->read([](Connection& connection) {
        postgres::wake_workers(connection);
        return true;
    });
}

std::vector<Seen> PostgresStore::look_all(const AccountId& account, std::span<const Look> looks) {
    if (looks.empty()) return {};
    return database_->access->read(
        [&](Connection& connection) { return postgres::look_all(connection, account, looks); });
}

CommitResult PostgresStore::commit_all(std::span<const Commit> commits) {
    if (commits.empty()) return {};
    try {
        const postgres::CommitWork work(commits);
        return database_->access->write([&](Connection& connection) { return work.run(connection); });
    } catch (const StoreError&) {
        throw;
    } catch (const Error& error) {
        throw StoreError(fmt::format("an event cannot be kept: {}", error.what()), StoreError::Retry::pointless);
    }
}

UserPage PostgresStore::list(const UserQuery& query) {
    return database_->access->read([&](Connection& connection) { return postgres::list(connection, query); });
}

StatusCounts PostgresStore::count(const AccountId& account, Instant now) {
    static const Sql select(
        "SELECT a.pending, a.active, a.deactivated, (SELECT count(*) FROM beckon.users AS u "
        "WHERE u.account = $1 AND u.expires_at <= $2) FROM beckon.accounts AS a WHERE a.account = $1");
    return database_->access->read([&](Connection& connection) {
        const Rows rows = connection.run("counting an account's users", select, std::string_view(account.text()), now);
        StatusCounts counts;
        if (rows.empty()) return counts;
        counts.invite_expired = rows[0].number<std::uint32_t>(3);
        counts.invite_sent = rows[0].number<std::uint32_t>(0) - counts.invite_expired;
        counts.active = rows[0].number<std::uint32_t>(1);
        counts.deactivated = rows[0].number<std::uint32_t>(2);
        return counts;
    });
}

DeliveryCounts PostgresStore::count_deliveries(const AccountId& account) {
    static const Sql select(
        "SELECT u.delivery, count(*) FROM beckon.users AS u WHERE u.account = $1 AND u.removed_at IS NULL "
        "GROUP BY u.delivery");
    return database_->access->read([&](Connection& connection) {
        const Rows rows = connection.run("counting emails", select, std::string_view(account.text()));
        DeliveryCounts counts;
        for (int i = 0; i < rows.size(); ++i) {
            const auto delivery = rows[i].is_null(0)
                                      ? std::nullopt
                                      : std::optional(static_cast<Delivery>(rows[i].number<std::uint8_t>(0)));
            count_of(counts, delivery) = rows[i].number<std::uint32_t>(1);
        }
        return counts;
    });
}

EventPage PostgresStore::events(const EventQuery& query) {
    static const Sql of_account(
        "SELECT e.position, e.event FROM beckon.events AS e WHERE e.account = $1 AND e.position > $2 "
        "ORDER BY e.position LIMIT $3");
    static const Sql of_user(
        "SELECT e.position, e.event FROM beckon.events AS e WHERE e.account = $1 AND e.position > $2 "
        "AND e.user_id = $4 ORDER BY e.revision LIMIT $3");
    const std::string_view account = query.account.text();
    const auto limit = static_cast<std::int64_t>(query.size) + 1;
    return database_->access->read([&](Connection& connection) {
        const Rows rows = query.user
                              ? connection.run("reading events", of_user, account, query.after, limit, *query.user)
                              : connection.run("reading events", of_account, account, query.after, limit);
        EventPage page;
        for (int i = 0; i < rows.size(); ++i) {
            page.more = page.events.size() == query.size;
            if (!page.more) page.events.push_back({rows[i].number(0), read_event(rows[i], 1)});
        }
        return page;
    });
}

std::vector<MailRecord> PostgresStore::mail(const AccountId& account, const UserId& user) {
    static const Sql select(fmt::format(
        "SELECT {} FROM beckon.outbox AS o WHERE o.account = $1 AND o.user_id = $2 ORDER BY o.revision DESC",
        postgres::mail_columns));
    return database_->access->read([&](Connection& connection) {
        const Rows rows = connection.run("reading a user's emails", select, std::string_view(account.text()), user);
        std::vector<MailRecord> newest_first;
        newest_first.reserve(static_cast<std::size_t>(rows.size()));
        for (int i = 0; i < rows.size(); ++i) newest_first.push_back(read_mail(rows[i]));
        return newest_first;
    });
}

std::vector<MailRecord> PostgresStore::mail_to(const EmailAddress& address, Instant since) {
    return database_->access->read(
        [&](Connection& connection) { return postgres::mail_to(connection, address, since); });
}

std::vector<ClaimedMail> PostgresStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    return database_->access->write(
        [&](Connection& connection) { return postgres::claim_mail(connection, now, lease, limit); });
}

SettleResult PostgresStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    return database_->access->write(
        [&](Connection& connection) { return postgres::settle_mail(connection, claimed, settlement); });
}

bool PostgresStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                                std::string_view detail) {
    return database_->access->write(
        [&](Connection& connection) { return postgres::bounce_mail(connection, account, user, revision, at, detail); });
}

bool PostgresStore::erase(const AccountId& account, const UserId& user) {
    const auto erased = database_->access->read(
        [&](Connection& connection) { return postgres::read_erased(connection, account, user); });
    return erased && database_->access->write(
                         [&](Connection& connection) { return postgres::erase(connection, account, *erased); });
}

std::size_t PostgresStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    return database_->access->write(
        [&](Connection& connection) { return postgres::purge(connection, account, removed_before, limit); });
}

}  // namespace beckon
