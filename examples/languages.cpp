// SPDX-License-Identifier: MIT
#include <iostream>
#include <string>
#include <vector>

#include "beckon/delivery/courier.hpp"
#include "beckon/file/file_mailer.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/service/service.hpp"
#include "examples/support/german.hpp"
#include "examples/support/joined.hpp"
#include "examples/support/usage.hpp"

int main(int count, char** arguments) {
    if (count > 1)
        return example::usage(arguments,
                              "Prints what each reader is told in their own language, and sends an email to "
                              "languages-mails in this folder.");
    using namespace beckon;
    // Filled from a file, a database, a translation service: wherever the host keeps its texts.
    const Catalogue french{
        .language = "fr",
        .texts = {{"status.invite_sent", "Invitation envoyée"},
                  {"reason.link_used", "Cette invitation a déjà été acceptée."},
                  {"remedy.sign_in", "Connectez-vous."},
                  {"joined.invited", "Invitation envoyée le {date}"},
                  {"mail.subject", "Invitation à rejoindre {account}"}},
    };
    std::cout << "still in English: " << untranslated(french).size() << " texts\n";

    // The first is for everybody whose language is missing.
    const std::vector<Catalogue> spoken{catalogues::english(), example::german(), french};
    const KeyRing keys({SigningKey::random(1)});
    const auto describe = [](const AccountId&) {
        return AccountDescription{.name = "Acme",
                                  .support_contact = "help@acme.example",
                                  .base_url = "https://app.acme.example/invitations/",
                                  .from = EmailAddress::parse("invitations@acme.example").value()};
    };
    MemoryStore store;
    Service service(store, {.policy = policies::recommended(), .keys = keys, .catalogues = spoken});
    Courier courier(store, {.keys = keys, .describe = describe, .text = localized_invitation_text(spoken)});
    FileMailer mailer("languages-mails");

    const auto acme = AccountId::parse("acme").value();
    const auto email = EmailAddress::parse("zoe@acme.example").value();
    const auto zoe =
        service.invite(acme, {email, {.name = "Zoé Zola", .locale = "fr-CA", .roles = {"Agent"}}}, Host{}).value();
    for (const auto& sent : courier.deliver(mailer)) std::cout << "email: " << sent.subject << '\n';

    // What an administrator reads, in another language.
    const Catalogue& words = catalogue_for(spoken, "de-AT");
    std::cout << "status: " << label(Status::invite_sent, words) << '\n';
    std::cout << "joined: " << example::joined_text(zoe, zoe.created_at, words) << '\n';
    std::cout << "refused: " << message(service.activate(acme, zoe.id, Host{}).error(), words) << '\n';

    // What Zoé reads on the page that her link leads to.
    const std::string token = service.copy_link(acme, zoe.id, Host{}).value().token;
    service.accept(token, email).value();
    std::cout << "link: " << service.check_link(token).message << '\n';
}
