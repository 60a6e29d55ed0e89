// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/link/token.hpp"
#include "beckon/mail/mail_detail.hpp"
#include "beckon/mail/message_id.hpp"
#include "beckon/service/service.hpp"

namespace beckon {

namespace {

Refusal no_such_mail(Field field) { return {.reason = Reason::user_not_found, .field = field}; }

/// Removes the email's link from what the bounce quotes of it. It is not known which key an older link was made with.
std::string without_link(const KeyRing& keys, const MailIntent& intent, std::string_view text) {
    std::string kept(text);
    for (int id = 0; id <= 255; ++id) {
        const Link link{intent.generation, static_cast<std::uint8_t>(id)};
        const auto token = make_token(keys, {intent.account, intent.user, link});
        if (token) kept = without_token(*token, kept);
    }
    return kept;
}

/// How long ago an email can have been queued that a report by address is about.
const Duration report_window = boost::posix_time::hours(24 * 7);

}  // namespace

Result<User> Service::record_bounce(const User& user, const MailRecord& mail, std::string_view detail) {
    const Instant now = config_->clock();
    if (now.is_special()) return Refusal{.reason = Reason::invalid_time, .field = Field::now};
    const std::string kept =
        is_erased(user) ? std::string() : mail_detail(without_link(config_->keys, mail.intent, detail));
    if (!store_->bounce_mail(user.account, user.id, mail.intent.revision, now, kept)) return no_such_mail(Field::none);
    const auto after = store_->load(user.account, user.id);
    if (!after) return no_such_mail(Field::none);
    // They may have been erased since they were looked up, and the detail may name them.
    if (is_erased(*after)) store_->erase(user.account, user.id);
    return *after;
}

Result<User> Service::report_bounce(std::string_view message_id, std::string_view detail) {
    const auto name = read_message_id(message_id);
    if (!name) return name.error();
    const auto user = store_->load(name->account, name->user);
    if (!user) return no_such_mail(Field::message_id);
    const auto mails = store_->mail(name->account, name->user);
    const auto mail = std::find_if(mails.begin(), mails.end(), [&](const MailRecord& each) {
        return each.intent.revision == name->revision && !each.intent.by_hand;
    });
    if (mail == mails.end()) return no_such_mail(Field::message_id);
    return record_bounce(*user, *mail, detail);
}

Result<User> Service::report_bounce(const EmailAddress& address, std::string_view detail) {
    const Instant now = config_->clock();
    if (now.is_special()) return Refusal{.reason = Reason::invalid_time, .field = Field::now};
    // Everybody's who was erased: no report can be about one of them.
    if (address.same_mailbox(erased_address())) return no_such_mail(Field::email);
    const auto mails = store_->mail_to(address, now - report_window);
    const auto mail = std::find_if(mails.begin(), mails.end(), may_have_arrived);
    if (mail == mails.end()) return no_such_mail(Field::email);
    const auto user = store_->load(mail->intent.account, mail->intent.user);
    if (!user) return no_such_mail(Field::email);
    // The report may quote another of these emails, of another account, whose administrators must not see its link.
    std::string kept(detail);
    for (const MailRecord& each : mails) kept = without_link(config_->keys, each.intent, kept);
    return record_bounce(*user, *mail, kept);
}

Result<User> Service::report_bounce(const AccountId& account, const EmailAddress& address, std::string_view detail) {
    const auto user = store_->find(account, address);
    if (!user) return no_such_mail(Field::email);
    const auto mails = store_->mail(account, user->id);
    const auto mail = std::find_if(mails.begin(), mails.end(), [&](const MailRecord& each) {
        return may_have_arrived(each) && each.intent.to.same_mailbox(address);
    });
    if (mail == mails.end()) return no_such_mail(Field::email);
    return record_bounce(*user, *mail, detail);
}

}  // namespace beckon
