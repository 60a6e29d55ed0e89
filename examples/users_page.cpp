// SPDX-License-Identifier: MIT
// The page "Users" of a made-up product, as text. docs/administrators.md explains it.
#include <algorithm>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/delivery/courier.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/records/iso_time.hpp"
#include "beckon/service/service.hpp"
#include "examples/support/joined.hpp"
#include "examples/support/usage.hpp"

using namespace beckon;

/// The rules of this product: what beckon recommends, and nobody manages people above their own role.
Policy our_policy() {
    Policy policy = policies::recommended();
    policy.role_ranks = {"Owner", "Admin", "Agent"};
    return policy;
}

/// What the invited people are told about an account, and where their links lead.
AccountDescription describe(const AccountId&) {
    return {.name = "Acme",
            .support_contact = "help@acme.example",
            .base_url = "https://app.acme.example/invitations/",
            .from = EmailAddress::parse("invitations@acme.example").value()};
}

/// The text in a narrow column.
std::string cell(std::string text, std::size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

/// The columns of one user.
void print_row(const UserRow& row, Instant now) {
    const User& user = row.user;
    std::string roles;
    for (const std::string& role : user.profile.roles) roles += (roles.empty() ? "" : ", ") + role;
    std::cout << "  " << cell(user.profile.name, 13) << cell(user.email.text(), 21) << cell(roles, 7)
              << labels_of(user.profile, "teams").size() << " teams  " << labels_of(user.profile, "inboxes").size()
              << " inboxes  " << cell(std::string(label(*status_at(user, now))), 16) << example::joined_text(user, now);
    const bool unreached = row.delivery == Delivery::failed || row.delivery == Delivery::bounced;
    std::cout << (unreached ? "  (!) email does not reach them\n" : "\n");
}

/// Prints one page of the list. Returns the cursor for the button "Next", or nothing if there is no next page.
std::string print_page(Service& service, const AccountId& account, const ListRequest& request) {
    const auto list = service.list(account, request);
    if (!list) {
        std::cout << "  " << message(list.error()) << '\n';
        return {};
    }
    for (const UserRow& row : list->users) print_row(row, list->now);
    return list->next;
}

/// The line above the list.
void print_counts(Service& service, const AccountId& account) {
    const StatusCounts users = service.count(account);
    const DeliveryCounts mails = service.count_deliveries(account);
    std::cout << "  " << users.active << " active, " << users.invite_sent << " invited, " << users.invite_expired
              << " expired, " << users.deactivated << " deactivated; " << mails.failed + mails.bounced
              << " could not be reached\n";
}

/// The entries of a row's menu, as far as the product offers them at all.
std::vector<Action> menu_entries(const Policy& policy) {
    std::vector<Action> entries{Action::resend,        Action::send_new, Action::copy_link,
                                Action::correct_email, Action::cancel,   Action::edit,
                                Action::deactivate,    Action::activate, Action::remove};
    if (!policy.offers_send_new) std::erase(entries, Action::send_new);
    if (!policy.offers_copy_link) std::erase(entries, Action::copy_link);
    return entries;
}

/// The menu of a row. What is greyed out has the reason and the remedy as its tooltip.
void print_menu(Service& service, const AccountId& account, const UserId& user, const Actor& viewer) {
    const auto actions = service.available_actions(account, user, viewer);
    if (!actions) {
        std::cout << "  " << message(actions.error()) << '\n';  // Gone since the list was drawn.
        return;
    }
    const std::vector<Action> entries = menu_entries(service.policy());
    for (const Availability& each : *actions) {
        if (std::find(entries.begin(), entries.end(), each.action) == entries.end()) continue;
        std::cout << (each.refusal ? "  [ ] " : "  [x] ") << label(each.action);
        if (each.refusal) std::cout << ": " << message(*each.refusal);
        std::cout << '\n';
    }
}

/// The menus of a whole page, with one question: what is enabled in each row.
void print_menus(Service& service, const AccountId& account, const std::vector<UserRow>& page, const Actor& viewer) {
    const std::vector<Action> entries = menu_entries(service.policy());
    const auto menus = service.available_actions(account, page, viewer);
    for (std::size_t row = 0; row < page.size(); ++row) {
        std::cout << "  " << page[row].user.profile.name << ':';
        if (menus[row]) {
            for (const Availability& each : *menus[row]) {
                const bool ours = std::find(entries.begin(), entries.end(), each.action) != entries.end();
                if (ours && !each.refusal) std::cout << " [" << label(each.action) << ']';
            }
        }
        std::cout << '\n';
    }
}

/// What the page shows after a command: the confirmation, or why not and what to do instead.
template <class Answer>
void print_answer(const Result<Answer>& answer, std::string_view confirmation) {
    if (answer) {
        std::cout << "  " << confirmation << '\n';
        return;
    }
    const Refusal& refusal = answer.error();
    std::cout << "  " << message(refusal) << '\n';
    if (refusal.field != Field::none) std::cout << "  next to the input: " << refusal.input() << '\n';
    if (refusal.retry_at) std::cout << "  the button works again at " << to_iso(*refusal.retry_at) << '\n';
    if (refusal.remedy == Remedy::reset_password) std::cout << "  [Reset password]\n";
    if (refusal.remedy == Remedy::resend) std::cout << "  [Resend invite]\n";
}

/// Returns the HTTP status of a refusal.
int http_status(const Refusal& refusal) {
    switch (kind(refusal.reason)) {
        case RefusalKind::malformed: return 422;
        case RefusalKind::forbidden: return 403;
        case RefusalKind::not_found: return 404;
        case RefusalKind::conflict: return 409;
        case RefusalKind::gone: return 410;
        case RefusalKind::too_soon: return 429;
    }
    return 409;
}

/// Answers a POST that invites. The browser makes the key, one for each form, and sends it again if the form is sent
/// again. However often that happens, one person is invited and one email is sent.
int post_invitation(Service& service, const AccountId& account, const NewUser& invitee, const Actor& by,
                    std::string_view key) {
    try {
        const auto invited = service.invite(account, invitee, by, key);
        print_answer(invited, "Invitation sent.");
        return invited ? 201 : http_status(invited.error());
    } catch (const UnknownOutcomeError&) {
        return 503;  // It may have happened. The browser sends the same form with the same key.
    } catch (const StoreError& error) {
        return error.retry() == StoreError::Retry::may_help ? 503 : 500;  // It has not happened.
    }
}

/// The emails to one user, latest first.
void print_mails(Service& service, const AccountId& account, const UserId& user) {
    for (const MailRecord& mail : service.mail(account, user)) {
        std::cout << "  " << to_iso(mail.intent.queued_at) << " to " << mail.intent.to.text() << ": "
                  << code(mail.delivery);
        if (!mail.detail.empty()) std::cout << " (" << mail.detail << ")";
        std::cout << '\n';
    }
}

/// Why somebody is not in yet, and what to do about it: for the administrator who is told "I got nothing".
void print_diagnosis(Service& service, const AccountId& account, const UserId& user) {
    const auto findings = service.diagnose(account, user);
    if (!findings) {
        std::cout << "  " << message(findings.error()) << '\n';
        return;
    }
    for (const Finding& finding : *findings) {
        std::cout << "  * " << message(finding);
        if (!finding.detail.empty()) std::cout << " (" << finding.detail << ')';
        std::cout << '\n';
    }
}

/// A mail server that knows nobody at "exmaple".
class Post final : public Mailer {
public:
    MailOutcome send(const MailMessage& mail) override {
        if (mail.to.text().ends_with("exmaple")) {
            return {.kind = MailOutcome::Kind::rejected, .enhanced = "5.1.2", .detail = "550 5.1.2 no such domain"};
        }
        return {.kind = MailOutcome::Kind::accepted, .detail = "250 queued"};
    }
};

NewUser person(std::string_view email, Profile profile) {
    return {EmailAddress::parse(email).value(), std::move(profile)};
}

int main(int count, char** arguments) {
    if (count > 1) return example::usage(arguments, "Prints the Users page of a made-up product.");
    using boost::posix_time::hours;
    Instant now(boost::gregorian::date(2026, 1, 1), hours(9));
    const auto clock = [&now] { return now; };
    const KeyRing keys({SigningKey::random(1)});
    MemoryStore store;
    Service service(store, {.policy = our_policy(), .keys = keys, .clock = clock});
    Courier courier(store, {.keys = keys, .describe = describe, .clock = clock});
    Post post;
    const auto acme = AccountId::parse("acme").value();

    const User olga =
        service.adopt(acme, person("olga@acme.example", {.name = "Olga Oak", .roles = {"Owner"}})).value();
    const User amir =
        service.adopt(acme, person("amir@acme.example", {.name = "Amir Ash", .roles = {"Admin"}})).value();
    const Member admin{amir.id, amir.profile.roles};

    std::cout << "Amir invites Zoe, and presses the button twice:\n";
    const NewUser zoe =
        person("zoe@acme.example", {.name = "Zoe Zell", .roles = {"Agent"}, .attributes = {{"teams", {"North"}}}});
    post_invitation(service, acme, zoe, admin, "form-1");
    post_invitation(service, acme, zoe, admin, "form-1");
    std::cout << "A week later he has forgotten that:\n";
    courier.deliver(post);
    now += hours(7 * 24);
    post_invitation(service, acme, zoe, admin, "form-2");
    std::cout << "He may not invite an Owner, and Bea's address has a typo:\n";
    post_invitation(service, acme, person("carl@acme.example", {.name = "Carl", .roles = {"Owner"}}), admin, "form-3");
    const NewUser bea =
        person("bea@acme.exmaple", {.name = "Bea Birch", .roles = {"Agent"}, .attributes = {{"inboxes", {"Mail"}}}});
    post_invitation(service, acme, bea, admin, "form-4");
    courier.deliver(post);

    std::cout << "Users, two on a page:\n";
    print_counts(service, acme);
    ListRequest request{.order = UserOrder::name, .size = 2};
    do {
        request.cursor = print_page(service, acme, request);
        std::cout << (request.cursor.empty() ? "  --\n" : "  [Next]\n");
    } while (!request.cursor.empty());
    std::cout << "Pending Invites:\n";
    print_page(service, acme, pending_invites());
    std::cout << "Users who match \"ADMIN\":\n";
    print_page(service, acme, {.search = "ADMIN"});
    std::cout << "What Amir may do on the whole page:\n";
    print_menus(service, acme, service.list(acme, {.order = UserOrder::name}).value().users, admin);

    std::cout << "Amir's menu for Olga:\n";
    print_menu(service, acme, olga.id, admin);
    std::cout << "Amir's menu for Bea:\n";
    const UserId bea_id = service.find(acme, bea.email)->id;
    print_menu(service, acme, bea_id, admin);

    std::cout << "What became of Bea's email:\n";
    print_mails(service, acme, bea_id);
    print_diagnosis(service, acme, bea_id);
    std::cout << "Amir corrects the address, then presses \"Resend invite\" as well:\n";
    const auto right = EmailAddress::parse("bea@acme.example").value();
    print_answer(service.correct_email(acme, bea_id, right, admin), "Invitation sent to the new address.");
    courier.deliver(post);
    print_answer(service.resend(acme, bea_id, admin), "Invitation sent again.");
    std::cout << "The new email is accepted, and comes back:\n";
    service.report_bounce(acme, right, "552 5.2.2 mailbox full").value();
    print_mails(service, acme, bea_id);
    print_diagnosis(service, acme, bea_id);

    std::cout << "Olga cannot leave, nor can Amir make her:\n";
    print_answer(service.remove(acme, olga.id, Member{olga.id, olga.profile.roles}), "Removed.");
    print_answer(service.deactivate(acme, olga.id, admin), "Deactivated.");
    std::cout << "She says she needs another invitation:\n";
    print_answer(service.resend(acme, olga.id, admin), "Invitation sent again.");
}
