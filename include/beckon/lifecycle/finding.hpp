// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// What keeps a user from getting in, or explains it. "Email" always means the latest one. Numbers are exported: new
/// ones are appended, none ever changes.
enum class Symptom : std::uint8_t {
    mail_bounced = 1,
    mail_failed = 2,           ///< A server said that the address does not exist, or deferred the email too long.
    mail_not_handed_over = 3,  ///< Given up for a reason that the host has to fix.
    mail_not_sent = 4,         ///< The invitation ended before it could be sent.
    mail_deferred = 5,
    mail_queued = 6,
    invitation_expired = 7,
    setup_not_finished = 8,
    sent_often = 9,        ///< At least three emails went to the address, and set-up was not begun.
    setup_not_begun = 10,  ///< The same, with fewer emails. Both are found only if the policy records who began set-up.
    older_links = 11,
    active = 12,
    deactivated = 13,
    not_accepted_yet = 14,  ///< An email was sent. Takes the place of these two if the policy does not record it.
    given_by_hand = 15,     ///< The newest link was passed on by hand and has not been accepted yet.
    mail_unconfirmed = 16,  ///< The email may have arrived, and is not sent again.
    mail_refused = 17,      ///< The address's mail server refuses it, while other emails are accepted.
};

template <>
inline constexpr Word<Symptom> words_of<Symptom>[] = {
    {Symptom::mail_bounced, "mail_bounced", "The latest invitation email came back as undeliverable."},
    {Symptom::mail_failed, "mail_failed", "The latest invitation email could not be delivered."},
    {Symptom::mail_not_handed_over, "mail_not_handed_over", "The latest invitation email could not be sent."},
    {Symptom::mail_not_sent, "mail_not_sent", "The latest invitation email was not sent before the invitation ended."},
    {Symptom::mail_deferred, "mail_deferred",
     "The latest invitation email could not be sent yet and will be tried again."},
    {Symptom::mail_queued, "mail_queued", "The latest invitation email is waiting to be sent."},
    {Symptom::invitation_expired, "invitation_expired", "The invitation has expired."},
    {Symptom::setup_not_finished, "setup_not_finished", "The person began set-up but did not finish it."},
    {Symptom::sent_often, "sent_often",
     "Several invitation emails were sent, but set-up was not begun: the invitation is not the problem."},
    {Symptom::setup_not_begun, "setup_not_begun", "The latest invitation email was sent, but set-up was not begun."},
    {Symptom::older_links, "older_links", "Several links were sent, and only the newest works."},
    {Symptom::active, "active", "The user is active."},
    {Symptom::deactivated, "deactivated", "The user is deactivated."},
    {Symptom::not_accepted_yet, "not_accepted_yet",
     "The latest invitation email was sent, but the invitation has not been accepted yet."},
    {Symptom::given_by_hand, "given_by_hand",
     "The newest link was passed on by hand, but the invitation has not been accepted yet."},
    {Symptom::mail_unconfirmed, "mail_unconfirmed",
     "The latest invitation email may have arrived, but no mail server confirmed it."},
    {Symptom::mail_refused, "mail_refused", "The mail server of the address refuses the invitation email."},
};

static_assert(words_are_sound<Symptom>());

/// What to do about it. Numbers are exported: new ones are appended, none ever changes.
enum class Advice : std::uint8_t {
    correct_address = 1,
    cancel_and_invite_again = 2,
    resend = 3,
    send_new_invitation = 4,
    wait = 5,
    fix_mail_setup = 6,
    check_spam_folder = 7,
    allow_sender = 8,
    search_all_folders = 9,
    open_latest_mail = 10,
    reset_password = 11,
    reset_password_if_begun = 12,
    activate = 13,
    pass_link_on = 14,
    ask_if_arrived = 15,
    read_reply = 16,
};

template <>
inline constexpr Word<Advice> words_of<Advice>[] = {
    {Advice::correct_address, "correct_address", "Check the email address and correct it if it is wrong."},
    {Advice::cancel_and_invite_again, "cancel_and_invite_again", "Cancel the invitation and invite the person again."},
    {Advice::resend, "resend", "Resend the invitation."},
    {Advice::send_new_invitation, "send_new_invitation", "Send a new invitation."},
    {Advice::wait, "wait", "Wait."},
    {Advice::fix_mail_setup, "fix_mail_setup", "Contact the operator of this application."},
    {Advice::check_spam_folder, "check_spam_folder", "Ask the person to look in their spam folder."},
    {Advice::allow_sender, "allow_sender", "Ask the person's IT department to allow the sender's address."},
    {Advice::search_all_folders, "search_all_folders",
     "Ask the person to search all folders for the invitation: a mail rule may have moved it."},
    {Advice::open_latest_mail, "open_latest_mail",
     "Ask the person to open the link in the most recent invitation email."},
    {Advice::reset_password, "reset_password", "Ask the person to reset their password."},
    {Advice::reset_password_if_begun, "reset_password_if_begun",
     "If the person has begun set-up before, ask them to reset their password."},
    {Advice::activate, "activate", "Activate the user."},
    {Advice::pass_link_on, "pass_link_on", "Make sure that the person has the link."},
    {Advice::ask_if_arrived, "ask_if_arrived", "Ask the person whether the email arrived, perhaps in the spam folder."},
    {Advice::read_reply, "read_reply", "Read what the mail server answered."},
};

static_assert(words_are_sound<Advice>());

/// One thing that `diagnose` found out.
struct Finding {
    Symptom symptom{};
    std::vector<Advice> advice{};  ///< What to try, in this order.
    std::optional<Instant> at{};   ///< Since when it has been so. For `mail_deferred`: when the next attempt is due.
    std::string detail{};          ///< What the mail server or the host said about it, for people. Usually empty.

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// Returns the English sentence for a symptom, for administrators.
constexpr std::string_view message(Symptom symptom) { return in_english(symptom); }

/// Returns the English sentence for a piece of advice, for administrators.
constexpr std::string_view message(Advice advice) { return in_english(advice); }

/// Returns the English sentences for a finding: what is wrong, and what to do. They do not include the detail.
inline std::string message(const Finding& finding) {
    std::string text(message(finding.symptom));
    for (const Advice advice : finding.advice) text.append(" ").append(message(advice));
    return text;
}

}  // namespace beckon
