// SPDX-License-Identifier: MIT
#include "own_schema.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <random>
#include <utility>

namespace story {

OwnSchema::OwnSchema(std::string connection)
    : options_{.connection = std::move(connection),
               .schema = "story_" + std::to_string(getpid()) + "_" + std::to_string(std::random_device{}())} {
    beckon::PostgresStore::migrate(options_);
}

OwnSchema::~OwnSchema() {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(options_.connection.c_str()), &PQfinish);
    const std::string drop = "SET client_min_messages = warning; DROP SCHEMA " + options_.schema + " CASCADE";
    const std::unique_ptr<PGresult, decltype(&PQclear)> dropped(PQexec(connection.get(), drop.c_str()), &PQclear);
    if (PQresultStatus(dropped.get()) != PGRES_COMMAND_OK) {
        std::cerr << "the schema " << options_.schema << " is left behind: " << PQerrorMessage(connection.get());
    }
}

}  // namespace story
