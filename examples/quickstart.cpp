// SPDX-License-Identifier: MIT
#include <filesystem>
#include <iostream>

#include "beckon/beckon.hpp"
#include "beckon/file/file_mailer.hpp"
#include "beckon/sqlite/sqlite_store.hpp"

int main(int argc, char**) {
    if (argc > 1) {
        std::cout << "usage: quickstart\nInvites, sends and accepts. Writes to quickstart.sqlite and quickstart-mails "
                     "here.\n";
        return 0;
    }
    using namespace beckon;
    using namespace beckon::literals;
    // A real host keeps its key in its configuration: SigningKey::from_hex(1, "64 hexadecimal digits").
    const KeyRing keys({SigningKey::random(1)});
    const auto describe = [](const AccountId&) {
        return AccountDescription{.name = "Acme",
                                  .support_contact = "help@acme.example",
                                  .base_url = "https://app.acme.example/invitations/",
                                  .from = "invitations@acme.example"_email};
    };
    check(describe("acme"_account));               // Finds a mistake now, not first when an email is to be sent.
    std::filesystem::remove("quickstart.sqlite");  // of an earlier run
    SqliteStore store({.path = "quickstart.sqlite"});
    Service service(store, {.policy = policies::recommended(), .keys = keys});
    Courier courier(store, {.keys = keys, .describe = describe});
    FileMailer mailer("quickstart-mails");  // or SmtpMailer mailer({.host = "mail.acme.example"});

    const auto acme = "acme"_account;
    const auto email = "deirdre@acme.example"_email;
    const auto invited = service.invite(acme, {email, {.name = "Deirdre Deering", .roles = {"Agent"}}}, Host{});
    if (!invited) {
        std::cout << "refused: " << message(invited.error()) << '\n';
        return 1;
    }
    for (const auto& sent : courier.deliver(mailer)) std::cout << "email: " << sent.settlement.detail << '\n';

    // What Deirdre's link leads to: the page shows the state of the link, and its button accepts.
    const std::string token = service.copy_link(acme, invited->id, Host{}).value().token;
    std::cout << "link: " << code(service.check_link(token).presented) << '\n';
    std::cout << "accepted: " << service.accept(token, email).value().user.profile.name << '\n';
    std::cout << "again: " << message(service.accept(token, email).error()) << '\n';
}
