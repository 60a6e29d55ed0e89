// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/time.hpp"

namespace beckon {

/// What keeps a user from getting in, or explains it. "Mail" is the newest one. Numbers are exported: appended to,
/// never moved.
enum class Symptom : std::uint8_t {
    mail_bounced = 1,
    mail_failed = 2,           ///< A mail server did not take it.
    mail_not_handed_over = 3,  ///< Given up before any mail server had a say.
    mail_not_sent = 4,         ///< The invitation ended before its turn came.
    mail_deferred = 5,
    mail_queued = 6,
    invitation_expired = 7,
    set_up_not_finished = 8,
    sent_often = 9,        ///< Three mails or more went out to the address, and set-up was not begun.
    setup_not_begun = 10,  ///< As above, but fewer. Both are found only if the policy records who began set-up.
    older_links = 11,
    active = 12,
    deactivated = 13,
    not_accepted_yet = 14,  ///< A mail was sent. Instead of these two, if the policy does not record it.
};

/// What to do about it. Numbers are exported: appended to, never moved.
enum class Advice : std::uint8_t {
    correct_address = 1,
    cancel_and_invite_again = 2,
    resend = 3,
    send_new_invitation = 4,
    wait = 5,
    mend_mail_set_up = 6,
    check_spam_folder = 7,
    allow_sender = 8,
    search_all_folders = 9,
    open_latest_mail = 10,
    reset_password = 11,
    reset_password_if_begun = 12,
    activate = 13,
};

/// One thing that `diagnose` found out.
struct Finding {
    Symptom symptom{};
    std::vector<Advice> advice{};  ///< What to try, in this order.
    std::optional<Instant> at{};   ///< Since when it is so; of `mail_deferred`: when it is tried again.
    std::string detail{};          ///< What the mail server or the host said of it, for people; mostly empty.

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// The stable code of a symptom, e.g. "mail_bounced".
constexpr std::string_view code(Symptom symptom) {
    switch (symptom) {
        case Symptom::mail_bounced: return "mail_bounced";
        case Symptom::mail_failed: return "mail_failed";
        case Symptom::mail_not_handed_over: return "mail_not_handed_over";
        case Symptom::mail_not_sent: return "mail_not_sent";
        case Symptom::mail_deferred: return "mail_deferred";
        case Symptom::mail_queued: return "mail_queued";
        case Symptom::invitation_expired: return "invitation_expired";
        case Symptom::set_up_not_finished: return "set_up_not_finished";
        case Symptom::sent_often: return "sent_often";
        case Symptom::setup_not_begun: return "setup_not_begun";
        case Symptom::older_links: return "older_links";
        case Symptom::active: return "active";
        case Symptom::deactivated: return "deactivated";
        case Symptom::not_accepted_yet: return "not_accepted_yet";
    }
    return {};
}

/// The stable code of a piece of advice, e.g. "check_spam_folder".
constexpr std::string_view code(Advice advice) {
    switch (advice) {
        case Advice::correct_address: return "correct_address";
        case Advice::cancel_and_invite_again: return "cancel_and_invite_again";
        case Advice::resend: return "resend";
        case Advice::send_new_invitation: return "send_new_invitation";
        case Advice::wait: return "wait";
        case Advice::mend_mail_set_up: return "mend_mail_set_up";
        case Advice::check_spam_folder: return "check_spam_folder";
        case Advice::allow_sender: return "allow_sender";
        case Advice::search_all_folders: return "search_all_folders";
        case Advice::open_latest_mail: return "open_latest_mail";
        case Advice::reset_password: return "reset_password";
        case Advice::reset_password_if_begun: return "reset_password_if_begun";
        case Advice::activate: return "activate";
    }
    return {};
}

/// The English sentence for a symptom, for administrators.
constexpr std::string_view message(Symptom symptom) {
    switch (symptom) {
        case Symptom::mail_bounced: return "The newest invitation mail came back.";
        case Symptom::mail_failed: return "The newest invitation mail could not be delivered.";
        case Symptom::mail_not_handed_over: return "The newest invitation mail never reached a mail server.";
        case Symptom::mail_not_sent: return "The newest invitation mail was not sent before the invitation ended.";
        case Symptom::mail_deferred: return "The newest invitation mail could not be sent yet and is tried again.";
        case Symptom::mail_queued: return "The newest invitation mail is waiting to be sent.";
        case Symptom::invitation_expired: return "The invitation has expired.";
        case Symptom::set_up_not_finished: return "The person began set-up and did not finish it.";
        case Symptom::sent_often:
            return "Several invitation mails were sent and set-up was not begun: the cause is not the invitation.";
        case Symptom::setup_not_begun: return "The newest invitation mail was sent and set-up was not begun.";
        case Symptom::older_links: return "Several links were sent, and the newest alone works.";
        case Symptom::active: return "The user is active.";
        case Symptom::deactivated: return "The user is deactivated.";
        case Symptom::not_accepted_yet:
            return "The newest invitation mail was sent and the invitation has not been accepted yet.";
    }
    return {};
}

/// The English sentence for a piece of advice, for administrators (seed 003).
constexpr std::string_view message(Advice advice) {
    switch (advice) {
        case Advice::correct_address: return "Check the email address and correct it if it is wrong.";
        case Advice::cancel_and_invite_again: return "Cancel the invitation and invite again.";
        case Advice::resend: return "Resend the invitation.";
        case Advice::send_new_invitation: return "Send a new invitation.";
        case Advice::wait: return "Wait.";
        case Advice::mend_mail_set_up: return "Tell whoever runs this application.";
        case Advice::check_spam_folder: return "Have the person look in the spam folder.";
        case Advice::allow_sender: return "Have the person's IT department allow the sender's address.";
        case Advice::search_all_folders:
            return "Have the person search all folders for the invitation: a mail rule may have moved it.";
        case Advice::open_latest_mail: return "Have the person open the link in the most recent invitation mail.";
        case Advice::reset_password: return "Have the person reset the password.";
        case Advice::reset_password_if_begun:
            return "If the person has begun set-up before, have them reset the password.";
        case Advice::activate: return "Activate the user.";
    }
    return {};
}

/// The English sentences for a finding: what is the matter, and what to do. The detail is not in it.
inline std::string message(const Finding& finding) {
    std::string text(message(finding.symptom));
    for (const Advice advice : finding.advice) text.append(" ").append(message(advice));
    return text;
}

}  // namespace beckon
