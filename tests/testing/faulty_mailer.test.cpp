// SPDX-License-Identifier: MIT
#include "beckon/testing/faulty_mailer.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/support/recording_mailer.hpp"

using namespace beckon;
using beckon::test_support::RecordingMailer;
using beckon::testing::FaultyMailer;
using beckon::testing::MailFault;
using Kind = beckon::testing::MailFault::Kind;
using Outcome = beckon::MailOutcome::Kind;

namespace {

struct Post {
    RecordingMailer inner;
    FaultyMailer faulty{inner};

    MailOutcome send() {
        return faulty.send({.from = EmailAddress::parse("from@example.com").value(),
                            .to = EmailAddress::parse("to@example.com").value(),
                            .message_id = "<1@example.com>",
                            .subject = "A mail",
                            .data = "Subject: A mail\r\n\r\n"});
    }
};

}  // namespace

TEST_CASE("every kind of mail fault gives its outcome, and hands the mail on or does not") {
    struct Expected {
        Kind kind;
        Outcome outcome;
        std::size_t handed_on;
    };
    for (const Expected& each :
         {Expected{Kind::defers, Outcome::deferred, 0}, Expected{Kind::rejects, Outcome::rejected, 0},
          Expected{Kind::refuses, Outcome::rejected, 0}, Expected{Kind::is_away, Outcome::deferred, 0},
          Expected{Kind::loses_request, Outcome::unknown, 0}, Expected{Kind::loses_answer, Outcome::unknown, 1},
          Expected{Kind::delays_call, Outcome::accepted, 1}, Expected{Kind::delays_answer, Outcome::accepted, 1}}) {
        Post post;
        std::size_t seen = 99;
        post.faulty.plan({.kind = each.kind, .meanwhile = [&] { seen = post.inner.handed.size(); }});
        const MailOutcome outcome = post.send();
        CHECK(outcome.kind == each.outcome);
        CHECK(outcome.server_reached == (each.kind != Kind::is_away));
        CHECK_FALSE(outcome.detail.empty());
        CHECK(post.inner.handed.size() == each.handed_on);
        CHECK(seen == (each.kind == Kind::delays_call ? 0 : each.handed_on));
        CHECK(post.send().kind == Outcome::accepted);
    }
    Post post;
    post.faulty.plan({.kind = Kind::throws});
    CHECK_THROWS_AS(post.send(), std::runtime_error);
    CHECK(post.inner.handed.empty());
    post.faulty.plan({.kind = Kind::delays_answer, .meanwhile = [] { throw std::logic_error("mine"); }});
    CHECK_THROWS_AS(post.send(), std::logic_error);
    CHECK(post.inner.handed.size() == 1);
}

TEST_CASE("a mail fault happens at the mail that it was planned for, once or until it is cleared") {
    Post post;
    post.faulty.plan({.at = 2});
    post.faulty.plan({.at = 4, .kind = Kind::rejects, .lasting = true});
    CHECK(post.faulty.planned() == 2);
    for (const Outcome expected : {Outcome::accepted, Outcome::deferred, Outcome::accepted, Outcome::rejected,
                                   Outcome::rejected, Outcome::rejected}) {
        CHECK(post.send().kind == expected);
    }
    CHECK(post.faulty.planned() == 0);
    post.faulty.clear();
    CHECK(post.send().kind == Outcome::accepted);
    CHECK(post.faulty.calls() == 7);
    CHECK_THROWS_AS(post.faulty.plan({.at = 0}), std::invalid_argument);
}
