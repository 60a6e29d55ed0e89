// SPDX-License-Identifier: MIT
// A host that uses all of beckon: the store in a SQLite file or in a PostgreSQL database, and the mailer over SMTP.
#include <beckon/ports/errors.hpp>
#include <beckon/postgres/postgres_store.hpp>
#include <beckon/smtp/smtp_mailer.hpp>
#include <beckon/sqlite/sqlite_store.hpp>
#include <filesystem>
#include <string>

#include "lifecycle.hpp"

namespace {

/// Nobody listens on that socket.
bool finds_no_server() {
    try {
        const beckon::PostgresStore store({.connection = "host=/nowhere dbname=app"});
        return false;
    } catch (const beckon::StoreError&) {
        return true;
    }
}

}  // namespace

int main(int /*count*/, char** arguments) {
    const std::string path = std::string(arguments[0]) + ".sqlite";
    std::filesystem::remove(path);
    beckon::SqliteStore store({.path = path});
    const beckon::SmtpMailer mailer({.host = "127.0.0.1", .port = 2525});
    return finds_no_server() && invites_and_accepts(store) ? 0 : 1;
}
