// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beckon/postgres/postgres_store.hpp"

struct pg_conn;

namespace beckon::test_support {

/// How libpq reaches the PostgreSQL server of the tests: as the variable BECKON_POSTGRES_DSN says, or else the one that
/// ctest starts. None: there is no server.
std::optional<std::string> postgres_server();

/// A schema of its own in the tests' database, which goes away with all it holds; and libpq's way to it, past the
/// store. It is not there before `PostgresStore::migrate` makes it.
class PostgresDatabase {
public:
    PostgresDatabase();
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;
    ~PostgresDatabase();

    PostgresOptions options() const;

    /// The server's address as a URI, with this database or another.
    std::string uri(const std::string& database) const;
    std::string uri() const;

    /// The path of the server's Unix socket.
    std::string socket() const;

    /// The rows that the statements give, the last of them, their columns joined by "|"; NULL is empty. Names without a
    /// schema mean this one.
    std::vector<std::string> rows(const std::string& sql);

private:
    struct Close {
        void operator()(pg_conn* connection) const;
    };

    std::string server_;
    std::string schema_;
    std::unique_ptr<pg_conn, Close> connection_;
};

/// Returns a database with beckon's tables, all of them empty. Databases are emptied and reused once nobody holds them,
/// so that a process creates the tables only once. Not safe to call from several threads.
std::shared_ptr<PostgresDatabase> empty_database();

}  // namespace beckon::test_support
