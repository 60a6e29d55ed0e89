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

/// SQLite's own.
struct sqlite3;

namespace beckon {

/// Which database, and how.
struct SqliteOptions {
    enum class Durability : std::uint8_t {
        full,    ///< A commit survives the loss of power.
        normal,  ///< A loss of power may undo the latest commits, whole ones; a crash of the process undoes none.
    };

    /// Of the database file, in UTF-8: a plain path, no URI. The file is made if there is none, in a folder that
    /// exists.
    /// ":memory:": no file, but a private database on one connection, which ends with the store.
    std::string path;
    Durability durability = Durability::full;
    /// How long a call waits for another process that holds the file, before it throws a `StoreError`.
    std::chrono::milliseconds busy_timeout{5000};
};

/// A store in one SQLite file (3.37 or later), for any number of processes on one machine. The file may hold
/// the host's own tables beside beckon's, whose names begin with "beckon_".
///
/// The file has personal data in it: it is made readable and writable for its owner alone, and the "-wal" and "-shm"
/// files beside it get the same rights; those of a file that exists are left as they are. Back it up with SQLite's
/// own means (".backup", "VACUUM INTO"), not by copying the file alone.
///
/// Keeps every sentence of testing/store_contract.hpp. Threads: commits of many threads share one transaction and its
/// fsync; reads do not wait for them. Processes: as threads, by SQLite's locks; not across fork. Errors: a commit
/// throws `UnknownOutcomeError` where the disk failed after the commit's record was written; everything else that goes
/// wrong changes nothing.
class SqliteStore final : public Store {
public:
    /// Opens the file, makes the tables where the file is empty, brings those of an older version up to date, all of it
    /// or nothing, and keeps the file in WAL mode; any number of processes may do so at once.
    ///
    /// Throws `StoreError` with the path and what to do: a file or folder that cannot be read or written, no SQLite
    /// database, a damaged one, one of another application that `migrate` was never called on, or one with tables of a
    /// newer version. Such a file is left as it is.
    explicit SqliteStore(const SqliteOptions& options);

    /// Makes beckon's tables in the host's own database, or brings those of an older version up to date, beside
    /// whatever is there: in the host's transaction, if one is under way, or in one of its own. All of it or nothing.
    ///
    /// Throws `StoreError`: another process holds the file, texts in UTF-16, tables of a newer version.
    static void migrate(sqlite3& connection);

    /// A store for one thread on the host's own connection, within the host's own transaction, so that what is
    /// committed here and what the host writes beside it happen together, or not at all: "committed" is provisional
    /// until the host commits. The host begins and ends the transaction, best by BEGIN IMMEDIATE; each call is a
    /// savepoint within it, and one attempt: where it throws, the host's work before it stands. Only where the disk or
    /// the memory fails, or the host interrupts the call, may SQLite roll back the whole transaction, and then the
    /// error says so. Where another has written since a transaction by mere BEGIN first read, a call that writes
    /// throws `StoreError` that may help: roll back, and begin again.
    ///
    /// The connection must outlive the store; outside of a transaction every call throws `StoreError`. The tables are
    /// not looked at here: `migrate` comes first. No setting of the connection is changed, and only `erase` relies on
    /// one: where users are ever erased, by whichever store, call `PRAGMA secure_delete = ON` whenever the connection
    /// is opened; `erase` throws without it. What it has erased is in the "-wal" file until the host has committed and
    /// called `PRAGMA wal_checkpoint(TRUNCATE)`.
    static std::unique_ptr<Store> joined(sqlite3& connection);

    /// The last to close the file folds the "-wal" file into it.
    ~SqliteStore() override;

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
    explicit SqliteStore(sqlite3& connection);

    struct Database;
    std::unique_ptr<Database> database_;
};

}  // namespace beckon
