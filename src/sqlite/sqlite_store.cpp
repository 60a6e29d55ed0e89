// SPDX-License-Identifier: MIT
#include "beckon/sqlite/sqlite_store.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>
#include <vector>

#include "beckon/records/event_json.hpp"
#include "sqlite/commit.hpp"
#include "sqlite/forget.hpp"
#include "sqlite/host_transaction.hpp"
#include "sqlite/list.hpp"
#include "sqlite/look.hpp"
#include "sqlite/migrations.hpp"
#include "sqlite/outbox.hpp"
#include "sqlite/readers.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/writer.hpp"

namespace beckon {

using sqlite::Connection;
using sqlite::HostTransaction;
using sqlite::Run;
using sqlite::Sql;
using sqlite::Transaction;

namespace {

/// The store's own connections and transactions.
struct OwnConnections {
    explicit OwnConnections(const SqliteOptions& of) : options(of), writer(of), readers(of) {}

    template <class Work>
    auto read(const Work& work) {
        return options.path == sqlite::in_memory ? write(work) : readers.read(work);
    }

    /// Returns what `work` returns. Everything that it reads is of one moment.
    template <class Work>
    auto snapshot(const Work& work) {
        if (options.path == sqlite::in_memory) return write(work);
        return readers.read([&](Connection& connection) {
            const Transaction transaction(connection, Connection::Use::read);
            return work(connection);
        });
    }

    /// Returns what `work` returns, once it is committed.
    template <class Work>
    auto write(const Work& work) {
        decltype(work(std::declval<Connection&>())) result{};
        writer.write([&](Connection& connection) { result = work(connection); });
        return result;
    }

    const SqliteOptions options;
    sqlite::Writer writer;  // destroyed last: it folds the log into the file
    sqlite::Readers readers;
};

/// Ensures that no erased data remains in the log.
void empty_log(const OwnConnections& own) {
    if (Connection(own.options, Connection::Use::write).empty_log()) return;
    throw StoreError(fmt::format("SQLite database {}: the user is erased from it, but the log beside it is in use and "
                                 "still has older data: erase once more",
                                 own.options.path),
                     StoreError::Retry::may_help);
}

}  // namespace

struct SqliteStore::Database {
    explicit Database(const SqliteOptions& options) : way(std::in_place_type<OwnConnections>, options) {}
    explicit Database(sqlite3& connection) : way(std::in_place_type<HostTransaction>, connection) {}

    template <class Work>
    auto read(const Work& work) {
        return std::visit([&](auto& each) { return each.read(work); }, way);
    }

    template <class Work>
    auto snapshot(const Work& work) {
        if (auto* own = std::get_if<OwnConnections>(&way)) return own->snapshot(work);
        return std::get<HostTransaction>(way).read(work);
    }

    template <class Work>
    auto write(const Work& work) {
        return std::visit([&](auto& each) { return each.write(work); }, way);
    }

    std::variant<OwnConnections, HostTransaction> way;
};

SqliteStore::SqliteStore(const SqliteOptions& options) : database_(std::make_unique<Database>(options)) {}
SqliteStore::SqliteStore(sqlite3& connection) : database_(std::make_unique<Database>(connection)) {}
SqliteStore::~SqliteStore() = default;

void SqliteStore::migrate(sqlite3& connection) {
    Connection borrowed(connection);
    sqlite::migrate(borrowed);
}

std::unique_ptr<Store> SqliteStore::joined(sqlite3& connection) {
    return std::unique_ptr<Store>(new SqliteStore(connection));
}

std::vector<Seen> SqliteStore::look_all(const AccountId& account, std::span<const Look> looks) {
    return database_->snapshot([&](Connection& connection) { return sqlite::look_all(connection, account, looks); });
}

CommitResult SqliteStore::commit_all(std::span<const Commit> commits) {
    if (commits.empty()) return {};
    try {
        const std::vector<sqlite::CommitWork> works(commits.begin(), commits.end());
        return database_->write([&](Connection& connection) { return run_all(connection, works); });
    } catch (const StoreError&) {
        throw;
    } catch (const Error& error) {
        throw StoreError(fmt::format("an event cannot be kept: {}", error.what()), StoreError::Retry::pointless);
    }
}

UserPage SqliteStore::list(const UserQuery& query) {
    return database_->read([&](Connection& connection) { return sqlite::list(connection, query); });
}

StatusCounts SqliteStore::count(const AccountId& account, Instant now) {
    static const Sql select(
        "SELECT pending, active, deactivated, "
        "(SELECT count(*) FROM beckon_users AS u WHERE u.account = a.row AND state = 1 AND expires_at <= ?2) "
        "FROM beckon_accounts AS a WHERE account = ?1");
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

DeliveryCounts SqliteStore::count_deliveries(const AccountId& account) {
    return database_->read([&](Connection& connection) { return sqlite::count_deliveries(connection, account); });
}

EventPage SqliteStore::events(const EventQuery& query) {
    static const Sql of_account(fmt::format(
        "SELECT e.row & ~(-1 << 40), e.event FROM beckon_accounts AS a CROSS JOIN beckon_events AS e "
        "ON e.row > (a.row << 40) + max(?2, 0) AND e.row <= {} WHERE a.account = ?1 ORDER BY e.row LIMIT ?3",
        sqlite::last_row));
    static const Sql of_user(
        "SELECT e.row & ~(-1 << 40), e.event FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
        "JOIN beckon_events AS e ON e.user = u.row "
        "WHERE a.account = ?1 AND e.row & ~(-1 << 40) > ?2 AND u.id = ?4 ORDER BY e.revision LIMIT ?3");
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
        fmt::format("SELECT {} FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                    "JOIN beckon_outbox AS o ON o.user = u.row "
                    "WHERE a.account = ?1 AND u.id = ?2 ORDER BY o.revision DESC",
                    sqlite::mail_columns));
    return database_->read([&](Connection& connection) {
        std::vector<MailRecord> newest_first;
        Run row = connection.query(select, account.text(), user);
        while (row.next()) newest_first.push_back(read_mail(row));
        return newest_first;
    });
}

std::vector<MailRecord> SqliteStore::mail_to(const EmailAddress& address, Instant since) {
    return database_->read([&](Connection& connection) { return sqlite::mail_to(connection, address, since); });
}

std::vector<ClaimedMail> SqliteStore::claim_mail(Instant now, Duration lease, std::size_t limit) {
    return database_->write([&](Connection& connection) { return sqlite::claim_mail(connection, now, lease, limit); });
}

SettleResult SqliteStore::settle_mail(const ClaimedMail& claimed, const Settlement& settlement) {
    return database_->write(
        [&](Connection& connection) { return sqlite::settle_mail(connection, claimed, settlement); });
}

bool SqliteStore::bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                              std::string_view detail) {
    return database_->write(
        [&](Connection& connection) { return sqlite::bounce_mail(connection, account, user, revision, at, detail); });
}

bool SqliteStore::erase(const AccountId& account, const UserId& user) {
    const bool done =
        database_->write([&](Connection& connection) { return sqlite::erase(connection, account, user); });
    const auto* own = std::get_if<OwnConnections>(&database_->way);
    if (done && own != nullptr && own->options.path != sqlite::in_memory) empty_log(*own);
    return done;
}

std::size_t SqliteStore::purge(const AccountId& account, Instant removed_before, std::size_t limit) {
    return database_->write(
        [&](Connection& connection) { return sqlite::purge(connection, account, removed_before, limit); });
}

}  // namespace beckon
