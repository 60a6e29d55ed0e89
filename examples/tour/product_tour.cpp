// SPDX-License-Identifier: MIT
#include "product_tour.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "beckon/delivery/courier.hpp"
#include "beckon/service/service.hpp"
#include "screen.hpp"

namespace tour {

using namespace beckon;
using boost::posix_time::hours;
using boost::posix_time::microseconds;

namespace {

const std::string base_url = "https://app.example.test/invitations/";

std::string upper(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

/// One account, its administrator at the screen, and a clock that the tour moves as it likes.
class Tour {
public:
    Tour(const Product& product, const std::vector<Person>& people, Store& store, Post& post);

    void play();

private:
    // What happens, in this order.
    void take_in_administrator();
    void invite_somebody();
    void look_at_link();
    void resend_and_try_old_link();
    void copy_link();
    void let_it_expire();
    void send_again();
    void accept();
    void deactivate_and_activate();
    void cancel_and_invite_again();
    void show_history();

    void step(std::string_view text) { screen::step(fmt::format("{} {}", ++step_, text), now_); }
    void show_users();
    bool show(const Result<User>& user, std::string_view what);
    void show_accept(const std::string& token);
    std::string receive(bool whole);

    const Product& product_;
    const std::vector<Person>& people_;
    AccountId account_;
    Instant now_;
    KeyRing keys_{{SigningKey::random(1)}};
    Service service_;
    Courier courier_;
    Post& post_;
    Actor administrator_ = Host{};
    std::optional<User> invitee_;
    std::string old_token_;
    std::string token_;
    int step_ = 0;
};

AccountDescription describe(const AccountId&) {
    return {.name = "Acme",
            .support_contact = "help@example.test",
            .base_url = base_url,
            .from = EmailAddress::parse("invitations@example.test").value()};
}

Tour::Tour(const Product& product, const std::vector<Person>& people, Store& store, Post& post)
    : product_(product),
      people_(people),
      account_(AccountId::parse(product.account).value()),
      now_(product.begins),
      service_(store, {.policy = product.policy, .keys = keys_, .clock = [this] { return now_; }}),
      courier_(store, {.keys = keys_, .describe = describe, .clock = [this] { return now_; }}),
      post_(post) {}

void Tour::play() {
    screen::title(product_.name);
    take_in_administrator();
    invite_somebody();
    look_at_link();
    resend_and_try_old_link();
    copy_link();
    let_it_expire();
    send_again();
    accept();
    deactivate_and_activate();
    cancel_and_invite_again();
    show_history();
}

void Tour::show_users() {
    ListRequest request;
    std::vector<User> users;
    do {
        auto page = service_.list(account_, request).value();
        for (UserRow& row : page.users) users.push_back(std::move(row.user));
        request.cursor = page.next;
    } while (!request.cursor.empty());
    screen::users(users, now_);
}

/// Prints how it went, and keeps the user as they are now.
bool Tour::show(const Result<User>& user, std::string_view what) {
    if (!user) {
        screen::refusal(user.error());
        return false;
    }
    screen::success(what, *user, now_);
    invitee_ = *user;
    return true;
}

void Tour::show_accept(const std::string& token) {
    const auto acceptance = service_.accept(token, invitee_->email);
    if (!acceptance) return screen::refusal(acceptance.error());
    const std::string_view what = acceptance->first ? "accepted" : "accepted before, nothing changes";
    show(acceptance->user, what);
}

/// Sends what is due, prints the one email that arrives, and returns the token in it.
std::string Tour::receive(bool whole) {
    for (const CourierReport& report : courier_.deliver(post_.mailer())) {
        if (report.settlement.delivery == Delivery::sent) continue;
        throw std::runtime_error("the email was not sent: " + report.settlement.detail);
    }
    const auto mails = post_.collect();
    if (mails.size() != 1) throw std::runtime_error(fmt::format("{} emails arrived instead of one", mails.size()));
    screen::mail(mails.front(), whole);
    auto token = examples::token_in(mails.front(), base_url);
    if (!token) throw std::runtime_error("the email has no link");
    return *std::move(token);
}

void Tour::take_in_administrator() {
    step("The account has an administrator already");
    const Person& person = people_.at(0);
    const User administrator = service_.adopt(account_, person.user).value();
    administrator_ = Member{administrator.id, administrator.profile.roles};
    show_users();
}

void Tour::invite_somebody() {
    step("Invite");
    show(service_.invite(account_, people_.at(1).user, administrator_), "invite");
    screen::line("The email, as received:");
    token_ = receive(true);
    show_users();
}

void Tour::look_at_link() {
    step("Look at the link, three times, as mail scanners do: looking is not using");
    for (int i = 0; i < 3; ++i) screen::link("the link", service_.check_link(token_));
    show_users();
    step("Open the link: set-up begins, and is abandoned");
    show(service_.begin_setup(token_), "begin set-up");
    show_users();
}

void Tour::resend_and_try_old_link() {
    now_ += hours(2);
    step("Resend");
    show(service_.resend(account_, invitee_->id, administrator_), "resend");
    old_token_ = std::exchange(token_, receive(false));
    screen::line(token_ == old_token_ ? "The link is the same as before." : "The link is a fresh one.");
    step("The link of the first email");
    screen::link("the old link", service_.check_link(old_token_));
    screen::link("the new link", service_.check_link(token_));
    show_users();
}

void Tour::copy_link() {
    step("Copy the link");
    const auto copied = service_.copy_link(account_, invitee_->id, administrator_);
    if (copied) {
        screen::line(link_url(base_url, copied->token));
        screen::line(copied->token == token_ ? "It is the link of the email." : "It is not the link of the email.");
    } else {
        screen::refusal(copied.error());
    }
    show_users();
}

void Tour::let_it_expire() {
    const Instant expires_at = *expiry_of(*invitee_);
    now_ = expires_at - microseconds(1);
    step("A microsecond before the invitation expires");
    screen::link("the link", service_.check_link(token_));
    show_users();
    now_ = expires_at;
    step("The instant at which it expires");
    screen::link("the link", service_.check_link(token_));
    show_accept(token_);
    show_users();
}

void Tour::send_again() {
    step("The administrator's menu for an expired invitation");
    screen::menu(service_.available_actions(account_, invitee_->id, administrator_).value());
    show_users();
    step("Send new invitation");
    if (!product_.policy.resend_after_expiry) {
        screen::line("First by the wrong button, Resend:");
        show(service_.resend(account_, invitee_->id, administrator_), "resend");
        screen::line("Then by the right one:");
    }
    if (!show(service_.send_new(account_, invitee_->id, administrator_), "send new")) {
        screen::line("So by Resend:");
        show(service_.resend(account_, invitee_->id, administrator_), "resend");
    }
    old_token_ = std::exchange(token_, receive(false));
    screen::link("the old link", service_.check_link(old_token_));
    screen::link("the new link", service_.check_link(token_));
    show_users();
}

void Tour::accept() {
    now_ += hours(1);
    step("Accept");
    show_accept(token_);
    show_users();
    step("Accept a second time");
    show_accept(token_);
    show_users();
    step("Resend to somebody who has accepted");
    show(service_.resend(account_, invitee_->id, administrator_), "resend");
    show_users();
}

void Tour::deactivate_and_activate() {
    now_ += hours(24);
    step("Deactivate");
    show(service_.deactivate(account_, invitee_->id, administrator_), "deactivate");
    screen::link("the link", service_.check_link(token_));
    show_users();
    step("Activate");
    show(service_.activate(account_, invitee_->id, administrator_), "activate");
    screen::link("the link", service_.check_link(token_));
    show_users();
    step("The administrator deactivates themselves");
    show(service_.deactivate(account_, std::get<Member>(administrator_).id, administrator_), "deactivate");
    show_users();
}

void Tour::cancel_and_invite_again() {
    const User first_invitee = *invitee_;
    step("Invite somebody else");
    show(service_.invite(account_, people_.at(2).user, administrator_), "invite");
    const std::string cancelled_token = receive(false);
    show_users();
    step("Cancel");
    show(service_.cancel(account_, invitee_->id, administrator_), "cancel");
    screen::link("the link", service_.check_link(cancelled_token));
    show_users();
    step("Invite the same address again");
    const UserId cancelled_user = invitee_->id;
    show(service_.invite(account_, people_.at(2).user, administrator_), "invite");
    screen::line(invitee_->id == cancelled_user ? "It is the same user." : "It is a new user, with a new id.");
    const std::string new_token = receive(false);
    screen::link("the cancelled link", service_.check_link(cancelled_token));
    screen::link("the new link", service_.check_link(new_token));
    show_users();
    step("Invite it a second time, in capital letters");
    NewUser twin = people_.at(2).user;
    twin.email = EmailAddress::parse(upper(twin.email.text())).value();
    show(service_.invite(account_, twin, administrator_), "invite");
    show_users();
    invitee_ = first_invitee;
}

void Tour::show_history() {
    step(fmt::format("What happened to {}, from the audit events", invitee_->profile.name));
    screen::history(service_.events({.account = account_, .user = invitee_->id}).events);
}

}  // namespace

void tour_product(const Product& product, const std::vector<Person>& people, Store& store, Post& post) {
    if (people.size() < 3) {
        throw std::runtime_error(
            fmt::format("people: the product {} needs an administrator and two others", product.account));
    }
    Tour(product, people, store, post).play();
}

}  // namespace tour
