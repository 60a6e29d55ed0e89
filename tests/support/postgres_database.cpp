// SPDX-License-Identifier: MIT
#include "tests/support/postgres_database.hpp"

#include <libpq-fe.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string_view>

namespace beckon::test_support {

namespace {

/// A name that no other process of any host uses.
std::string unused_schema() {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
    std::random_device random;
    std::string name = "t_";
    for (int i = 0; i < 16; ++i) name += letters.at(random() % letters.size());
    return name;
}

}  // namespace

std::optional<std::string> postgres_server() {
    if (const char* const chosen = std::getenv("BECKON_POSTGRES_DSN"); chosen != nullptr) return chosen;
    std::ifstream file(BECKON_POSTGRES_DSN_FILE, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

PostgresDatabase::PostgresDatabase() : server_(postgres_server().value()), schema_(unused_schema()) {
    connection_.reset(PQconnectdb(server_.c_str()));
    rows("SET client_min_messages = warning; SET search_path = " + schema_ + ", public");
}

PostgresDatabase::~PostgresDatabase() {
    PQclear(PQexec(connection_.get(), ("DROP SCHEMA IF EXISTS " + schema_ + " CASCADE").c_str()));
}

PostgresOptions PostgresDatabase::options() const { return {.connection = server_, .schema = schema_}; }

std::string PostgresDatabase::uri(const std::string& database) const {
    return "postgresql:///" + database + "?host=" + PQhost(connection_.get()) + "&port=" + PQport(connection_.get()) +
           "&user=" + PQuser(connection_.get());
}

std::string PostgresDatabase::uri() const { return uri(PQdb(connection_.get())); }

std::string PostgresDatabase::socket() const {
    return std::string(PQhost(connection_.get())) + "/.s.PGSQL." + PQport(connection_.get());
}

std::vector<std::string> PostgresDatabase::rows(const std::string& sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    std::vector<std::string> all;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        std::string row;
        for (int j = 0; j < PQnfields(result.get()); ++j) {
            row.append(j == 0 ? "" : "|").append(PQgetvalue(result.get(), i, j));
        }
        all.push_back(row);
    }
    return all;
}

std::shared_ptr<PostgresDatabase> empty_database() {
    static std::vector<std::unique_ptr<PostgresDatabase>> idle;
    std::unique_ptr<PostgresDatabase> database;
    if (idle.empty()) {
        database = std::make_unique<PostgresDatabase>();
        PostgresStore::migrate(database->options());
    } else {
        database = std::move(idle.back());
        idle.pop_back();
        database->rows(
            "DELETE FROM keys; DELETE FROM outbox; DELETE FROM events; DELETE FROM users; "
            "DELETE FROM role_holders; DELETE FROM accounts");
    }
    return {database.release(), [](PostgresDatabase* done) { idle.emplace_back(done); }};
}

void PostgresDatabase::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

}  // namespace beckon::test_support
