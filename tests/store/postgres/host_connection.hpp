// SPDX-License-Identifier: MIT
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace beckon::test_support {

/// A connection such as a host has.
class HostConnection {
public:
    explicit HostConnection(const std::string& server) : connection_(PQconnectdb(server.c_str())) {
        execute("SET client_min_messages = warning");
    }

    PGconn& operator*() const { return *connection_; }

    void execute(const std::string& sql) {
        PGresult* result = PQexec(connection_.get(), sql.c_str());
        const ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            throw std::runtime_error(PQerrorMessage(connection_.get()));
        }
    }

private:
    struct Close {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    std::unique_ptr<PGconn, Close> connection_;
};

}  // namespace beckon::test_support
