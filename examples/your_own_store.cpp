// SPDX-License-Identifier: MIT
#include <exception>
#include <filesystem>
#include <iostream>

#include "beckon/delivery/courier.hpp"
#include "beckon/file/file_mailer.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/service/service.hpp"
#include "examples/support/usage.hpp"
#include "host_store/host_store.hpp"

// The quickstart with a store of the host's own.
int main(int count, char** arguments) try {
    if (count > 1)
        return example::usage(arguments,
                              "Invites and accepts over a store of the host's own, in backend.sqlite and mails in this "
                              "folder, written anew.");
    using namespace beckon;
    const KeyRing keys({SigningKey::random(1)});
    const auto describe = [](const AccountId&) {
        return AccountDescription{.name = "Acme",
                                  .support_contact = "help@acme.example",
                                  .base_url = "https://app.acme.example/invitations/",
                                  .from = EmailAddress::parse("invitations@acme.example").value()};
    };
    std::filesystem::remove("backend.sqlite");  // of an earlier run
    const auto database = std::make_shared<host::Database>("backend.sqlite");
    host::HostStore store(database);
    Service service(store, {.policy = policies::recommended(), .keys = keys});
    Courier courier(store, {.keys = keys, .describe = describe});
    FileMailer mailer("mails");
    const auto acme = AccountId::parse("acme").value();

    // Grace has long been a user of this backend: beckon takes her in under the id that she has.
    const std::string grace = "7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c99";
    host::change(*database,
                 "INSERT INTO users (tenant_id, id, email, full_name, password_hash) VALUES ('acme', ?1, ?2, ?3, ?4)",
                 grace, "grace@acme.example", "Grace Hopper", "$argon2id$...");
    const Adopt adopt{EmailAddress::parse("grace@acme.example").value(), {.name = "Grace Hopper", .roles = {"Owner"}}};
    const Request request{.subject = parse_user_id(grace).value(), .commands = {adopt}, .by = Host{}};
    const auto adopted = service.apply(acme, request, service.now());
    std::cout << "adopted: " << adopted.value().user.profile.name << '\n';

    const auto email = EmailAddress::parse("deirdre@acme.example").value();
    const auto invited = service.invite(acme, {email, {.name = "Deirdre Deering", .roles = {"Agent"}}}, Host{});
    for (const auto& sent : courier.deliver(mailer)) std::cout << "email: " << code(sent.settlement.delivery) << '\n';
    const std::string token = service.copy_link(acme, invited.value().id, Host{}).value().token;
    std::cout << "link: " << code(service.check_link(token).presented) << '\n';
    std::cout << "accepted: " << service.accept(token, email).value().user.profile.name << '\n';
    std::cout << "again: " << message(service.accept(token, email).error()) << '\n';

    // The backend's own queries still work.
    host::Statement users(*database, "SELECT full_name, password_hash FROM users WHERE tenant_id = 'acme' ORDER BY 1");
    while (users.next()) {
        std::cout << users.text(0) << (users.is_null(1) ? " has no password yet" : " has a password") << '\n';
    }
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
