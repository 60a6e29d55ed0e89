// SPDX-License-Identifier: MIT
#include <algorithm>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/link/token.hpp"
#include "beckon/mail/message_id.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

const std::string complaint = "550 5.1.1 no such mailbox";

std::string newest_message_id(const World& world) { return world.mailer.handed.back().message.message_id; }

}  // namespace

TEST_CASE("A bounce is recorded by the Message-ID alone, and changes nothing but the mail") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const User other = world.invite("other@example.test");
        world.invite("deirdre@example.test", {"Agent"}, Host{}, globex());
        world.deliver();
        const std::string id = world.mailer.handed.at(0).message.message_id;
        const auto counts = world.service.count(acme());
        world.advance(hours(1));

        const auto reported = world.service.report_bounce(id, complaint);
        CHECK(reported.value() == user);
        CHECK(world.stored(user) == user);
        const MailRecord bounced = newest_mail(world, user);
        CHECK(bounced.delivery == Delivery::bounced);
        CHECK(bounced.detail == complaint);
        CHECK(bounced.settled_at == world.now());
        CHECK(newest_mail(world, other).delivery == Delivery::sent);
        CHECK(world.service.count_deliveries(globex()).sent == 1);
        CHECK(world.service.count(acme()) == counts);
        CHECK(world.events().size() == 2);
        CHECK(world.deliver() == 0);

        // A mail system says it twice.
        world.advance(hours(1));
        CHECK(world.service.report_bounce(id.substr(1, id.size() - 2), "something else").value() == user);
        CHECK(newest_mail(world, user) == bounced);
    });
}

TEST_CASE("A bounce without a mail is refused, and nothing is recorded") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const EmailAddress from = address("noreply@acme.example");
        const MailIntent intent{acme(), user.id, 1, 1, user.email, world.now()};
        const auto report = [&](const auto& change) {
            MailIntent other = intent;
            change(other);
            return refusal_in(world.service.report_bounce(message_id_of(other, from), complaint));
        };
        const auto unknown = no_field(Reason::user_not_found, Field::message_id);
        CHECK(report([](MailIntent& other) { other.account = globex(); }) == unknown);
        CHECK(report([](MailIntent& other) { other.user.data[0] ^= 1; }) == unknown);
        CHECK(report([](MailIntent& other) { other.revision = 2; }) == unknown);
        const auto malformed = no_field(Reason::invalid_message_id, Field::message_id);
        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::recommended()));
        CHECK(refusal_in(service.report_bounce("<1@mail.example>", complaint)) == malformed);
        CHECK(refusal_in(service.report_bounce("", complaint)) == malformed);
        CHECK(watched.calls() == 0);
        CHECK(newest_mail(world, user).delivery == Delivery::queued);

        const auto no_mail = no_field(Reason::user_not_found, Field::email);
        CHECK(refusal_in(world.service.report_bounce(acme(), user.email, complaint)) ==
              no_mail);  // Nothing went out yet.
        world.deliver();
        CHECK(refusal_in(world.service.report_bounce(globex(), user.email, complaint)) == no_mail);
        CHECK(refusal_in(world.service.report_bounce(acme(), address("x@example.test"), complaint)) == no_mail);
        world.adopt("adopted@example.test");
        CHECK(refusal_in(world.service.report_bounce(acme(), address("adopted@example.test"), complaint)) == no_mail);
        CHECK(newest_mail(world, user).delivery == Delivery::sent);
    });
}

TEST_CASE("A bounce reported by address alone is that of the newest mail that was sent to it, in any letter case") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("Deirdre@example.test");
        world.deliver();
        REQUIRE(world.service.resend(acme(), user.id, Host{}));
        world.deliver();
        REQUIRE(world.service.resend(acme(), user.id, Host{}));

        CHECK(world.service.report_bounce(acme(), address("dEIRDRE@example.test"), complaint)->id == user.id);
        auto mails = world.service.mail(acme(), user.id);
        REQUIRE(mails.size() == 3);
        CHECK(mails[0].delivery == Delivery::queued);  // Not sent yet: it cannot have come back.
        CHECK(mails[1].delivery == Delivery::bounced);
        CHECK(mails[2].delivery == Delivery::sent);
        REQUIRE(world.service.report_bounce(acme(), user.email, complaint));  // The same report again.
        CHECK(world.service.mail(acme(), user.id) == mails);
        CHECK(world.deliver() == 1);

        // A mail to the address that was corrected is none of the new one's.
        REQUIRE(world.service.correct_email(acme(), user.id, address("right@example.test"), Host{}));
        CHECK(refusal_in(world.service.report_bounce(acme(), address("right@example.test"), complaint)) ==
              no_field(Reason::user_not_found, Field::email));
        world.mailer.script = {unknown()};
        world.deliver();
        CHECK(newest_mail(world, user).delivery == Delivery::deferred);
        REQUIRE(world.service.report_bounce(acme(), address("right@example.test"), complaint));  // It did arrive.
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);
        world.advance(days(1));
        CHECK(world.deliver() == 0);
    });
}

TEST_CASE("I10: a report by address that quotes another account's link leaves it out") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        world.invite("deirdre@example.test");
        world.deliver();
        const std::string token = world.token_to("deirdre@example.test");
        world.advance(minutes(1));
        const User newer = world.invite("deirdre@example.test", {"Agent"}, Host{}, globex());
        world.deliver();
        REQUIRE(world.service.report_bounce(address("deirdre@example.test"), "550 no " + base_url + token));
        CHECK_FALSE(contains(world.service.mail(globex(), newer.id).at(0).detail, token));
        CHECK(contains(world.service.mail(globex(), newer.id).at(0).detail, "550 no "));
    });
}

TEST_CASE("A bounce from a provider that rewrites the Message-ID is reported by the address alone, for any account") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const auto report = [&](std::string_view to) { return world.service.report_bounce(address(to), complaint); };
        const auto no_mail = no_field(Reason::user_not_found, Field::email);
        const User older = world.invite("deirdre@example.test");
        world.deliver();
        world.advance(hours(1));
        const User newer = world.invite("Deirdre@example.test", {"Agent"}, Host{}, globex());
        world.deliver();
        world.advance(hours(1));
        const std::string rewritten = "0102018f0e3c-5f2d-000000@eu-west-1.amazonses.com";
        CHECK(refusal_in(world.service.report_bounce(rewritten, complaint)) ==
              no_field(Reason::invalid_message_id, Field::message_id));

        CHECK(report("dEIRDRE@example.test").value() == newer);
        const auto bounced = world.service.mail(globex(), newer.id);
        CHECK(bounced.at(0).delivery == Delivery::bounced);
        CHECK(bounced.at(0).detail == complaint);
        CHECK(newest_mail(world, older).delivery == Delivery::sent);
        world.advance(hours(1));
        CHECK(report("deirdre@example.test").value() == newer);  // The same report again.
        CHECK(world.service.mail(globex(), newer.id) == bounced);
        CHECK(refusal_in(report("nobody@example.test")) == no_mail);

        // One that was sent again since, and is still waiting, cannot have come back.
        REQUIRE(world.service.resend(acme(), older.id, Host{}));
        CHECK(report("deirdre@example.test").value() == newer);
        world.deliver();
        CHECK(report("deirdre@example.test")->id == older.id);
        CHECK(newest_mail(world, older).delivery == Delivery::bounced);
    });
}

TEST_CASE(
    "A bounce by address is about an email of the last seven days, also of somebody who left, never of the erased") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const auto report = [&](const EmailAddress& to) { return world.service.report_bounce(to, complaint); };
        const auto no_mail = no_field(Reason::user_not_found, Field::email);
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        world.advance(days(7) + tick);
        CHECK(refusal_in(report(user.email)) == no_mail);
        CHECK(newest_mail(world, user).delivery == Delivery::sent);
        world.advance(-tick);
        CHECK(report(user.email)->id == user.id);
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);

        REQUIRE(world.service.erase(acme(), user.id));
        CHECK(refusal_in(report(user.email)) == no_mail);
        CHECK(refusal_in(report(erased_address())) == no_mail);
    });
}

TEST_CASE("A bounce is found by a Message-ID with a line break after it and blanks around it") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        CHECK(world.service.report_bounce(" \t" + newest_message_id(world) + "\r\n", complaint).value() == user);
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);
    });
}

TEST_CASE("A bounce that comes before the worker has recorded its mail as sent stands") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const auto mail = world.courier.claim();
        REQUIRE(mail.has_value());
        REQUIRE(world.service.report_bounce(mail->message.message_id, complaint));
        CHECK(world.courier.settle(*mail, accepted()).result == SettleResult::not_held);
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);
    });
}

TEST_CASE("I10: what is recorded of a bounce is one line of UTF-8 of 500 octets at most, without the link") {
    for_each_store([](Store& store) {
        Policy policy = policies::atender();
        World world(store, policy, {1});
        const User user = world.invite("deirdre@example.test");
        const std::string older = world.token_to("deirdre@example.test");
        const std::string older_id = newest_message_id(world);
        // The key ring has grown since, and the newest link is made with another key.
        Service service(store, world.service_config(policy, {1, 2}));
        Courier courier(store, world.courier_config({1, 2}));
        REQUIRE(service.resend(acme(), user.id, Host{}));
        courier.deliver(world.mailer);
        const std::string newest = token_of(link_in(world.mailer.handed.back().message, base_url));
        REQUIRE(service.load(acme(), user.id)->link->key_id == 2);

        const std::string quoted = "rejected:\r\n Link: " + base_url + older + "\r\n\xFF and " + older.substr(40, 30);
        REQUIRE(service.report_bounce(older_id, quoted));
        const std::string kept = service.mail(acme(), user.id).at(1).detail;
        CHECK(kept == "rejected:   Link: " + base_url + "[link]    and [link]");

        std::string broken = newest;
        for (const std::size_t at : {70U, 50U, 30U}) broken.insert(at, "=\r\n");
        REQUIRE(service.report_bounce(newest_message_id(world), broken + std::string(1000, 'x') + "\xC3\xA9"));
        const std::string whole = service.mail(acme(), user.id).at(0).detail;
        CHECK(whole.size() == 500);
        for (std::size_t i = 0; i + 8 <= newest.size(); ++i) {
            CHECK(whole.find(newest.substr(i, 8)) == std::string::npos);
        }
        REQUIRE(service.resend(acme(), user.id, Host{}));
        courier.deliver(world.mailer);
        std::string umlauts(251, ' ');
        umlauts.replace(0, 1, "a");
        for (std::size_t i = 1; i < umlauts.size(); i += 2) umlauts.replace(i, 1, "\xC3\xBC");
        REQUIRE(service.report_bounce(newest_message_id(world), umlauts + umlauts));
        const std::string cut = service.mail(acme(), user.id).at(0).detail;
        CHECK(cut.size() <= 500);
        CHECK(cut.size() >= 499);
        CHECK(text_fault(cut, 500) == TextFault::none);
    });
}

TEST_CASE("A bounce that comes after the end: recorded for who was cancelled, without a word for who was erased") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User cancelled = world.invite("cancelled@example.test");
        const User erased_user = world.invite("erased@example.test");
        world.deliver();
        REQUIRE(world.mailer.handed.size() == 2);
        const std::string first = world.mailer.handed[0].message.message_id;
        const std::string second = world.mailer.handed[1].message.message_id;
        REQUIRE(world.service.cancel(acme(), cancelled.id, Host{}));
        CHECK(world.service.report_bounce(first, complaint)->id == cancelled.id);
        CHECK(newest_mail(world, cancelled).detail == complaint);

        REQUIRE(world.service.erase(acme(), erased_user.id));
        CHECK(world.service.report_bounce(second, "550 erased@example.test is no mailbox")->id == erased_user.id);
        CHECK(newest_mail(world, erased_user).delivery == Delivery::bounced);
        CHECK(newest_mail(world, erased_user).detail.empty());

        world.advance(tick);
        CHECK(world.service.purge(acme(), Duration{}, 10).value() == 2);
        CHECK(refusal_in(world.service.report_bounce(first, complaint)) ==
              no_field(Reason::user_not_found, Field::message_id));
    });
}

TEST_CASE("A bounce that meets the erasure of its user leaves nothing of what was said") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        FaultyStore racing(store);
        Service service(racing, world.service_config(policies::recommended()));
        racing.plan({.call = StoreCall::bounce_mail, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                         REQUIRE(world.service.erase(acme(), user.id));
                     }});
        REQUIRE(service.report_bounce(newest_message_id(world), "550 deirdre@example.test is no mailbox"));
        CHECK(newest_mail(world, user).delivery == Delivery::bounced);
        CHECK(newest_mail(world, user).detail.empty());
    });
}

TEST_CASE("A bounce that the store fails to record can be reported again") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        for (std::size_t n = 1; n <= 4; ++n) {
            FaultyStore failing(store);
            failing.plan({.at = n, .kind = n % 2 == 0 ? StoreFault::Kind::fails : StoreFault::Kind::loses_answer});
            Service service(failing, world.service_config(policies::recommended()));
            CHECK_THROWS_AS(service.report_bounce(newest_message_id(world), complaint), StoreError);
            CHECK(service.report_bounce(newest_message_id(world), complaint).value() == user);
            CHECK(newest_mail(world, user).detail == complaint);
        }
    });
}
