// SPDX-License-Identifier: MIT
#include "sqlite/migrations.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <thread>

#include "beckon/ports/errors.hpp"
#include "beckon_embedded/migration_0001.inc"
#include "beckon_embedded/migration_0002.inc"
#include "sqlite/errors.hpp"
#include "sqlite/list.hpp"

namespace beckon::sqlite {

namespace {

/// "bckn": what tells this library's files from those of others. See
/// https://www.sqlite.org/pragma.html#pragma_application_id
constexpr std::int64_t application_id = 0x62636B6E;

/// The first makes version 1 out of an empty file, and so on. Appended to, never changed.
constexpr std::array migrations{embedded::migration_0001, embedded::migration_0002};

constexpr auto newest = static_cast<std::int64_t>(migrations.size());

[[noreturn]] void refuse(const Connection& connection, std::string_view why) {
    throw StoreError(fmt::format("SQLite database {}: {}", connection.path(), why), StoreError::Retry::pointless);
}

/// The version of the tables; 0: the file is empty.
std::int64_t version_of(Connection& connection) {
    const std::int64_t application = connection.number("PRAGMA application_id");
    const std::int64_t version = connection.number("PRAGMA user_version");
    const std::int64_t tables = connection.number("SELECT count(*) FROM sqlite_schema");
    if (application == 0 && version == 0 && tables == 0) return 0;
    if (application != application_id) refuse(connection, "it belongs to another application; choose another path");
    if (version > newest) {
        refuse(connection, fmt::format("its tables are of version {}, and this version of the library knows them up to "
                                       "version {}; use a newer version of the library",
                                       version, newest));
    }
    return version;
}

void migrate_tables(Connection& connection) {
    Transaction transaction(connection);
    const std::int64_t version = version_of(connection);
    if (connection.number("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'") == 0) {
        refuse(connection, "this build of SQLite has no FTS5, which searches need; use one that has it");
    }
    if (version == newest) return;
    for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
        connection.execute(std::string(migrations[next]));
    }
    if (version == 1) fill_list_columns(connection);
    connection.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, newest));
    transaction.commit();
}

}  // namespace

void migrate(Connection& connection, std::chrono::milliseconds busy_timeout) {
    migrate_tables(connection);
    // This one needs the file for itself, and SQLite does not always wait for it.
    const auto deadline = std::chrono::steady_clock::now() + busy_timeout;
    while (!connection.enter_wal_mode()) {
        if (std::chrono::steady_clock::now() >= deadline) connection.fail();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

}  // namespace beckon::sqlite
