// SPDX-License-Identifier: MIT
#include "beckon/delivery/diagnosis.hpp"

#include <set>

#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

User invited(Instant sent_at = new_year()) {
    return {.account = acme(),
            .id = UserId{},
            .email = address("deirdre@example.test"),
            .profile = {.name = "Deirdre", .roles = {"Agent"}},
            .state = Invited{sent_at, sent_at + days(7), 1},
            .link = Link{1, 1},
            .created_at = sent_at,
            .joined_at = {},
            .invited_by = {},
            .revision = 1};
}

MailRecord mail(Delivery delivery, std::uint32_t attempts = 1, std::uint32_t generation = 1) {
    return {.intent = {acme(), UserId{}, 1, generation, address("deirdre@example.test"), new_year()},
            .delivery = delivery,
            .attempts = attempts,
            .settled_at = new_year(minutes(1)),
            .detail = "what the server said"};
}

MailRecord failed(FailureCause cause, std::uint32_t attempts = 1) {
    MailRecord record = mail(Delivery::failed, attempts);
    record.cause = cause;
    return record;
}

/// The finding of diagnosing a user that shows this symptom; none: it is not among them.
std::optional<Finding> found(Symptom symptom, const User& user, const std::vector<MailRecord>& mails,
                             Duration later = hours(1), const Policy& policy = policies::atender()) {
    for (const Finding& finding : diagnose(user, mails, policy, new_year(later))) {
        if (finding.symptom == symptom) return finding;
    }
    return std::nullopt;
}

std::vector<Symptom> symptoms(const User& user, const std::vector<MailRecord>& mails, Duration later = hours(1),
                              const Policy& policy = policies::atender()) {
    std::vector<Symptom> all;
    for (const Finding& finding : diagnose(user, mails, policy, new_year(later))) all.push_back(finding.symptom);
    return all;
}

using Symptoms = std::vector<Symptom>;
using Advised = std::vector<Advice>;

const std::string said = "what the server said";

}  // namespace

TEST_CASE("Diagnosis: a mail that bounced or that went to no such address means that the address is wrong") {
    const Advised expected{Advice::correct_address, Advice::cancel_and_invite_again};
    CHECK(diagnose(invited(), {mail(Delivery::bounced)}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::mail_bounced, expected, new_year(minutes(1)), said}});
    CHECK(diagnose(invited(), {failed(FailureCause::no_such_address)}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::mail_failed, expected, new_year(minutes(1)), said}});
}

TEST_CASE("Diagnosis: no failure that is the operator's or the server's says that the address is wrong") {
    struct Case {
        MailRecord mail;
        Symptom symptom;
        Advised advice;
    };
    const std::vector<Case> cases{
        {failed(FailureCause::refused),
         Symptom::mail_refused,
         {Advice::read_reply, Advice::allow_sender, Advice::fix_mail_setup}},
        {failed(FailureCause::out_of_time, 3), Symptom::mail_failed, {Advice::resend, Advice::fix_mail_setup}},
        {failed(FailureCause::out_of_time, 0), Symptom::mail_not_handed_over, {Advice::fix_mail_setup, Advice::resend}},
        {failed(FailureCause::no_key, 0), Symptom::mail_not_handed_over, {Advice::resend}},
        {failed(FailureCause::not_composed, 0),
         Symptom::mail_not_handed_over,
         {Advice::fix_mail_setup, Advice::resend}}};
    for (const auto& [record, symptom, advice] : cases) {
        CAPTURE(code(*record.cause));
        CHECK(diagnose(invited(), {record}, policies::atender(), new_year(hours(1))) ==
              std::vector<Finding>{{symptom, advice, new_year(minutes(1)), said}});
    }
}

TEST_CASE("Diagnosis: of a mail that nobody confirmed it says that it may have arrived, and blames nobody") {
    CHECK(diagnose(invited(), {mail(Delivery::unconfirmed)}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{
              {Symptom::mail_unconfirmed, {Advice::ask_if_arrived, Advice::resend}, new_year(minutes(1)), said}});
}

TEST_CASE("Diagnosis: a mail that is still to be sent asks for patience, and says until when and why") {
    MailRecord put_off = mail(Delivery::deferred);
    put_off.next_attempt_at = new_year(hours(2));
    CHECK(diagnose(invited(), {put_off}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::mail_deferred, {Advice::wait}, new_year(hours(2)), said}});
    MailRecord fresh = mail(Delivery::queued, 0);
    fresh.detail.clear();
    CHECK(diagnose(invited(), {fresh}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::mail_queued, {Advice::wait}, new_year(), ""}});
}

TEST_CASE("Diagnosis: to wait for a mail is no advice once its invitation has expired") {
    for (const Delivery delivery : {Delivery::queued, Delivery::deferred, Delivery::dropped}) {
        CHECK(symptoms(invited(), {mail(delivery, 0)}, days(7)) ==
              Symptoms{Symptom::mail_not_sent, Symptom::invitation_expired});
        CHECK(found(Symptom::mail_not_sent, invited(), {mail(delivery, 0)}, days(7))->advice ==
              Advised{Advice::resend});
    }
    // A clock that was set back: nobody will send the mail any more.
    CHECK(symptoms(invited(), {mail(Delivery::dropped, 0)}, hours(1)) == Symptoms{Symptom::mail_not_sent});
}

TEST_CASE("Diagnosis: a mail that was sent and not followed by a set-up may be in the spam folder") {
    CHECK(diagnose(invited(), {mail(Delivery::sent)}, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{
              {Symptom::setup_not_begun,
               {Advice::check_spam_folder, Advice::allow_sender, Advice::correct_address, Advice::resend},
               new_year(minutes(1)),
               ""}});
    CHECK(symptoms(invited(), {mail(Delivery::sent), mail(Delivery::sent)}) == Symptoms{Symptom::setup_not_begun});
}

TEST_CASE("Diagnosis: a host that does not record who began set-up is told no more than that nobody has accepted yet") {
    for (const Policy& policy : {policies::softwareone(), policies::recommended()}) {
        CHECK(diagnose(invited(), {mail(Delivery::sent)}, policy, new_year(hours(1))) ==
              std::vector<Finding>{
                  {Symptom::not_accepted_yet,
                   {Advice::check_spam_folder, Advice::allow_sender, Advice::correct_address, Advice::resend},
                   new_year(minutes(1)),
                   ""}});
        // What it does report is known.
        User begun = invited();
        std::get<Invited>(begun.state).opened_at = new_year(minutes(30));
        CHECK(found(Symptom::setup_not_finished, begun, {mail(Delivery::sent)}, hours(1), policy));
        CHECK_FALSE(found(Symptom::not_accepted_yet, begun, {mail(Delivery::sent)}, hours(1), policy));
    }
    for (const Policy& policy : {policies::gladly(), policies::atender()}) {
        CHECK_FALSE(found(Symptom::not_accepted_yet, invited(), {mail(Delivery::sent)}, hours(1), policy));
        CHECK(found(Symptom::setup_not_begun, invited(), {mail(Delivery::sent)}, hours(1), policy));
    }
}

TEST_CASE("Diagnosis: no sentence says that a link was not opened, for somebody may have looked at it") {
    for (std::size_t number = 0; number <= 255; ++number) {
        const auto symptom = static_cast<Symptom>(number);
        CHECK(message(symptom).find("opened") == std::string_view::npos);
    }
}

TEST_CASE("Diagnosis: from the third unanswered mail on, the cause is another than the invitation") {
    const std::vector<MailRecord> thrice(3, mail(Delivery::sent));
    const Advised advice{Advice::search_all_folders, Advice::allow_sender, Advice::correct_address,
                         Advice::reset_password_if_begun};
    CHECK(diagnose(invited(), thrice, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::sent_often, advice, new_year(minutes(1)), ""}});
    CHECK(diagnose(invited(), thrice, policies::softwareone(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::not_accepted_yet, advice, new_year(minutes(1)), ""}});

    // Mails that were never sent, came back, or went to another address do not count. One that may have arrived does.
    MailRecord elsewhere = mail(Delivery::sent);
    elsewhere.intent.to = address("dierdre@example.test");
    for (const MailRecord& other : {mail(Delivery::dropped, 0), mail(Delivery::bounced), mail(Delivery::failed),
                                    mail(Delivery::queued, 0), elsewhere}) {
        CHECK(symptoms(invited(), {mail(Delivery::sent), mail(Delivery::sent), other}) ==
              Symptoms{Symptom::setup_not_begun});
    }
    MailRecord unknown = mail(Delivery::dropped);
    unknown.unknown = 1;
    CHECK(symptoms(invited(), {mail(Delivery::sent), mail(Delivery::sent), unknown}) == Symptoms{Symptom::sent_often});
    MailRecord unknown_then_bounced = mail(Delivery::bounced);
    unknown_then_bounced.unknown = 1;
    CHECK(symptoms(invited(), {mail(Delivery::sent), mail(Delivery::sent), unknown_then_bounced}) ==
          Symptoms{Symptom::setup_not_begun});
    MailRecord spelt_otherwise = mail(Delivery::sent);
    spelt_otherwise.intent.to = address("DEIRDRE@example.test");
    CHECK(symptoms(invited(), {mail(Delivery::sent), mail(Delivery::sent), spelt_otherwise}) ==
          Symptoms{Symptom::sent_often});
}

TEST_CASE("Diagnosis: where several links were sent, an older one may have been clicked (A12)") {
    User user = invited();
    user.link = Link{2, 1};
    const std::vector<MailRecord> two{mail(Delivery::sent, 1, 2), mail(Delivery::sent, 1, 1)};
    CHECK(symptoms(user, two) == Symptoms{Symptom::setup_not_begun, Symptom::older_links});
    CHECK(found(Symptom::older_links, user, two)->advice == Advised{Advice::open_latest_mail});
    CHECK(symptoms(user, two, days(7)) == Symptoms{Symptom::invitation_expired, Symptom::setup_not_begun});

    // The older link went elsewhere, or nowhere, or is the same link, or the newest mail is not there yet.
    std::vector<MailRecord> corrected = two;
    corrected[1].intent.to = address("dierdre@example.test");
    CHECK(symptoms(user, corrected) == Symptoms{Symptom::setup_not_begun});
    CHECK(symptoms(user, {mail(Delivery::sent, 1, 2), mail(Delivery::dropped, 0, 1)}) ==
          Symptoms{Symptom::setup_not_begun});
    CHECK(symptoms(user, {mail(Delivery::sent, 1, 2), mail(Delivery::sent, 1, 2)}) ==
          Symptoms{Symptom::setup_not_begun});
    CHECK(symptoms(user, {mail(Delivery::queued, 0, 2), mail(Delivery::sent, 1, 1)}) == Symptoms{Symptom::mail_queued});
}

TEST_CASE("Diagnosis: who began set-up has had a mail, and gets another") {
    User user = invited();
    std::get<Invited>(user.state).opened_at = new_year(minutes(30));
    user.link = Link{2, 1};
    const std::vector<MailRecord> mails{mail(Delivery::sent, 1, 2), mail(Delivery::sent), mail(Delivery::sent)};
    CHECK(diagnose(user, mails, policies::atender(), new_year(hours(1))) ==
          std::vector<Finding>{{Symptom::setup_not_finished, {Advice::resend}, new_year(minutes(30)), ""}});
    CHECK(symptoms(user, mails, days(7)) == Symptoms{Symptom::invitation_expired, Symptom::setup_not_finished});
}

TEST_CASE("Diagnosis: it advises what the policy offers, before and from the instant of expiry") {
    User user = invited();
    std::get<Invited>(user.state).opened_at = new_year(minutes(30));
    const auto advised = [&](const Policy& policy, Duration later) {
        return found(Symptom::setup_not_finished, user, {}, later, policy)->advice;
    };
    for (const Policy& policy : {policies::gladly(), policies::atender(), policies::recommended()}) {
        CHECK(advised(policy, days(7) - tick) == Advised{Advice::resend});
        CHECK(advised(policy, days(7)) == Advised{Advice::resend});
    }
    CHECK(advised(policies::softwareone(), days(7) - tick) == Advised{Advice::resend});
    CHECK(advised(policies::softwareone(), days(7)) == Advised{Advice::send_new_invitation});
    Policy never = policies::recommended();
    never.resend_while_valid = ResendWhileValid::no;
    never.resend_after_expiry = false;
    CHECK(advised(never, days(7) - tick) == Advised{Advice::cancel_and_invite_again});
    CHECK(advised(never, days(7)) == Advised{Advice::cancel_and_invite_again});

    const auto expired = found(Symptom::invitation_expired, invited(), {}, days(7), policies::softwareone());
    REQUIRE(expired.has_value());
    CHECK(expired->advice == Advised{Advice::send_new_invitation});
    CHECK(expired->at == new_year(days(7)));
    CHECK_FALSE(found(Symptom::invitation_expired, invited(), {}, days(7) - tick).has_value());
}

TEST_CASE("Diagnosis: who has accepted resets the password, who is deactivated is activated, whatever the mails say") {
    User user = invited();
    for (const auto& mails : {std::vector<MailRecord>{}, {mail(Delivery::bounced)}, {mail(Delivery::sent)}}) {
        user.state = Active{new_year(minutes(5))};
        CHECK(diagnose(user, mails, policies::atender(), new_year(hours(1))) ==
              std::vector<Finding>{{Symptom::active, {Advice::reset_password}, new_year(minutes(5)), ""}});
        user.state = Deactivated{new_year(minutes(6))};
        CHECK(diagnose(user, mails, policies::atender(), new_year(hours(1))) ==
              std::vector<Finding>{{Symptom::deactivated, {Advice::activate}, new_year(minutes(6)), ""}});
        user.state = Removed{new_year(minutes(6)), Removal::cancelled};
        CHECK(diagnose(user, mails, policies::atender(), new_year(hours(1))).empty());
    }
}

TEST_CASE("Diagnosis: of a link by hand no email is spoken, whatever older emails came to") {
    const std::vector<Finding> by_hand{{Symptom::given_by_hand, {Advice::pass_link_on}, new_year(), {}}};
    for (const NamedPolicy& preset : all_presets()) {
        for (const Delivery older : all_deliveries) {
            CAPTURE(preset.name, code(older));
            const std::vector<MailRecord> mails{mail(Delivery::by_hand, 0, 2), mail(older), mail(older), mail(older)};
            CHECK(diagnose(invited(), mails, preset.policy, new_year(hours(1))) == by_hand);
        }
    }
}

TEST_CASE("Diagnosis: there is a finding for every delivery of the newest mail, in each preset, opened or not") {
    for (const NamedPolicy& preset : all_presets()) {
        for (const Delivery delivery : all_deliveries) {
            for (const bool opened : {false, true}) {
                for (const Duration& later : {Duration(hours(1)), Duration(days(7))}) {
                    User user = invited();
                    if (opened) std::get<Invited>(user.state).opened_at = new_year();
                    CAPTURE(preset.name, code(delivery), opened);
                    const auto all = diagnose(user, {mail(delivery)}, preset.policy, new_year(later));
                    CHECK_FALSE(all.empty());
                    for (const Finding& finding : all) CHECK_FALSE(finding.advice.empty());
                }
            }
        }
    }
}

TEST_CASE("Diagnosis: the numbers and codes of symptoms and advice never move, and each has its own sentence") {
    const std::vector<std::string_view> symptom_codes{"",
                                                      "mail_bounced",
                                                      "mail_failed",
                                                      "mail_not_handed_over",
                                                      "mail_not_sent",
                                                      "mail_deferred",
                                                      "mail_queued",
                                                      "invitation_expired",
                                                      "setup_not_finished",
                                                      "sent_often",
                                                      "setup_not_begun",
                                                      "older_links",
                                                      "active",
                                                      "deactivated",
                                                      "not_accepted_yet",
                                                      "given_by_hand",
                                                      "mail_unconfirmed",
                                                      "mail_refused"};
    const std::vector<std::string_view> advice_codes{"",
                                                     "correct_address",
                                                     "cancel_and_invite_again",
                                                     "resend",
                                                     "send_new_invitation",
                                                     "wait",
                                                     "fix_mail_setup",
                                                     "check_spam_folder",
                                                     "allow_sender",
                                                     "search_all_folders",
                                                     "open_latest_mail",
                                                     "reset_password",
                                                     "reset_password_if_begun",
                                                     "activate",
                                                     "pass_link_on",
                                                     "ask_if_arrived",
                                                     "read_reply"};
    std::set<std::string_view> sentences;
    for (std::size_t number = 0; number <= 255; ++number) {
        CAPTURE(number);
        const auto symptom = static_cast<Symptom>(number);
        const auto advice = static_cast<Advice>(number);
        CHECK(code(symptom) == (number < symptom_codes.size() ? symptom_codes[number] : ""));
        CHECK(code(advice) == (number < advice_codes.size() ? advice_codes[number] : ""));
        CHECK(message(symptom).empty() == code(symptom).empty());
        CHECK(message(advice).empty() == code(advice).empty());
        if (!code(symptom).empty()) CHECK(sentences.insert(message(symptom)).second);
        if (!code(advice).empty()) CHECK(sentences.insert(message(advice)).second);
    }
    CHECK(message(Finding{Symptom::mail_bounced, {Advice::correct_address, Advice::cancel_and_invite_again}}) ==
          "The latest invitation email came back as undeliverable. Check the email address and correct it if it is "
          "wrong. Cancel the invitation and invite the person again.");
}
