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
        normal,  ///< A loss of power may undo the latest commits, but only whole ones. A crash of the process undoes
                 ///< none.
    };

    /// The path of the database file, in UTF-8: a plain path, not a URI. The file is created if it does not exist, in a
    /// folder that must exist. ":memory:" means no file, but a private database on one connection, which ends with the
    /// store.
    std::string path;
    Durability durability = Durability::full;
    /// How long a call waits for another process that holds the file before it throws a `StoreError`.
    std::chrono::milliseconds busy_timeout{5000};
};

/// A store in one SQLite file (3.37 or later), for any number of processes on one machine. The file may hold the host's
/// own tables too. The names of beckon's tables begin with "beckon_".
///
/// The file contains personal data. A new file is readable and writable only by its owner, and the "-wal" and "-shm"
/// files beside it get the same rights. The rights of an existing file are not changed. Back it up with SQLite's own
/// means (".backup", "VACUUM INTO"), not by copying only the file.
///
/// It keeps every sentence of testing/store_contract.hpp. Threads: commits of many threads share one transaction and
/// its fsync, and reads do not wait for them. Processes: like threads, through SQLite's locks, but a store cannot be
/// used across fork. Errors: a commit throws `UnknownOutcomeError` if the disk failed after the commit's record was
/// written. Any other failure changes nothing.
class SqliteStore final : public Store {
public:
    /// Opens the file. Creates the tables if the file is empty, or updates those of an older version, all of it or
    /// nothing. Keeps the file in WAL mode. Any number of processes may do so at once.
    ///
    /// Throws `StoreError`, with the path and what to do, if a file or folder cannot be read or written, or if the file
    /// is not an SQLite database, is damaged, belongs to another application and `migrate` was never called on it, or
    /// has tables of a newer version. Such a file is left as it is.
    explicit SqliteStore(const SqliteOptions& options);

    /// Creates beckon's tables in the host's own database beside whatever is there, or updates those of an older
    /// version. Runs in the host's transaction, if one is open, or else in its own. All of it happens or nothing.
    ///
    /// Throws `StoreError` if another process holds the file, if texts are in UTF-16, or if the tables are of a newer
    /// version.
    static void migrate(sqlite3& connection);

    /// Returns a store for one thread on the host's own connection, within the host's own transaction. What is
    /// committed here and what the host writes beside it happen together, or not at all: "committed" is provisional
    /// until the host commits. The host begins and ends the transaction, preferably with BEGIN IMMEDIATE. Each call is
    /// a savepoint within it, and a single attempt: if it throws, the host's earlier work stands. SQLite may roll back
    /// the whole transaction only if the disk or the memory fails, or the host interrupts the call; the error then says
    /// so. If another connection has written since a transaction begun with plain BEGIN first read, a call that writes
    /// throws a `StoreError` that may help: roll back and begin again.
    ///
    /// The connection must outlive the store. Outside of a transaction every call throws `StoreError`. The tables are
    /// not checked here: call `migrate` first. No setting of the connection is changed, and only `erase` relies on one.
    /// If users are ever erased, by any store, call `PRAGMA secure_delete = ON` whenever the connection is opened;
    /// `erase` throws without it. What it has erased is in the "-wal" file until the host has committed and called
    /// `PRAGMA wal_checkpoint(TRUNCATE)`.
    static std::unique_ptr<Store> joined(sqlite3& connection);

    /// The last store to close the file folds the "-wal" file into it.
    ~SqliteStore() override;

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
    explicit SqliteStore(sqlite3& connection);

    struct Database;
    std::unique_ptr<Database> database_;
};

}  // namespace beckon
