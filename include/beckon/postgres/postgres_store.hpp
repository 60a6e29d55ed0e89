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
        none,  ///< Each is a server session: statements stay prepared, timeouts are the session's, wake-ups are heard.
        transaction,  ///< Through a pooler that may give each transaction another session (PgBouncer's `pool_mode =
                      ///< transaction`): nothing is kept between transactions.
    };

    /// As libpq takes it: "host=db.internal dbname=app user=beckon", or a "postgresql://" URI, in which "@", "/" and
    /// "?" of a password are written as "%40", "%2F" and "%3F". What it leaves out comes from libpq's environment
    /// variables and password file, except for `connect_timeout`. Of several hosts the store uses the one that can be
    /// written to: `target_session_attrs` is "read-write" unless the string or the environment says otherwise.
    std::string connection;
    /// In which the tables are: 1 to 40 lower-case letters, digits and "_", with neither a digit nor "pg_" first.
    /// beckon wants it for itself.
    std::string schema = "beckon";
    Pooling pooling = Pooling::none;
    std::size_t most_connections = 8;  ///< 1 to 10,000, of this store; calls beyond them wait.
    /// How long to wait for a connection: for a free one, and, unless `connection` says so, for the server to answer;
    /// 2 s to 24 h.
    std::chrono::seconds connect_timeout{5};
    /// How long one statement may take, and within it, how long it may wait for another's lock; 1 ms to 24 h. With
    /// `transaction`, the first is watched by this process alone, and nobody watches the second: set
    /// `statement_timeout` and `lock_timeout` for the role, and leave its `default_transaction_isolation` at "read
    /// committed".
    std::chrono::milliseconds statement_timeout{15'000};
    std::chrono::milliseconds lock_timeout{5'000};
    /// How often `wait_for_mail` looks for mail; 1 ms to 24 h. A look reads an index that is empty when nothing is to
    /// be sent.
    std::chrono::milliseconds poll_every{1'000};
};

/// What `PostgresStore::migrate` adds to the tables.
struct PostgresMigration {
    /// An index for searches, for accounts of more than 200,000 users. It makes every change of a name, an address or
    /// roles write more. Needs the extension pg_trgm, or the right to create it. Building it keeps writers waiting.
    /// False: an index that is there stays; `DROP INDEX beckon.users_by_text` removes it.
    bool trigram_search = false;
};

/// A store in a schema of a PostgreSQL database (15 or later, in UTF-8), for any number of processes on any number
/// of hosts.
///
/// Keeps every sentence of testing/store_contract.hpp. Threads: each call takes a connection of a pool for its time.
/// Each commit is one statement and one round trip, under a lock on its account's row, so that the commits of an
/// account follow one another while those of others do not wait. What the server refuses for the sake of others (a
/// serialization failure, a deadlock) is repeated; a lost connection is opened anew by the next call. Errors: a call
/// that writes throws `UnknownOutcomeError` where the connection was lost, or the server was stopped, before it
/// answered; everything else that goes wrong changes nothing. No message holds a password.
class PostgresStore final : public Store {
public:
    /// Makes the schema and the tables, or brings those of an older version up to date, all of it or nothing; any
    /// number of processes may do so at once. The role needs the right to create a schema in the database, unless it is
    /// there and the role's.
    ///
    /// Throws `StoreError`: no connection, rights that lack, a schema in which tables of others are, or of a newer
    /// version.
    static void migrate(const PostgresOptions& options, const PostgresMigration& migration = {});

    /// Connects, and looks whether the tables are there and of the version that this library knows. The role needs the
    /// rights to use the schema and to read and write its tables.
    ///
    /// Throws std::invalid_argument for options outside of what they say; `StoreError` where there is no connection, or
    /// the tables are not as they should be: `migrate` first.
    explicit PostgresStore(const PostgresOptions& options);

    /// Closes its connections. No call may be under way.
    ~PostgresStore() override;

    /// A store for one thread on the host's own connection, within the host's own transaction, so that what is
    /// committed here and what the host writes beside it happen together, or not at all: "committed" is provisional
    /// until the host commits. The host begins and ends the transaction; each call is a savepoint within it, and one
    /// attempt: where it throws, the host's work before it stands. A conflict under REPEATABLE READ or SERIALIZABLE, a
    /// deadlock and a lock that was waited for too long throw `StoreError` that may help: roll back, and begin again.
    ///
    /// The connection's client_encoding must be UTF8, and its transaction one that may write, for what writes;
    /// otherwise such calls throw `StoreError`.
    ///
    /// From the first commit on the account's other commits wait until the host ends its transaction: keep it
    /// short. The connection must outlive the store; outside of a transaction every call throws `StoreError`. The
    /// tables are not looked at here: `migrate` comes first.
    static std::unique_ptr<Store> joined(pg_conn& connection, std::string_view schema = "beckon");

    /// Waits until new mail is queued or `wake_workers` is called in any process, for at most `longest`. Returns
    /// whether either happened. Looks for mail every `PostgresOptions::poll_every` and once at the end, never at the
    /// beginning, so that a worker that cannot send what is queued does not spin. Retries become due without a call and
    /// are not looked for: `longest` bounds their delay. With `Pooling::transaction` it only looks; while the server is
    /// away it sleeps. Uses a connection of its own. For one thread at a time.
    bool wait_for_mail(std::chrono::milliseconds longest);

    /// Ends every `wait_for_mail` on this schema, so that mail goes out at once rather than after the next look. Call
    /// it after a commit, not within its transaction: a commit that notifies waits for all others that do, throughout
    /// the server. Throws `StoreError`; the mail is found all the same.
    void wake_workers();

    std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) override;
    CommitResult commit_all(std::span<const Commit> commits) override;
    UserPage list(const UserQuery& query) override;
    StatusCounts count(const AccountId& account, Instant now) override;
    DeliveryCounts count_deliveries(const AccountId& account) override;
    EventPage events(const EventQuery& query) override;
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) override;
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
