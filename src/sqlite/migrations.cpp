// SPDX-License-Identifier: MIT
#include "sqlite/migrations.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <thread>

#include "beckon/ports/errors.hpp"
#include "beckon_embedded/migration_0001.inc"

namespace beckon::sqlite {

namespace {

/// The first creates the tables of version 1, and so on. Each writes its number into beckon_storage. New ones are
/// appended; released ones never change.
constexpr std::array migrations{embedded::migration_0001};

constexpr auto newest = static_cast<std::int64_t>(migrations.size());

[[noreturn]] void refuse(const Connection& connection, std::string_view why) {
    throw StoreError(fmt::format("SQLite database {}: {}", connection.path(), why), StoreError::Retry::pointless);
}

/// The version of the tables, or 0 if there are none.
std::int64_t version_of(Connection& connection) {
    if (connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'beckon_storage'") == 0) return 0;
    const std::int64_t version = connection.number("SELECT version FROM beckon_storage");
    if (version > newest) {
        refuse(connection, fmt::format("its tables are of version {}, and this version of the library knows them up to "
                                       "version {}; use a newer version of the library",
                                       version, newest));
    }
    return version;
}

void refuse_file_of_others(Connection& connection) {
    if (version_of(connection) != 0) return;
    const bool is_empty = connection.number("PRAGMA application_id") == 0 &&
                          connection.number("PRAGMA user_version") == 0 &&
                          connection.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (is_empty) return;
    refuse(connection,
           "it belongs to another application; choose another path, or where its tables and beckon's are to be in one "
           "file, call SqliteStore::migrate first");
}

/// Must run within a write transaction or a savepoint.
void make_tables(Connection& connection) {
    const std::int64_t version = version_of(connection);
    // Lists are sorted by the octets of UTF-8.
    if (connection.number("SELECT encoding = 'UTF-8' FROM pragma_encoding") == 0) {
        refuse(connection, "its texts are in UTF-16; use a database in UTF-8");
    }
    for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
        connection.execute(std::string(migrations[next]));
    }
}

}  // namespace

void migrate(Connection& connection) {
    if (connection.is_in_transaction()) {
        Savepoint savepoint(connection);
        make_tables(connection);
        savepoint.release();
    } else {
        Transaction transaction(connection);
        make_tables(connection);
        transaction.commit();
    }
}

void migrate_file(Connection& connection, std::chrono::milliseconds busy_timeout) {
    {
        Transaction transaction(connection);
        refuse_file_of_others(connection);
        make_tables(connection);
        transaction.commit();
    }
    // This needs the file exclusively, and SQLite does not always wait for it.
    const auto deadline = std::chrono::steady_clock::now() + busy_timeout;
    while (!connection.enter_wal_mode()) {
        if (std::chrono::steady_clock::now() >= deadline) connection.fail();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

}  // namespace beckon::sqlite
