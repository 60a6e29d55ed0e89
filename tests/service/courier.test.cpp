// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <stdexcept>

#include "beckon/link/token.hpp"
#include "tests/support/at_once.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// All that a mail may have come to, at one look.
struct Standing {
    Delivery delivery{};
    std::uint32_t attempts = 0;
    std::uint32_t unknown = 0;
    std::uint32_t lapses = 0;

    friend bool operator==(const Standing&, const Standing&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Standing& s) {
        return out << code(s.delivery) << " attempts " << s.attempts << " unknown " << s.unknown << " lapses "
                   << s.lapses;
    }
};

Standing standing(World& world, const User& user) {
    const MailRecord mail = newest_mail(world, user);
    return {mail.delivery, mail.attempts, mail.unknown, mail.lapses};
}

}  // namespace

TEST_CASE("A mail is queued by the commit, sent once, and what the server said is kept") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        CHECK(standing(world, user) == Standing{Delivery::queued, 0, 0, 0});
        CHECK(newest_mail(world, user).settled_at == std::nullopt);

        world.advance(seconds(5));
        const auto reports = world.courier.deliver(world.mailer);
        REQUIRE(reports.size() == 1);
        CHECK(reports[0].handed_over);
        CHECK(reports[0].result == SettleResult::settled);
        CHECK(reports[0].claimed.attempt() == 1);
        CHECK(reports[0].subject == "Invitation to join The acme company");
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(newest_mail(world, user).settled_at == world.now());
        CHECK(newest_mail(world, user).detail == "250 OK");
        CHECK(world.mailer.handed[0].message.to == user.email);
        CHECK(world.mailer.handed[0].message.from.text() == "noreply@acme.example");

        world.advance(days(365));
        CHECK(world.deliver() == 0);
    });
}

TEST_CASE("I12: there is an email for every commit that asks for one, and for no other") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        REQUIRE_FALSE(world.service.resend(acme(), user.id, Host{}));  // too soon
        world.advance(minutes(1));
        REQUIRE(world.service.resend(acme(), user.id, Host{}));
        REQUIRE(world.service.copy_link(acme(), user.id, Host{}));
        REQUIRE(world.service.edit(acme(), user.id, {.name = "Another Name"}, Host{}));
        world.advance(minutes(1));
        REQUIRE(world.service.correct_email(acme(), user.id, address("right@example.test"), Host{}));
        const auto mails = world.service.mail(acme(), user.id);
        REQUIRE(mails.size() == 3);
        CHECK(mails[0].intent.to.text() == "right@example.test");
        CHECK(mails[0].intent.revision == 5);
        CHECK(mails[1].intent.revision == 2);
        CHECK(mails[2].intent.revision == 1);
        CHECK(world.service.mail(acme(), world.adopt("ada@example.test").id).empty());
    });
}

TEST_CASE("A server that is away uses up no attempt, the run stops, and resumes when it is back") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<User> users;
        for (const char* email : {"a@example.test", "b@example.test", "c@example.test"})
            users.push_back(world.invite(email));
        world.mailer.script = {accepted(), server_away()};
        CHECK(world.deliver() == 2);
        CHECK(standing(world, users[0]) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(standing(world, users[1]) == Standing{Delivery::deferred, 0, 0, 0});
        CHECK(newest_mail(world, users[1]).next_attempt_at == world.now() + minutes(1));
        CHECK(newest_mail(world, users[1]).detail == "connection refused");
        CHECK(standing(world, users[2]) == Standing{Delivery::queued, 0, 0, 0});

        for (int i = 0; i < 20; ++i) {  // Away for long: still no attempt is used up.
            world.advance(minutes(1));
            world.mailer.script = {server_away()};
            CHECK(world.deliver() == 1);
        }
        world.advance(minutes(1));
        CHECK(world.deliver() == 2);
        for (const User& user : users) CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
    });
}

TEST_CASE("A deferred mail is tried again by the schedule, to the microsecond, and no mail waits for another") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        world.mailer.answer = [](const MailMessage&) { return deferred(); };
        std::uint32_t attempts = 0;
        for (const Duration wait :
             {Duration(minutes(1)), Duration(minutes(5)), Duration(minutes(15)), Duration(minutes(30)),
              Duration(hours(1)), Duration(hours(2)), Duration(hours(2)), Duration(hours(2))}) {
            CHECK(world.deliver() == 1);
            CHECK(standing(world, user) == Standing{Delivery::deferred, ++attempts, 0, 0});
            CHECK(newest_mail(world, user).next_attempt_at == world.now() + wait);
            CHECK(newest_mail(world, user).detail == "450 mailbox busy");
            world.advance(wait - tick);
            CHECK(world.deliver() == 0);
            world.advance(tick);
        }
        world.mailer.answer = nullptr;
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, attempts + 1, 0, 0});
        for (const auto& handed : world.mailer.handed) {
            CHECK(handed.message.message_id == world.mailer.handed[0].message.message_id);
            CHECK(handed.message.data == world.mailer.handed[0].message.data);
        }
    });
}

TEST_CASE("A rejected mail has failed, and is not tried again") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        world.mailer.script = {rejected()};
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::failed, 1, 0, 0});
        CHECK(newest_mail(world, user).detail == "550 no such mailbox");
        world.advance(hours(12));
        CHECK(world.deliver() == 0);
        REQUIRE(world.service.resend(acme(), user.id, Host{}));  // A mail of its own.
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
    });
}

TEST_CASE("I14: an unknown outcome is counted, and tried again with the same Message-ID and the same link") {
    const bool throws = GENERATE(false, true);
    for_each_store([&](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        world.mailer.answer = [&](const MailMessage& message) {
            world.mailer.handed.push_back({message, unknown()});
            if (throws) throw std::runtime_error("no answer to the final dot");
            return unknown();
        };
        world.courier.deliver(world.mailer);
        CHECK(standing(world, user) == Standing{Delivery::deferred, 1, 1, 0});
        CHECK(contains(newest_mail(world, user).detail, "no answer to the final dot"));
        CHECK(newest_mail(world, user).next_attempt_at == world.now() + minutes(1));
        const MailMessage first = world.mailer.handed.at(0).message;

        world.mailer.answer = nullptr;
        world.advance(minutes(1));
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 2, 1, 0});
        const MailMessage second = world.mailer.handed.back().message;
        CHECK(second.message_id == first.message_id);
        CHECK(link_in(second, base_url) == link_in(first, base_url));
        CHECK(second.data == first.data);
    });
}

TEST_CASE("I14: a server that loses every reply gets one email three times in its seven days, not 89 times") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.mailer.answer = [](const MailMessage&) { return unknown(); };
        for (int minute = 0; minute < 7 * 24 * 60; minute += 5) {
            world.deliver();
            world.advance(minutes(5));
        }
        REQUIRE(world.mailer.handed.size() == 3);
        for (const auto& handed : world.mailer.handed) {
            CHECK(handed.message.data == world.mailer.handed[0].message.data);
        }
        CHECK(standing(world, user) == Standing{Delivery::unconfirmed, 3, 3, 0});
        CHECK(newest_mail(world, user).detail == "no answer to the final dot");
        CHECK_FALSE(newest_mail(world, user).next_attempt_at);
        CHECK_FALSE(newest_mail(world, user).cause);
    });
}

TEST_CASE("I14: lost replies and dead workers have a limit each, and a mail is there as often as both at the most") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.mailer.answer = [](const MailMessage&) { return unknown(); };
        for (int deaths = 0; deaths < 2; ++deaths) {
            const auto held = world.courier.claim();
            REQUIRE(held);
            world.mailer.send(held->message);  // And its worker dies.
            world.advance(minutes(5));
            CHECK(world.deliver() == 1);
            world.advance(minutes(5));
        }
        CHECK(standing(world, user) == Standing{Delivery::deferred, 2, 2, 2});
        const auto last = world.courier.claim();
        REQUIRE(last);
        world.mailer.send(last->message);
        world.advance(days(1));
        CHECK(world.deliver() == 0);
        CHECK(standing(world, user) == Standing{Delivery::unconfirmed, 2, 2, 3});
        const CourierConfig config = world.courier_config();
        CHECK(world.mailer.handed.size() == config.max_unknown + config.max_lapses);
    });
}

TEST_CASE("I14: a host that wants no duplicate sets max_unknown to 0") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        CourierConfig config = world.courier_config();
        config.max_unknown = 0;
        world.mailer.script = {unknown()};
        Courier(store, config).deliver(world.mailer);
        CHECK(standing(world, user) == Standing{Delivery::unconfirmed, 1, 1, 0});
        world.advance(days(1));
        CHECK(world.deliver() == 0);
    });
}

TEST_CASE("An email that may have arrived never fails for want of time, and one to no address does") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User late = world.invite("late@example.test");
        const User nobody = world.invite("nobody@example.test");
        world.mailer.script = {unknown(), unknown()};
        CHECK(world.deliver() == 2);
        world.surroundings.set(*expiry_of(late) - tick);
        world.mailer.answer = [&](const MailMessage& message) {
            return message.to == nobody.email ? rejected() : deferred();
        };
        CHECK(world.deliver() == 2);
        CHECK(standing(world, late) == Standing{Delivery::unconfirmed, 2, 1, 0});
        CHECK(standing(world, nobody) == Standing{Delivery::failed, 2, 1, 0});
    });
}

TEST_CASE("B9: a resend waits for the cooldown after an email that nobody confirmed, which may still come back") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        CourierConfig config = world.courier_config();
        config.max_unknown = 0;
        world.mailer.script = {unknown()};
        Courier(store, config).deliver(world.mailer);
        CHECK(refusal_in(world.service.resend(acme(), user.id, Host{})) ==
              no(Reason::too_soon, Remedy::wait, world.now() + minutes(1)));
        REQUIRE(world.service.report_bounce(acme(), user.email, "550 5.1.1 no such mailbox"));
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);
    });
}

TEST_CASE("I14: two mails of one invitation never have the same Message-ID") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        CHECK(world.deliver() == 1);
        for (int i = 0; i < 5; ++i) {
            REQUIRE(world.service.resend(acme(), user.id, Host{}));
            CHECK(world.deliver() == 1);  // The link was kept: each resend is a mail of its own.
        }
        std::map<std::string, int> ids;
        for (const auto& handed : world.mailer.handed) {
            ++ids[handed.message.message_id];
            CHECK(link_in(handed.message, base_url) == link_in(world.mailer.handed[0].message, base_url));
        }
        CHECK(ids.size() == 6);
    });
}

TEST_CASE("I13: two couriers at once over one store send 200 mails once each") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (int i = 0; i < 200; ++i) world.invite("user" + std::to_string(i) + "@example.test");
        Courier other(store, world.courier_config());
        at_once(2, [&](std::size_t i) { (i == 0 ? world.courier : other).deliver(world.mailer, 1000); });
        REQUIRE(world.mailer.handed.size() == 200);
        std::map<std::string, int> copies;
        for (const auto& handed : world.mailer.handed) ++copies[handed.message.to.text()];
        CHECK(copies.size() == 200);
        for (const auto& [user, delivery] : world.service.list(acme(), {.size = 500}).value().users) {
            CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
        }
    });
}

TEST_CASE("I16: a worker whose lease ran out cannot settle once another has claimed the mail") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        Courier slow(store, world.courier_config());
        const auto held = slow.claim();
        REQUIRE(held);
        world.advance(minutes(5) - tick);
        CHECK(world.deliver() == 0);
        world.advance(tick);
        world.mailer.script = {deferred()};
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::deferred, 1, 0, 1});

        CHECK(slow.settle(*held, rejected()).result == SettleResult::not_held);
        CHECK(standing(world, user) == Standing{Delivery::deferred, 1, 0, 1});
        world.advance(minutes(5));
        CHECK(world.deliver() == 1);
        CHECK(slow.settle(*held, rejected()).result == SettleResult::not_held);
        CHECK(standing(world, user) == Standing{Delivery::sent, 2, 0, 1});
    });
}

TEST_CASE("I16: a worker that is late, while nobody else has claimed the mail, may settle, once") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const auto held = world.courier.claim();
        REQUIRE(held);
        world.advance(hours(1));
        CHECK(world.courier.settle(*held, accepted()).result == SettleResult::settled);
        CHECK(world.courier.settle(*held, accepted()).result == SettleResult::not_held);
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(world.deliver() == 0);
    });
}

TEST_CASE("I13: a host may pull: claim, send by a client of its own, settle") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User cancelled = world.invite("a@example.test");
        const User user = world.invite("b@example.test");
        REQUIRE(world.service.cancel(acme(), cancelled.id, Host{}));
        std::vector<CourierReport> passed_over;
        const auto mail = world.courier.claim(&passed_over);
        REQUIRE(mail);
        REQUIRE(passed_over.size() == 1);
        CHECK_FALSE(passed_over[0].handed_over);
        CHECK(passed_over[0].settlement.delivery == Delivery::dropped);
        CHECK(mail->message.to == user.email);
        CHECK(mail->expires_at == *expiry_of(user));
        CHECK(mail->claimed.lease_ends == world.now() + minutes(5));
        CHECK_FALSE(world.courier.claim());  // Held.
        const CourierReport report = world.courier.settle(*mail, deferred());
        CHECK(report.handed_over);
        CHECK(report.subject == mail->message.subject);
        CHECK(report.settlement.next_attempt_at == world.now() + minutes(1));
        world.advance(minutes(1));
        const auto again = world.courier.claim();
        REQUIRE(again);
        CHECK(again->claimed.attempt() == 2);
        CHECK(world.courier.settle(*again, accepted()).result == SettleResult::settled);
        CHECK(standing(world, user) == Standing{Delivery::sent, 2, 0, 0});
    });
}

TEST_CASE("I14: a mail whose workers die is counted for each, and may have arrived after three") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        for (std::uint32_t deaths = 1; deaths <= 3; ++deaths) {
            REQUIRE(world.courier.claim());  // And never heard of again.
            world.advance(minutes(5));
        }
        const User other = world.invite("other@example.test");
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::unconfirmed, 0, 0, 3});
        CHECK(contains(newest_mail(world, user).detail, "every worker"));
        CHECK(standing(world, other) == Standing{Delivery::sent, 1, 0, 0});
    });
}

TEST_CASE("I14: a mail whose workers died twice is still sent") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        for (int deaths = 0; deaths < 2; ++deaths) {
            REQUIRE(world.courier.claim());
            world.advance(minutes(5));
        }
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 2});
    });
}

TEST_CASE("Attempts stop at the invitation's expiry, and the mail has failed") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const Instant expiry = *expiry_of(user);
        MailOutcome outcome = GENERATE(deferred(), server_away(), unknown());
        world.mailer.answer = [&](const MailMessage&) { return outcome; };
        world.surroundings.set(expiry - minutes(1) - tick);
        CHECK(world.deliver() == 1);
        CHECK(newest_mail(world, user).delivery == Delivery::deferred);
        world.surroundings.set(expiry - tick);
        CHECK(world.deliver() == 1);
        const bool may_be_there = outcome.kind == MailOutcome::Kind::unknown;
        CHECK(newest_mail(world, user).delivery == (may_be_there ? Delivery::unconfirmed : Delivery::failed));
        CHECK(contains(newest_mail(world, user).detail, outcome.detail));
        CHECK(contains(newest_mail(world, user).detail, "expires"));
        world.advance(days(1));
        CHECK(world.deliver() == 0);
    });
}

TEST_CASE("I15: nothing is sent for an invitation that is no longer open") {
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.cooldown = {};
        World world(store, policy);
        const auto token_for = [](const User& user) {
            return make_token(key_ring(), {user.account, user.id, *user.link}).value();
        };
        const User accepted_user = world.invite("accepted@example.test");
        const User cancelled = world.invite("cancelled@example.test");
        const User declined = world.invite("declined@example.test");
        const User removed = world.invite("removed@example.test");
        const User superseded = world.invite("superseded@example.test");
        const User corrected = world.invite("corrected@example.test");
        REQUIRE(world.service.accept(token_for(accepted_user)));
        REQUIRE(world.service.cancel(acme(), cancelled.id, Host{}));
        REQUIRE(world.service.decline(token_for(declined)));
        REQUIRE(world.service.remove(acme(), removed.id, Host{}));
        REQUIRE(world.service.resend(acme(), superseded.id, Host{}));
        REQUIRE(world.service.correct_email(acme(), corrected.id, address("right@example.test"), Host{}));

        CHECK(world.deliver() == 2);
        CHECK(world.mailer.handed[0].message.to == superseded.email);
        CHECK(world.mailer.handed[1].message.to.text() == "right@example.test");
        const auto first_mail = [&](const User& user) { return world.service.mail(acme(), user.id).back(); };
        const std::map<std::string, const User*> expected{{"accepted", &accepted_user},
                                                          {"cancelled", &cancelled},
                                                          {"declined", &declined},
                                                          {"removed", &removed},
                                                          {"newer link", &superseded}};
        for (const auto& [why, user] : expected) {
            CHECK(first_mail(*user).delivery == Delivery::dropped);
            CHECK(first_mail(*user).attempts == 0);
            CHECK(contains(first_mail(*user).detail, why));
        }
        CHECK(first_mail(corrected).delivery == Delivery::dropped);

        const User expired = world.invite("expired@example.test");
        world.surroundings.set(*expiry_of(expired));
        CHECK(world.deliver() == 0);
        CHECK(newest_mail(world, expired).delivery == Delivery::dropped);
        CHECK(contains(newest_mail(world, expired).detail, "expired"));
    });
}

TEST_CASE("I15: of two mails with the same link the newer alone is sent, with a clock that stands still, too") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const User again = world.service.resend(acme(), user.id, Host{}).value();
        REQUIRE(again.link == user.link);
        CHECK(world.deliver() == 1);
        const auto mails = world.service.mail(acme(), user.id);
        CHECK(mails[0].delivery == Delivery::sent);
        CHECK(mails[1].delivery == Delivery::dropped);
        CHECK(mails[1].detail == "the same link was sent again");
    });
}

TEST_CASE("I15: a mail on its way when its invitation is cancelled arrives, with a link that opens nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const auto mail = world.courier.claim();
        REQUIRE(mail);
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        CHECK(world.courier.settle(*mail, accepted()).result == SettleResult::settled);
        CHECK(world.service.check_link(token_of(link_in(mail->message, base_url))).presented == LinkState::cancelled);
    });
}

TEST_CASE("I17: a mail that cannot be rendered is set aside and delays no other") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User poison = world.invite("poison@example.test");
        const User good = world.invite("good@example.test");
        CourierConfig config = world.courier_config();
        const bool throws = GENERATE(true, false);
        config.text = [&](const InvitationMail& mail) {
            MailText text = default_invitation_text(mail);
            if (mail.user.id != poison.id) return text;
            if (throws) throw std::runtime_error("the template is broken");
            text.subject = "two\r\nBcc: everybody@example.test";
            return text;
        };
        Courier courier(store, config);
        const auto reports = courier.deliver(world.mailer);
        REQUIRE(reports.size() == 2);
        CHECK_FALSE(reports[0].handed_over);
        CHECK(standing(world, poison) == Standing{Delivery::failed, 0, 0, 0});
        CHECK(contains(newest_mail(world, poison).detail, throws ? "the template is broken" : "subject"));
        CHECK(standing(world, good) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(world.mailer.handed.size() == 1);
    });
}

TEST_CASE("I17: mails of an account that cannot be described wait until it can, use up no attempt and delay no other") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User poison = world.invite("deirdre@example.test", {"Agent"}, Host{}, globex());
        const User good = world.invite("good@example.test");
        enum class Fault { throws, base_url, name } fault = GENERATE(Fault::throws, Fault::base_url, Fault::name);
        bool corrected = false;
        CourierConfig config = world.courier_config();
        config.describe = [&, describe = config.describe](const AccountId& account) {
            AccountDescription description = describe(account);
            if (account == acme() || corrected) return description;
            if (fault == Fault::throws) throw std::runtime_error("no such account");
            if (fault == Fault::base_url) description.base_url = "javascript:alert(1)//";
            if (fault == Fault::name) description.name = "Two\r\nlines";
            return description;
        };
        Courier courier(store, config);
        const auto reports = courier.deliver(world.mailer);
        REQUIRE(reports.size() == 2);
        CHECK(standing(world, good) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(standing(world, poison) == Standing{Delivery::deferred, 0, 0, 0});
        CHECK(contains(newest_mail(world, poison).detail, "could not be described"));
        corrected = true;
        world.advance(hours(1));
        courier.deliver(world.mailer);
        CHECK(standing(world, poison) == Standing{Delivery::sent, 1, 0, 0});
    });
}

TEST_CASE("A link whose key was retired is not sent, a resend signs with the newest key") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        Courier courier(store, world.courier_config({2}));
        courier.deliver(world.mailer);
        CHECK(world.mailer.handed.empty());
        CHECK(newest_mail(world, user).delivery == Delivery::failed);
        CHECK(contains(newest_mail(world, user).detail, "retired"));
        CHECK(newest_mail(world, user).cause == FailureCause::no_key);

        Service service(store, world.service_config(policies::softwareone(), {2}));
        CHECK(refusal_in(service.copy_link(acme(), user.id, Host{})) ==
              no(Reason::signing_key_retired, Remedy::resend));
        REQUIRE(service.resend(acme(), user.id, Host{}));
        courier.deliver(world.mailer);
        REQUIRE(world.mailer.handed.size() == 1);
        CHECK(service.accept(token_of(link_in(world.mailer.handed[0].message, base_url)))->first);
    });
}

TEST_CASE("A worker without the newest key, whose services were deployed first, failed emails for good: they wait") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone(), {1, 2});
        const User user = world.invite("deirdre@example.test");
        REQUIRE(user.link->key_id == 2);
        Courier old_worker(store, world.courier_config({1}));
        for (int minute = 0; minute < 60; ++minute) {
            CHECK(old_worker.deliver(world.mailer).size() == 1);
            world.advance(minutes(1));
        }
        CHECK(world.mailer.handed.empty());
        CHECK(standing(world, user) == Standing{Delivery::deferred, 0, 0, 0});
        CHECK(contains(newest_mail(world, user).detail, "newer"));
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 0});
        CHECK(world.service.accept(token_of(link_in(world.mailer.handed[0].message, base_url)))->first);
    });
}

TEST_CASE("While both keys are listed, keep repeats the very link, and rotate signs with the newest") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        Service service(store, world.service_config(policies::softwareone(), {1, 2}));
        REQUIRE(service.resend(acme(), user.id, Host{}));
        CHECK(service.copy_link(acme(), user.id, Host{})->token == token);
        CHECK(service.check_link(token).presented == LinkState::valid);
        const User rotated = service.correct_email(acme(), user.id, user.email, Host{}).value();
        CHECK(rotated.link == Link{2, 2});
        CHECK(service.check_link(token).presented == LinkState::superseded);
    });
}

TEST_CASE("B13: a clock that stands still or is set back neither loses nor repeats a mail") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        world.mailer.script = {deferred()};
        CHECK(world.deliver() == 1);
        for (int i = 0; i < 10; ++i) CHECK(world.deliver() == 0);  // The clock stands still.
        world.advance(minutes(1));
        REQUIRE(world.courier.claim());
        world.advance(-minutes(1));
        CHECK(world.deliver() == 0);  // Held, and not due either.
        world.advance(-days(1));
        CHECK(world.deliver() == 0);
        world.advance(days(1) + minutes(6));
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 2, 0, 1});
    });
}

TEST_CASE("B13: a clock set back does not leave a mail held for ever") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        REQUIRE(world.courier.claim());
        world.advance(-minutes(5));
        CHECK(world.deliver() == 0);
        world.advance(-tick);
        CHECK(world.deliver() == 1);
        CHECK(standing(world, user) == Standing{Delivery::sent, 1, 0, 1});
    });
}

TEST_CASE("deliver sends no more than its limit, and the longest queued first") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        for (int i = 0; i < 5; ++i) world.invite("user" + std::to_string(i) + "@example.test");
        CHECK(world.courier.deliver(world.mailer, 0).empty());
        CHECK(world.courier.deliver(world.mailer, 2).size() == 2);
        CHECK(world.courier.deliver(world.mailer, 2).size() == 2);
        CHECK(world.courier.deliver(world.mailer, 2).size() == 1);
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(world.mailer.handed[i].message.to.text() == "user" + std::to_string(i) + "@example.test");
        }
    });
}

TEST_CASE("What a server says is kept as one line of UTF-8 that is not too long") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        MailOutcome outcome = deferred();
        outcome.detail = "450-gr\xC3\xBC\xC3\x9F\r\n450 \xFF\xE2\x80\xA8" + std::string(1000, 'x');
        world.mailer.script = {outcome};
        world.deliver();
        const std::string detail = newest_mail(world, user).detail;
        CHECK(detail.size() <= 500);
        CHECK(text_fault(detail, 500) == TextFault::none);
        CHECK(contains(detail, "450-gr\xC3\xBC\xC3\x9F"));
    });
}

TEST_CASE("I10: a link that a server quotes is not kept, however the quotation is broken up") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        int number = 0;
        for (const std::string& broken :
             {std::string(), std::string("=\r\n"), std::string("\r\n550-"), std::string(" ")}) {
            for (const std::size_t at : {std::size_t{9}, std::size_t{20}, std::size_t{31}, std::size_t{60}}) {
                const User user = world.invite("user" + std::to_string(++number) + "@example.test");
                const std::string token = make_token(key_ring(), {user.account, user.id, *user.link}).value();
                world.mailer.script = {rejected()};
                world.mailer.script.front().detail = "550 suspicious: https://app.example/t=3D" + token.substr(0, at) +
                                                     broken + token.substr(at) + " in it";
                REQUIRE(world.deliver() == 1);
                const std::string detail = newest_mail(world, user).detail;
                CHECK(contains(detail, "550 suspicious: https://app.example/t=3D"));
                CHECK(contains(detail, "[link]"));
                for (std::size_t i = 0; i + 8 <= token.size(); ++i) CHECK_FALSE(contains(detail, token.substr(i, 8)));
            }
        }
    });
}

TEST_CASE("A courier that cannot work is not made") {
    MemoryStore store;
    World world(store, policies::gladly());
    const auto with = [&](auto change) {
        CourierConfig config = world.courier_config();
        change(config);
        return Courier(store, config);
    };
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.describe = nullptr; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.text = nullptr; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.clock = nullptr; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.lease = {}; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.lease = boost::posix_time::pos_infin; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.retries.waits.clear(); }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.retries.waits.back() = -seconds(1); }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.retries.wait_for_server = {}; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](CourierConfig& c) { c.max_lapses = 0; }), std::invalid_argument);
}

TEST_CASE("A service that cannot work is not made") {
    MemoryStore store;
    World world(store, policies::gladly());
    const auto with = [&](auto change) {
        ServiceConfig config = world.service_config(policies::gladly());
        change(config);
        return Service(store, config);
    };
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.clock = nullptr; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.new_user_id = nullptr; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.validity = {}; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.validity = boost::posix_time::not_a_date_time; }),
                    std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.cooldown = -seconds(1); }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.validity = days(3653) + tick; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.max_validity = Duration{}; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.policy.max_validity = days(3653) + tick; }), std::invalid_argument);
    CHECK_THROWS_AS(with([](ServiceConfig& c) { c.idempotency_window = {}; }), std::invalid_argument);
}
