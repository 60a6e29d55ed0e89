// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/ports/store.hpp"

/// libpq's PGconn.
struct pg_conn;

namespace beckon {

/// Which database, and how.
struct PostgresOptions {
    /// How connections reach the server.
    enum class Pooling : std::uint8_t {
        none,  ///< Each is a server session: statements stay prepared, time limits belong to the session, and wake-ups
               ///< are heard.
        transaction,  ///< Through a pooler that may run each transaction in another session (PgBouncer's `pool_mode =
                      ///< transaction`). Nothing is kept between transactions.
    };

    /// A libpq connection string: "host=db.internal dbname=app user=beckon", or a "postgresql://" URI, in which "@",
    /// "/" and "?" of a password are written as "%40", "%2F" and "%3F". What it leaves out comes from libpq's
    /// environment variables and password file, except for `connect_timeout`. If it names several hosts, the store uses
    /// the one that can be written to: `target_session_attrs` is "read-write" unless the string or the environment sets
    /// it.
    std::string connection;
    /// The schema of the tables: 1 to 40 lower-case letters, digits and "_", starting with neither a digit nor "pg_".
    /// It must hold nothing that is not beckon's.
    std::string schema = "beckon";
    Pooling pooling = Pooling::none;
    std::size_t max_connections = 8;  ///< Connections of this store, 1 to 10,000. Calls beyond them wait.
    /// How long to wait for a free connection, and for the server to answer, unless `connection` sets that; 2 s to 24
    /// h.
    std::chrono::seconds connect_timeout{5};
    /// How long one statement may take, and how long it may wait for a lock within that time; 1 ms to 24 h. With
    /// `transaction`, only this process enforces the first, and nothing enforces the second: set `statement_timeout`
    /// and `lock_timeout` for the role, and leave its `default_transaction_isolation` at "read committed".
    std::chrono::milliseconds statement_timeout{15'000};
    std::chrono::milliseconds lock_timeout{5'000};
    /// How often `wait_for_mail` looks for email; 1 ms to 24 h. It reads an index that is empty if nothing is to be
    /// sent.
    std::chrono::milliseconds poll_every{1'000};
};

/// What `PostgresStore::migrate` adds to the tables.
struct PostgresMigration {
    /// An index for searches, for accounts of more than 200,000 users. Every change of a name, an address or roles then
    /// writes more. Needs the extension pg_trgm, or the right to create it. Building the index blocks writers. False:
    /// an existing index stays; `DROP INDEX beckon.users_by_text` removes it.
    bool trigram_search = false;
};

/// A store in a schema of a PostgreSQL database (15 or later, in UTF-8), for any number of processes on any number of
/// hosts.
///
/// It keeps every sentence of testing/store_contract.hpp. Threads: each call uses a connection of a pool while it runs.
/// Each commit is one statement and one round trip, under a lock on its account's row: the commits of one account
/// follow one another, and those of other accounts do not wait. If the server refuses a call because of others (a
/// serialization failure, a deadlock), it is repeated. A lost connection is opened again by the next call. Errors: a
/// call that writes throws `UnknownOutcomeError` if the connection was lost, or the server was stopped, before it
/// answered. Any other failure changes nothing. No message contains a password.
class PostgresStore final : public Store {
public:
    /// Creates the schema and the tables, or updates those of an older version, all of it or nothing. Any number of
    /// processes may do so at once. The role needs the right to create a schema in the database, unless the schema
    /// exists and belongs to the role.
    ///
    /// Throws `StoreError` if it cannot connect, lacks privileges, finds tables in the schema that are not
    /// beckon's, or finds tables of a newer version.
    static void migrate(const PostgresOptions& options, const PostgresMigration& migration = {});

    /// Connects, and checks that the tables exist in the version that this library knows. The role needs the rights to
    /// use the schema and to read and write its tables.
    ///
    /// Throws std::invalid_argument if an option is out of its range. Throws `StoreError` if it cannot connect, or if
    /// the tables are not as they should be: call `migrate` first.
    explicit PostgresStore(const PostgresOptions& options);

    /// Closes its connections. No call may be in progress.
    ~PostgresStore() override;

    /// Returns a store for one thread on the host's own connection, within the host's own transaction. What is
    /// committed here and what the host writes beside it happen together, or not at all: "committed" is provisional
    /// until the host commits. The host begins and ends the transaction. Each call is a savepoint within it, and a
    /// single attempt: if it throws, the host's earlier work stands. A conflict under REPEATABLE READ or SERIALIZABLE,
    /// a deadlock, and a wait for a lock that took too long throw a `StoreError` that may help: roll back and begin
    /// again.
    ///
    /// The connection's client_encoding must be UTF8. Its transaction must be one that may write, for calls that write.
    /// Otherwise such calls throw `StoreError`.
    ///
    /// From the first commit on, the account's other commits wait until the host ends its transaction: keep it short.
    /// The connection must outlive the store. Outside of a transaction every call throws `StoreError`. The tables are
    /// not checked here: call `migrate` first.
    static std::unique_ptr<Store> joined(pg_conn& connection, std::string_view schema = "beckon");

    /// Waits until new email is queued or `wake_workers` is called in any process, for at most `longest`. Returns
    /// whether either happened. Looks for email every `PostgresOptions::poll_every` and once at the end, but never at
    /// the beginning, so that a worker that cannot send what is queued does not spin. Retries become due without a call
    /// and are not looked for, so `longest` bounds their delay. With `Pooling::transaction` it only looks. It sleeps
    /// while the server cannot be reached. It uses a connection of its own. Threads: only one at a time.
    bool wait_for_mail(std::chrono::milliseconds longest);

    /// Ends every `wait_for_mail` on this schema, so that email is sent at once rather than after the next look. Call
    /// it after a commit, not within its transaction: a commit that notifies waits for all others that do, throughout
    /// the server. Throws `StoreError`; even then, the workers find the email.
    void wake_workers();

    std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) override;
    CommitResult commit_all(std::span<const Commit> commits) override;
    UserPage list(const UserQuery& query) override;
    StatusCounts count(const AccountId& account, Instant now) override;
    DeliveryCounts count_deliveries(const AccountId& account) override;
    EventPage events(const EventQuery& query) override;
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) override;
    std::vector<MailRecord> mail_to(const EmailAddress& address, Instant since) override;
    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override;
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override;
    bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                     std::string_view detail) override;
    bool erase(const AccountId& account, const UserId& user) override;
    std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) override;

private:
    struct Database;
    explicit PostgresStore(Database database);

    std::unique_ptr<Database> database_;
};

}  // namespace beckon
