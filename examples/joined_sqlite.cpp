// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/service/service.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "examples/support/usage.hpp"

using namespace beckon;

void execute(sqlite3& connection, const std::string& sql) {
    if (sqlite3_exec(&connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(&connection));
    }
}

/// The host's transaction, rolled back unless committed.
class Transaction {
public:
    explicit Transaction(sqlite3& connection) : connection_(connection) { execute(connection, "BEGIN IMMEDIATE"); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() { sqlite3_exec(&connection_, "ROLLBACK", nullptr, nullptr, nullptr); }

    void commit() { execute(connection_, "COMMIT"); }

private:
    sqlite3& connection_;
};

/// Accepts, and starts the person's session in the same transaction. `service` uses the store joined to `connection`.
Result<Acceptance> accept_and_sign_in(sqlite3& connection, Service& service, const std::string& token) {
    Transaction transaction(connection);
    auto accepted = service.accept(token);
    if (!accepted) return accepted;
    if (accepted->first) execute(connection, "INSERT INTO sessions VALUES ('" + to_text(accepted->user.id) + "')");
    transaction.commit();  // until here nothing has happened
    return accepted;
}

int main(int count, char** arguments) try {
    if (count > 1)
        return example::usage(arguments,
                              "Commits an accept and a row of the host's in one transaction, in app.sqlite in this "
                              "folder, written anew.");
    const auto acme = AccountId::parse("acme").value();
    const auto config = std::make_shared<const ServiceConfig>(
        ServiceConfig{.policy = policies::recommended(), .keys = KeyRing({SigningKey::random(1)})});

    std::filesystem::remove("app.sqlite");  // of an earlier run
    sqlite3* opened = nullptr;
    const bool is_open = sqlite3_open("app.sqlite", &opened) == SQLITE_OK;
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection(opened, sqlite3_close);
    if (!is_open) throw std::runtime_error("cannot open app.sqlite");
    sqlite3_busy_timeout(opened, 5000);
    execute(*opened, "PRAGMA secure_delete = ON");
    SqliteStore::migrate(*opened);

    // For everything that stands by itself: any number of threads.
    SqliteStore store({.path = "app.sqlite"});
    Service service(store, config);
    // For what must happen together with the host's own rows: one for each connection, kept as long as it.
    const auto joined_store = SqliteStore::joined(*opened);
    Service joined_service(*joined_store, config);

    const auto email = EmailAddress::parse("deirdre@acme.example").value();
    const User deirdre = service.invite(acme, {email, {.name = "Deirdre Deering", .roles = {"Agent"}}}, Host{}).value();
    const std::string token = service.copy_link(acme, deirdre.id, Host{}).value().token;

    try {
        accept_and_sign_in(*opened, joined_service, token);
    } catch (const std::runtime_error& error) {
        std::cout << error.what() << "; the link is still " << code(service.check_link(token).actual) << '\n';
    }
    execute(*opened, "CREATE TABLE sessions (user TEXT)");
    const auto accepted = accept_and_sign_in(*opened, joined_service, token);
    std::cout << accepted.value().user.profile.name << " is in; the link is " << code(service.check_link(token).actual)
              << '\n';
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
