// SPDX-License-Identifier: MIT
#include "postgres/migrations.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

#include "beckon_embedded/postgres_0001.inc"
#include "beckon_embedded/postgres_trigram_search.inc"
#include "postgres/errors.hpp"

namespace beckon::postgres {

namespace {

using Retry = StoreError::Retry;

/// From each version to the next. The first creates version 1.
constexpr std::array migrations{embedded::postgres_0001};
constexpr auto known = static_cast<std::int64_t>(migrations.size());

[[noreturn]] void refuse(const Connection& connection, std::string_view why) {
    throw StoreError(fmt::format("PostgreSQL schema {}: {}", connection.schema(), why), Retry::pointless);
}

/// None: beckon's tables do not exist.
std::optional<std::int64_t> read_version(Connection& connection) {
    const Rows found =
        connection.run_once("reading the version", "SELECT to_regclass('beckon.storage') IS NOT NULL", Parameters());
    if (found[0].number(0) == 0) return std::nullopt;
    const Rows version = connection.run_once("reading the version", "SELECT version FROM beckon.storage", Parameters());
    if (version.size() != 1) refuse(connection, "its table storage has not one row: the tables are damaged");
    return version[0].number(0);
}

void refuse_newer(const Connection& connection, std::int64_t version) {
    if (version <= known) return;
    refuse(connection,
           fmt::format("its storage version {} is newer than {}, the newest that this library knows: update "
                       "the library",
                       version, known));
}

/// Ends the transaction, whatever happened to it.
class Transaction {
public:
    explicit Transaction(Connection& connection) : connection_(connection) {
        connection_.execute("migrating", "BEGIN ISOLATION LEVEL READ COMMITTED");
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        try {
            if (is_open_) connection_.execute("migrating", "ROLLBACK");
        } catch (const StoreError&) {  // The connection is lost, and the transaction with it.
        }
    }

    void commit() {
        is_open_ = false;
        connection_.execute("migrating", "COMMIT");
    }

private:
    Connection& connection_;
    bool is_open_ = true;
};

}  // namespace

void migrate(Connection& connection, const PostgresMigration& migration) {
    Transaction transaction(connection);
    // One at a time in the whole database, because extensions belong to the database. The number names the lock and is
    // arbitrary.
    connection.execute("migrating", "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0");
    connection.execute("waiting for others who migrate", "SELECT pg_advisory_xact_lock(4998411020318221)");
    // A role that may not create schemas in the database can still use an existing one.
    const std::string name = connection.quoted_schema();
    const Rows schema =
        connection.run_once("migrating", "SELECT to_regnamespace($1) IS NULL", Parameters(std::string_view(name)));
    if (schema[0].number(0) != 0) connection.execute("migrating", "CREATE SCHEMA " + name);
    const auto version = read_version(connection);
    if (!version) {
        connection.execute("migrating", "CREATE TABLE beckon.storage (version bigint NOT NULL)");
        connection.execute("migrating", "INSERT INTO beckon.storage VALUES (0)");
    }
    refuse_newer(connection, version.value_or(0));
    for (std::int64_t next = version.value_or(0); next < known; ++next) {
        try {
            connection.execute("migrating", migrations.at(static_cast<std::size_t>(next)));
        } catch (const ServerError& error) {
            if (error.state() != "42P07") throw;
            refuse(connection, "tables of another program are in it: give beckon a schema of its own");
        }
    }
    if (migration.trigram_search) connection.execute("migrating", embedded::postgres_trigram_search);
    connection.run_once("migrating", "UPDATE beckon.storage SET version = $1", Parameters(known));
    transaction.commit();
}

void require_version(Connection& connection) {
    const auto version = read_version(connection);
    if (!version) refuse(connection, "beckon's tables are not in it: call PostgresStore::migrate first");
    refuse_newer(connection, *version);
    if (*version < known) {
        refuse(connection, fmt::format("its storage version {} is older than {}, which this library needs: call "
                                       "PostgresStore::migrate first",
                                       *version, known));
    }
}

}  // namespace beckon::postgres
