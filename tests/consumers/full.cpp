// SPDX-License-Identifier: MIT
// A host that uses all of beckon: the store in a SQLite file, and the mailer over SMTP.
#include <beckon/smtp/smtp_mailer.hpp>
#include <beckon/sqlite/sqlite_store.hpp>
#include <filesystem>
#include <string>

#include "lifecycle.hpp"

int main(int /*count*/, char** arguments) {
    const std::string path = std::string(arguments[0]) + ".sqlite";
    std::filesystem::remove(path);
    beckon::SqliteStore store({.path = path});
    const beckon::SmtpMailer mailer({.host = "127.0.0.1", .port = 2525});
    return invites_and_accepts(store) ? 0 : 1;
}
