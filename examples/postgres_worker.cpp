// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>

#include "beckon/delivery/courier.hpp"
#include "beckon/file/file_mailer.hpp"
#include "beckon/postgres/postgres_store.hpp"

using namespace beckon;

std::atomic<bool> stopping{false};

/// Sends what is due, whichever host asked for it, until it is told to stop.
void send_mail(PostgresStore& store, Courier& courier, Mailer& mailer) {
    while (!stopping) {
        try {
            for (const auto& report : courier.deliver(mailer))
                std::cout << code(report.settlement.delivery) << std::endl;
            store.wait_for_mail(std::chrono::seconds(5));
        } catch (const StoreError& error) {
            std::cerr << error.what() << '\n';
            if (error.retry() == StoreError::Retry::pointless) throw;
            store.wait_for_mail(std::chrono::seconds(5));
        }
    }
}

int main(int argc, char** argv) try {
    if (argc != 4) {
        const bool asked = argc == 2 && (argv[1] == std::string("--help") || argv[1] == std::string("-h"));
        (asked ? std::cout : std::cerr)
            << "usage: postgres_worker CONNECTION KEY MAIL_FOLDER\n"
               "Sends the emails of a beckon store in PostgreSQL into a folder, until it is told to stop.\n"
               "CONNECTION: \"host=... dbname=...\" or \"postgresql://...\"; KEY: 64 hexadecimal digits.\n";
        return asked ? 0 : 2;
    }
    const KeyRing keys({SigningKey::from_hex(1, argv[2])});
    const auto describe = [](const AccountId& account) {
        return AccountDescription{.name = account.text(),
                                  .support_contact = "help@app.example",
                                  .base_url = "https://app.example/invitations/",
                                  .from = EmailAddress::parse("invitations@app.example").value()};
    };
    const PostgresOptions options{.connection = argv[1]};
    PostgresStore::migrate(options);
    PostgresStore store(options);
    Courier courier(store, {.keys = keys, .describe = describe});
    FileMailer mailer(argv[3]);
    std::signal(SIGTERM, [](int) { stopping = true; });
    send_mail(store, courier, mailer);
} catch (const std::exception& error) {
    std::cerr << "postgres_worker: " << error.what() << '\n';
    return 1;
}
