// SPDX-License-Identifier: MIT
#include "smtp/classify.hpp"

#include <string_view>

#include "tests/smtp/outcome_text.hpp"
#include "tests/support/catch.hpp"

using beckon::MailOutcome;
using beckon::smtp::classify;
using beckon::smtp::Stage;
using beckon::smtp::Verdict;

namespace {

// One row a stage; the columns are what answered it: nothing, 1yz, 2yz, 3yz, 4yz, 5yz, any other number.
struct Row {
    std::string_view kinds;  // a(ccepted) d(eferred) r(ejected) u(nknown)
    Stage stage;
    bool server_reached;
};
constexpr Row stages[] = {
    {"ddddddd", Stage::connect, false},    // No server, or one that is shutting down.
    {"ddddddd", Stage::hello, false},      // TLS that cannot be had, a name it does not like.
    {"ddddddd", Stage::auth, false},       // A wrong password is the host's mistake, not the mail's.
    {"dddddrd", Stage::mail_from, true},   // A sender that may not send.
    {"dddddrd", Stage::rcpt_to, true},     // Nobody of that name.
    {"dddddrd", Stage::data, true},        //
    {"ddddddd", Stage::body, true},        // Without its final dot no server takes a mail.
    {"uuaudru", Stage::end_of_data, true}  // The server has it, or may have it, unless it says otherwise.
};

std::size_t column(int reply) {
    if (reply == 0) return 0;
    return reply >= 100 && reply < 600 ? static_cast<std::size_t>(reply / 100) : 6;
}

MailOutcome::Kind kind(char letter) {
    switch (letter) {
        case 'a': return MailOutcome::Kind::accepted;
        case 'd': return MailOutcome::Kind::deferred;
        case 'r': return MailOutcome::Kind::rejected;
        default: return MailOutcome::Kind::unknown;
    }
}

}  // namespace

TEST_CASE("every end of an SMTP dialogue has its outcome") {
    for (const Row& row : stages) {
        for (int reply = 0; reply < 1000; ++reply) {
            CAPTURE(static_cast<int>(row.stage), reply);
            const Verdict verdict = classify(false, row.stage, reply);
            REQUIRE(verdict.kind == kind(row.kinds[column(reply)]));
            REQUIRE(verdict.server_reached == row.server_reached);
        }
    }
}

TEST_CASE("a dialogue that libcurl saw through to its end is accepted, whatever was noted of it") {
    for (const Row& row : stages) {
        for (int reply = 0; reply < 1000; ++reply) {
            CAPTURE(static_cast<int>(row.stage), reply);
            REQUIRE(classify(true, row.stage, reply) == Verdict{MailOutcome::Kind::accepted, true});
        }
    }
}
