// SPDX-License-Identifier: MIT
// The page that an invitation link leads to, as text. docs/invitee.md explains it.
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/delivery/courier.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/records/iso_time.hpp"
#include "beckon/service/service.hpp"
#include "examples/support/german.hpp"
#include "examples/support/usage.hpp"

using namespace beckon;

/// What the invited people are told about an account, and where their links lead.
AccountDescription describe(const AccountId&) {
    return {.name = "Acme",
            .support_contact = "help@acme.example",
            .base_url = "https://app.acme.example/invitations/",
            .from = EmailAddress::parse("invitations@acme.example").value()};
}

/// The next step for a person whose link does not work: a button, if there is one to press.
std::string_view button_for(Remedy remedy) {
    switch (remedy) {
        case Remedy::sign_in: return "  [Sign in]\n";
        case Remedy::ask_administrator: return "  [Write to help@acme.example]\n";
        default: return {};  // Such as "Open the link in the most recent invitation email.": the message says it all.
    }
}

/// Answers GET and HEAD requests. It only reads, because the visitor may be a mail scanner.
void show_page(Service& service, std::string_view token) {
    const LinkReport link = service.check_link(token);
    if (link.presented != LinkState::valid) {
        std::cout << "  " << link.message << '\n' << button_for(link.refusal->remedy);
    } else {
        std::cout << "  " << describe(*link.account).name << " has invited " << link.masked_email << ", until "
                  << to_iso(*link.expires_at) << "\n  [Accept]";
        if (service.policy().offers_decline) std::cout << " [Decline]";
        std::cout << '\n';
    }
    if (link.actual != link.presented) {
        std::cout << "  for our log: actually it is " << code(link.actual) << '\n';
    }
}

/// Answers the POST of the button "Begin", if set-up has several steps and the last of them accepts.
void post_begin(Service& service, std::string_view token) {
    if (!service.begin_setup(token)) return show_page(service, token);
    std::cout << "  Step 1 of 3: choose a picture.\n";
}

/// Answers the POST of the button "Accept". `signed_in_as` is the verified address of the person who is signed in, if
/// anybody is.
void post_accept(Service& service, std::string_view token, const std::optional<EmailAddress>& signed_in_as) {
    const auto accepted = service.accept(token, signed_in_as);
    if (accepted) {
        std::cout << (accepted->first
                          ? "  Welcome! Choose a password.\n"
                          : "  You have accepted before.\n  [Sign in]\n");  // Perhaps an old email: no session.
    } else if (accepted.error().reason == Reason::identity_mismatch) {
        std::cout << "  You are signed in as " << signed_in_as->text() << ". " << message(accepted.error().reason)
                  << "\n  [Sign out]\n";
    } else {
        show_page(service, token);  // It says what became of the link.
    }
}

/// Answers the POST of the button "Decline".
void post_decline(Service& service, std::string_view token) {
    if (!service.decline(token)) return show_page(service, token);
    std::cout << "  You have declined the invitation.\n";
}

/// Answers a sign-in through the company's identity provider, which vouches for the address.
void signed_in_by_company(Service& service, const AccountId& account, const EmailAddress& verified) {
    const auto user = service.find(account, verified);
    if (user && std::holds_alternative<Active>(user->state)) {
        std::cout << "  Signed in as " << user->profile.name << ".\n";
        return;
    }
    const auto accepted = service.accept_verified(account, verified);
    if (accepted) {
        std::cout << "  Welcome, " << accepted->user.profile.name << ".\n";
    } else {
        std::cout << "  " << message(accepted.error().reason) << '\n';
    }
}

/// A product with its own policy, a made-up clock, and the emails that it sends.
struct Product {
    explicit Product(Policy chosen) : policy(std::move(chosen)) {}

    Policy policy;
    AccountId acme = AccountId::parse("acme").value();
    Instant now{boost::gregorian::date(2026, 1, 1), boost::posix_time::hours(9)};
    Clock clock = [this] { return now; };
    KeyRing keys{{SigningKey::random(1)}};
    std::vector<Catalogue> spoken{catalogues::english(), example::german()};
    MemoryStore store;
    Service service{store, {.policy = policy, .keys = keys, .clock = clock, .catalogues = spoken}};
    Courier courier{store, {.keys = keys, .describe = describe, .clock = clock}};

    User invite(std::string_view email, std::string_view locale = "en") {
        const auto address = EmailAddress::parse(email).value();
        const Profile profile{.name = "Deirdre", .locale = std::string(locale), .roles = {"Agent"}};
        return service.invite(acme, {address, profile}, Host{}).value();
    }

    /// The token in the link of the next email, which counts as sent.
    std::string token_in_mail() {
        const PreparedMail mail = courier.claim().value();
        courier.settle(mail, {.kind = MailOutcome::Kind::accepted});
        return mail.token;
    }
};

/// What the page says, for each fate of the invitation.
void print_dead_links() {
    Product product(policies::recommended());
    Service& service = product.service;
    const AccountId& acme = product.acme;
    const auto print = [&](std::string_view token) {
        const LinkReport link = service.check_link(token);
        std::cout << "  " << code(link.presented) << ": " << link.message << '\n';
    };
    int guests = 0;
    const auto print_after = [&](auto event) {
        const User user = product.invite("guest" + std::to_string(++guests) + "@acme.example");
        const std::string token = product.token_in_mail();
        event(user.id, token);
        print(token);
    };
    print_after([&](const UserId&, std::string_view) { product.now += boost::posix_time::hours(7 * 24); });
    print_after([&](const UserId& user, std::string_view) {
        product.now += boost::posix_time::minutes(1);
        service.resend(acme, user, Host{}).value();
        product.token_in_mail();
    });
    print_after([&](const UserId&, std::string_view token) { service.accept(token).value(); });
    print_after([&](const UserId& user, std::string_view) { service.cancel(acme, user, Host{}).value(); });
    print_after([&](const UserId&, std::string_view token) { service.decline(token).value(); });
    print_after([&](const UserId& user, std::string_view) { service.remove(acme, user, Host{}).value(); });
    print_after([&](const UserId& user, std::string_view token) {
        service.accept(token).value();
        service.deactivate(acme, user, Host{}).value();
    });
    print("nonsense");
}

int main(int count, char** arguments) {
    if (count > 1)
        return example::usage(arguments,
                              "Prints what the page behind a link shows to the invitee, in every state of the link.");
    const auto deirdre = EmailAddress::parse("deirdre@acme.example").value();
    const auto somebody_else = EmailAddress::parse("sam@elsewhere.example").value();
    {
        Product product(policies::recommended());
        product.invite("deirdre@acme.example");
        const std::string token = product.token_in_mail();
        std::cout << "A mail scanner opens the link, then Deirdre:\n";
        show_page(product.service, token);
        show_page(product.service, token);
        std::cout
            << "She begins. She presses \"Accept\" where Sam is signed in, then where nobody is, then once more:\n";
        post_begin(product.service, token);
        post_accept(product.service, token, somebody_else);
        post_accept(product.service, token, std::nullopt);
        post_accept(product.service, token, std::nullopt);
    }
    {
        Product product(policies::softwareone());
        product.invite("deirdre@acme.example");
        const std::string token = product.token_in_mail();
        std::cout << "SoftwareOne: she accepts twice, then declines:\n";
        post_accept(product.service, token, deirdre);
        post_accept(product.service, token, deirdre);
        post_decline(product.service, token);
    }
    {
        Product product(policies::atender());
        const User user = product.invite("deirdre@acme.example");
        const std::string older = product.token_in_mail();
        product.service.resend(product.acme, user.id, Host{}).value();
        std::cout << "Atender: she opens the older of two emails, then the newer:\n";
        show_page(product.service, older);
        show_page(product.service, product.token_in_mail());
    }
    {
        Product product(policies::recommended());
        product.invite("deirdre@acme.example", "de-AT");
        const std::string token = product.token_in_mail();
        std::cout << "She comes through her company's sign-in, twice; then somebody who was never invited:\n";
        signed_in_by_company(product.service, product.acme, deirdre);
        signed_in_by_company(product.service, product.acme, deirdre);
        signed_in_by_company(product.service, product.acme, somebody_else);
        std::cout << "Her language is German:\n";
        show_page(product.service, token);
    }
    std::cout << "Links that do not work:\n";
    print_dead_links();
}
