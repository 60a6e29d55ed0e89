// SPDX-License-Identifier: MIT
#include "smtp/dialogue.hpp"

#include <string>

#include "tests/support/catch.hpp"

using beckon::smtp::describe;
using beckon::smtp::Dialogue;
using beckon::smtp::enhanced_code;
using beckon::smtp::printable;
using beckon::smtp::Stage;

namespace {

Dialogue up_to_rcpt() {
    Dialogue dialogue;
    dialogue.server_sent("220 hi\r\n");
    dialogue.client_sent("EHLO me\r\n");
    dialogue.server_sent("250-you\r\n");
    dialogue.server_sent("250 8BITMIME\r\n");
    dialogue.client_sent("MAIL FROM:<a@b>\r\n");
    dialogue.server_sent("250 sender\r\n");
    dialogue.client_sent("RCPT TO:<c@d>\r\n");
    return dialogue;
}

Dialogue up_to_data() {
    Dialogue dialogue = up_to_rcpt();
    dialogue.server_sent("250 recipient\r\n");
    dialogue.client_sent("DATA\r\n");
    return dialogue;
}

}  // namespace

TEST_CASE("a dialogue is at the stage of what the client did last") {
    Dialogue dialogue;
    CHECK(dialogue.stage() == Stage::connect);
    dialogue.server_sent("220 hi\r\n");
    CHECK(dialogue.stage() == Stage::connect);
    dialogue.client_sent("EHLO me\r\n");
    CHECK(dialogue.stage() == Stage::hello);
    dialogue.client_sent("STARTTLS\r\n");
    CHECK(dialogue.stage() == Stage::hello);
    dialogue.client_sent("EHLO me\r\n");
    CHECK(dialogue.stage() == Stage::hello);
    dialogue.client_sent("AUTH LOGIN\r\n");
    CHECK(dialogue.stage() == Stage::auth);
    dialogue.client_sent("MAIL FROM:<a@b>\r\n");
    CHECK(dialogue.stage() == Stage::mail_from);
    dialogue.client_sent("RCPT TO:<c@d>\r\n");
    CHECK(dialogue.stage() == Stage::rcpt_to);
    dialogue.client_sent("DATA\r\n");
    CHECK(dialogue.stage() == Stage::data);
    dialogue.body_begins();
    CHECK(dialogue.stage() == Stage::body);
    dialogue.body_begins();
    CHECK(dialogue.stage() == Stage::body);
    dialogue.body_ends();
    CHECK(dialogue.stage() == Stage::end_of_data);
}

TEST_CASE("a reply is complete with its last line, and answers only what came before it") {
    Dialogue dialogue = up_to_rcpt();
    CHECK(dialogue.reply() == 0);
    dialogue.server_sent("550-no\r\n");
    CHECK(dialogue.reply() == 0);
    dialogue.server_sent("550 such user\r\n");
    CHECK(dialogue.reply() == 550);
    CHECK(dialogue.text() == "550-no 550 such user");
    dialogue.client_sent("QUIT\r\n");
    dialogue.server_sent("221 bye\r\n");
    CHECK(dialogue.stage() == Stage::rcpt_to);
    CHECK(dialogue.reply() == 550);
    CHECK(dialogue.text() == "550-no 550 such user");

    dialogue = up_to_data();
    CHECK(dialogue.reply() == 0);
    dialogue.server_sent("354\r\n");
    CHECK(dialogue.reply() == 354);
    dialogue.body_begins();
    CHECK(dialogue.reply() == 0);
}

TEST_CASE("what the server says in mid-mail does not answer its end") {
    Dialogue dialogue = up_to_data();
    dialogue.server_sent("354 go on\r\n");
    dialogue.body_begins();
    dialogue.server_sent("250 taken\r\n");
    CHECK(dialogue.stage() == Stage::body);
    dialogue.body_ends();
    CHECK(dialogue.stage() == Stage::end_of_data);
    CHECK(dialogue.reply() == 0);
    dialogue.server_sent("450 after all not\r\n");
    CHECK(dialogue.reply() == 450);
    dialogue.body_ends();
    CHECK(dialogue.reply() == 450);
}

TEST_CASE("lines without a code are no reply, but are kept for people to read") {
    Dialogue dialogue = up_to_rcpt();
    dialogue.server_sent("HTTP/1.1 400 Bad Request\r\n25x\r\n25\r\n250x\r\n");
    CHECK(dialogue.reply() == 0);
    CHECK(describe(dialogue, "broken") == "RCPT: broken, after: HTTP/1.1 400 Bad Request 25x 25 250x");
}

TEST_CASE("base64 that spells a command moves no dialogue") {
    Dialogue dialogue;
    dialogue.client_sent("EHLO me\r\n");
    dialogue.client_sent("AUTH LOGIN\r\n");
    dialogue.client_sent("DATA\r\n");
    dialogue.client_sent("RCPTTO==\r\n");
    dialogue.client_sent("QUITabcd\r\n");
    dialogue.server_sent("535 5.7.8 no\r\n");
    CHECK(dialogue.stage() == Stage::auth);
    CHECK(dialogue.reply() == 535);
    dialogue.body_begins();
    CHECK(dialogue.stage() == Stage::auth);
}

TEST_CASE("a text of any length is kept up to 1,000 octets") {
    Dialogue dialogue = up_to_rcpt();
    for (std::size_t i = 0; i < 1000; ++i) dialogue.server_sent("550-" + std::string(i % 7, 'x') + "\r\n");
    dialogue.server_sent("550 end\r\n");
    CHECK(dialogue.text().size() == 1000);
    CHECK(dialogue.reply() == 550);
}

TEST_CASE("a refusal is described in the server's words, a failure in the client's") {
    Dialogue dialogue = up_to_rcpt();
    CHECK(describe(dialogue, "time is up") == "RCPT: time is up");
    dialogue.server_sent("450 4.2.1 later\r\n");
    CHECK(describe(dialogue, "failed: 450") == "RCPT: 450 4.2.1 later");

    Dialogue greeted;
    greeted.client_sent("STARTTLS\r\n");
    greeted.server_sent("220 ready\r\n");
    CHECK(describe(greeted, "bad certificate") == "EHLO: bad certificate, after: 220 ready");
    CHECK(describe(Dialogue(), "no such host") == "connect: no such host");

    Dialogue taken = up_to_data();
    taken.server_sent("354 go on\r\n");
    taken.body_begins();
    taken.body_ends();
    taken.server_sent("250 2.0.0 queued as 4711\r\n");
    CHECK(describe(taken, "") == "end of email: 250 2.0.0 queued as 4711");
}

TEST_CASE("of a reply to AUTH only the codes are told, for its text may quote the credentials") {
    Dialogue dialogue;
    dialogue.client_sent("AUTH PLAIN c2VjcmV0\r\n");
    dialogue.server_sent("535 5.7.8 what is AUTH PLAIN c2VjcmV0?\r\n");
    CHECK(describe(dialogue, "Login denied") == "AUTH: 535 5.7.8 Login denied");
}

TEST_CASE("a printable text is one line of ASCII, at most 400 octets") {
    CHECK(printable("550 no\r\n\t\x7F\x1B[2J \xC3\xBC") == "550 no?????[2J ??");
    CHECK(printable(std::string(400, 'x')) == std::string(400, 'x'));
    CHECK(printable(std::string(401, 'x')) == std::string(400, 'x'));
    CHECK(printable("").empty());
}

TEST_CASE("an enhanced code is what stands where one belongs and looks like one") {
    CHECK(enhanced_code("550 5.1.1 No such user") == "5.1.1");
    CHECK(enhanced_code("550-5.1.1 No such 550 5.1.1 user") == "5.1.1");
    CHECK(enhanced_code("550 5.1.10 Null MX") == "5.1.10");
    CHECK(enhanced_code("550 5.7.1") == "5.7.1");
    CHECK(enhanced_code("450 4.200.300 later") == "4.200.300");
    for (const char* none :
         {"", "550", "550 ", "550 No such user", "550 5", "550 5.1", "550 5.1.", "550 5..1 x", "550 55.1.1 x",
          "550 5.1.1000 x", "550 5.1.1.1 x", "550 10.0.0.1 is listed", "550 .1.1 x", "550  5.1.1 x", "550 x5.1.1"}) {
        CAPTURE(none);
        CHECK(enhanced_code(none).empty());
    }
}
