// SPDX-License-Identifier: MIT
#include <set>

#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

MailOutcome saying(std::string detail, std::string enhanced = {}, SmtpStage stage = SmtpStage::rcpt_to) {
    return {.kind = MailOutcome::Kind::rejected,
            .stage = stage,
            .reply = 550,
            .enhanced = std::move(enhanced),
            .detail = std::move(detail)};
}

/// Delivers every five minutes for as long, and returns how often an email was handed over.
std::size_t deliver_for(World& world, Duration duration) {
    std::size_t handed_over = 0;
    for (Duration gone{}; gone < duration; gone += minutes(5)) {
        handed_over += world.deliver();
        world.advance(minutes(5));
    }
    return handed_over;
}

std::string at_domain(int number) {
    return "u" + std::to_string(number) + "@d" + std::to_string(number) + ".example.test";
}

}  // namespace

TEST_CASE("A relay that refuses us for a day failed every email for good: now all wait, and each is sent once") {
    const auto refusal = GENERATE(
        saying("RCPT: 554 5.7.1 <u@d.example.test>: Relay access denied", "5.7.1"),
        saying("RCPT: 550 5.7.1 Sender address rejected", "5.7.1"),
        saying("RCPT: 554 5.7.1 Client host rejected", "5.7.1"),
        saying("MAIL: 530 5.7.0 Authentication required", "5.7.0", SmtpStage::mail_from),
        saying("end of email: 550 5.4.5 Daily user sending limit exceeded", "5.4.5", SmtpStage::end_of_data),
        saying("end of email: 554 Message rejected: Email address is not verified", "", SmtpStage::end_of_data),
        saying("end of email: 550 The from address does not match a verified Sender Identity", "",
               SmtpStage::end_of_data));
    MemoryStore store;
    World world(store, policies::softwareone());
    std::vector<User> users;
    users.push_back(world.invite(at_domain(0)));
    CHECK(world.deliver() == 1);  // It worked until now.
    for (int i = 1; i < 40; ++i) users.push_back(world.invite(at_domain(i)));
    world.mailer.answer = [&](const MailMessage&) { return refusal; };
    const std::size_t refused_times = deliver_for(world, days(1));
    CHECK(refused_times >= 3);
    CHECK(refused_times < 400);  // 39 emails, 288 runs: it is asked now and then, not each time for each.
    for (std::size_t i = 1; i < users.size(); ++i) {
        const MailRecord mail = newest_mail(world, users[i]);
        REQUIRE((mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred));
        REQUIRE(mail.attempts == 0);
    }
    world.mailer.answer = nullptr;
    world.mailer.handed.clear();
    deliver_for(world, hours(3));
    std::multiset<std::string> arrived;
    for (const auto& handed : world.mailer.handed) arrived.insert(handed.message.to.text());
    CHECK(arrived.size() == users.size() - 1);
    for (std::size_t i = 1; i < users.size(); ++i) {
        CHECK(arrived.count(users[i].email.text()) == 1);
        CHECK(newest_mail(world, users[i]).delivery == Delivery::sent);
    }
}

TEST_CASE("Only a reply that says that the address does not exist is final at once") {
    for (const char* enhanced : {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}) {
        CAPTURE(enhanced);
        MemoryStore store;
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const User other = world.invite("other@example.test");
        world.mailer.script = {saying("550 no", enhanced)};
        CHECK(world.deliver() == 2);  // It does not stop the others.
        CHECK(newest_mail(world, user).delivery == Delivery::failed);
        CHECK(newest_mail(world, user).cause == FailureCause::no_such_address);
        CHECK(newest_mail(world, user).attempts == 1);
        CHECK(newest_mail(world, other).delivery == Delivery::sent);
    }
    for (const char* enhanced : {"", "5.0.0", "5.1.0", "5.1.4", "5.1.7", "5.1.8", "5.1.11", "5.2.0", "5.2.2", "5.7.1",
                                 "5.4.5", "nonsense", "5"}) {
        CAPTURE(enhanced);
        MemoryStore store;
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        world.invite("other@example.test");
        world.mailer.script = {saying("550 no", enhanced)};
        CHECK(world.deliver() == 2);  // It does not stop the others.
        CHECK(newest_mail(world, user).delivery == Delivery::deferred);
        CHECK(newest_mail(world, user).attempts == 0);
        CHECK(newest_mail(world, user).next_attempt_at == world.now() + minutes(20));
    }
    MemoryStore store;
    World world(store, policies::gladly());
    const User user = world.invite("deirdre@example.test");
    world.mailer.script = {saying("550 5.1.1 who are you?", "5.1.1", SmtpStage::mail_from)};
    CHECK(world.deliver() == 1);
    CHECK(newest_mail(world, user).delivery == Delivery::deferred);  // A reply to MAIL is about the sender.
}

TEST_CASE("I17: an address that refuses us while others pass fails after an hour, and delays no other") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User restricted = world.invite("closed@restricted.example.test");
        world.mailer.answer = [&](const MailMessage& message) {
            return message.to == restricted.email ? saying("RCPT: 550 No such user here") : accepted();
        };
        int others = 0;
        std::vector<Instant> refusals;
        for (int minute = 0; minute < 180; minute += 5) {
            const User other = world.invite(at_domain(++others));
            world.deliver();
            CHECK(newest_mail(world, other).delivery == Delivery::sent);
            world.advance(minutes(5));
        }
        const MailRecord mail = newest_mail(world, restricted);
        CHECK(mail.delivery == Delivery::failed);
        CHECK(mail.cause == FailureCause::refused);
        CHECK(mail.attempts == 0);
        CHECK(mail.refusals == 4);  // The first was before anything had passed, and counts not.
        CHECK(*mail.settled_at - *mail.refused_since == hours(1));
        CHECK(mail.detail == "their server refuses our email: RCPT: 550 No such user here");
        const auto findings = world.service.diagnose(acme(), restricted.id).value();
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].symptom == Symptom::mail_refused);
        for (const Advice advice : findings[0].advice) CHECK(advice != Advice::correct_address);
    });
}

TEST_CASE("A small host whose one invitee is refused is not told so early, and is told in the server's words") {
    MemoryStore store;
    World world(store, policies::recommended());
    const User user = world.invite("deirdre@example.test");
    world.mailer.answer = [](const MailMessage&) { return saying("RCPT: 550 No such user here"); };
    const std::size_t times = deliver_for(world, days(7));
    CHECK(times < 100);
    const MailRecord mail = newest_mail(world, user);
    CHECK(mail.delivery == Delivery::failed);
    CHECK(mail.cause == FailureCause::out_of_time);
    CHECK(mail.refusals == 0);
    CHECK(contains(mail.detail, "550 No such user here"));
}

TEST_CASE("Three refusals at different domains in a row stop a sender, and the report says so") {
    MemoryStore store;
    World world(store, policies::recommended());
    for (int i = 0; i < 10; ++i) world.invite(at_domain(i));
    world.mailer.answer = [](const MailMessage&) { return refused(); };
    const auto reports = world.courier.deliver(world.mailer);
    REQUIRE(reports.size() == 10);
    for (std::size_t i = 0; i < reports.size(); ++i) {
        CAPTURE(i);
        CHECK(reports[i].handed_over == (i < 3));
        CHECK(reports[i].sender_is_refused == (i >= 2));
        if (i < 3) continue;
        CHECK(reports[i].settlement.next_attempt_at == world.now() + minutes(20));
        CHECK(contains(reports[i].settlement.detail, "the last one with 554 5.7.1"));
        CHECK_FALSE(contains(reports[i].settlement.detail, "@d"));  // It names nobody else.
    }
    world.advance(minutes(20));
    CHECK(world.deliver() == 5);  // A few ask for all.
    CHECK(world.deliver() == 0);
    world.mailer.answer = nullptr;
    world.advance(hours(2));
    CHECK(world.deliver() == 10);
}

TEST_CASE("Addresses that refuse us for good do not keep the emails behind them from being tried") {
    MemoryStore store;
    World world(store, policies::recommended());
    for (int i = 0; i < 7; ++i) world.invite("closed@" + std::to_string(i) + ".example.test");
    const User good = world.invite("good@example.test");
    world.mailer.answer = [&](const MailMessage& message) {
        return message.to == good.email ? accepted() : saying("550 no", "5.7.1");
    };
    deliver_for(world, hours(1));
    CHECK(newest_mail(world, good).delivery == Delivery::sent);
}

TEST_CASE("Refusals of one sender at one domain keep no other sender's emails waiting") {
    MemoryStore store;
    World world(store, policies::recommended());
    for (int i = 0; i < 150; ++i) {
        world.invite("u" + std::to_string(i) + "@company.example.test", {"Agent"}, Host{}, globex());
    }
    const User ours = world.invite("ours@example.test");
    world.mailer.answer = [&](const MailMessage& message) {
        return message.to == ours.email ? accepted() : saying("550 no", "5.7.1");
    };
    world.deliver();
    world.deliver();
    CHECK(newest_mail(world, ours).delivery == Delivery::sent);
}

TEST_CASE("A run handles no more than its limit while a sender is refused") {
    MemoryStore store;
    World world(store, policies::recommended());
    for (int i = 0; i < 30; ++i) world.invite(at_domain(i));
    world.mailer.answer = [](const MailMessage&) { return refused(); };
    CHECK(world.courier.deliver(world.mailer, 10).size() == 10);
    CHECK(world.courier.deliver(world.mailer, 10).size() == 10);
}

TEST_CASE("A clock set back does not prolong the wait of a sender who is refused") {
    MemoryStore store;
    World world(store, policies::recommended());
    for (int i = 0; i < 3; ++i) world.invite(at_domain(i));
    world.mailer.script = {refused(), refused(), refused()};
    CHECK(world.deliver() == 3);
    world.invite(at_domain(3));
    world.advance(-days(1));
    CHECK(world.deliver() == 1);
}

TEST_CASE("I17: the account whose sender address is refused holds up no other account, and none of its emails fails") {
    MemoryStore store;
    World world(store, policies::recommended());
    std::vector<User> theirs;
    for (int i = 0; i < 30; ++i) theirs.push_back(world.invite(at_domain(i), {"Agent"}, Host{}, globex()));
    world.mailer.answer = [](const MailMessage& message) {
        const bool ours = message.from.text().ends_with("@acme.example");
        return ours ? accepted()
                    : saying("end of email: 550 not a verified Sender Identity", "", SmtpStage::end_of_data);
    };
    for (int run = 0; run < 5; ++run) world.deliver();
    const User ours = world.invite("ours@example.test");
    world.deliver();
    CHECK(newest_mail(world, ours).delivery == Delivery::sent);
    for (int hour = 0; hour < 24; ++hour) {
        const User more = world.invite("more" + std::to_string(hour) + "@example.test");
        deliver_for(world, hours(1));
        CHECK(newest_mail(world, more).delivery == Delivery::sent);
    }
    for (const User& user : theirs) {
        CHECK(newest_mail(world, user).delivery == Delivery::deferred);
        CHECK(newest_mail(world, user).refusals == 0);
    }
}

TEST_CASE("A relay that takes a hundred emails an hour and refuses the rest with 5yz loses none") {
    MemoryStore store;
    World world(store, policies::recommended());
    std::vector<User> users;
    for (int i = 0; i < 450; ++i) users.push_back(world.invite(at_domain(i)));
    Instant hour = world.now();
    int taken = 0;
    world.mailer.answer = [&](const MailMessage&) {
        if (world.now() >= hour + hours(1)) hour = world.now(), taken = 0;
        return ++taken <= 100 ? accepted() : saying("550 5.4.5 Sending limit exceeded", "5.4.5");
    };
    deliver_for(world, hours(12));
    for (const User& user : users) CHECK(newest_mail(world, user).delivery == Delivery::sent);
}

TEST_CASE("A host with a client of its own may say no more than that an email was rejected") {
    MemoryStore store;
    World world(store, policies::recommended());
    world.invite("deirdre@example.test");
    const auto mail = world.courier.claim();
    REQUIRE(mail);
    const CourierReport report = world.courier.settle(*mail, {.kind = MailOutcome::Kind::rejected});
    CHECK(report.settlement.delivery == Delivery::deferred);
    world.advance(minutes(20));
    const auto again = world.courier.claim();
    REQUIRE(again);
    CHECK(
        world.courier.settle(*again, {.kind = MailOutcome::Kind::rejected, .enhanced = "5.1.1"}).settlement.delivery ==
        Delivery::failed);
}
