// SPDX-License-Identifier: MIT
#include "beckon/mail/message_id.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "tests/support/catch.hpp"

namespace {

using beckon::AccountId;
using beckon::EmailAddress;
using beckon::MailName;
using beckon::read_message_id;
using beckon::Reason;

beckon::MailIntent intent(std::int64_t revision, std::string_view account = "acme") {
    beckon::MailIntent made{AccountId::parse(account).value(),
                            beckon::UserId{},
                            revision,
                            1,
                            EmailAddress::parse("deirdre@example.test").value(),
                            beckon::Instant()};
    for (std::size_t i = 0; i < made.user.size(); ++i) made.user.data[i] = static_cast<std::uint8_t>(0x11 * i);
    return made;
}

const EmailAddress from = EmailAddress::parse("invitations@app.example").value();

// Of Python: base64.urlsafe_b64encode(b"acme").rstrip(b"=")
const std::string local = "00112233-4455-6677-8899-aabbccddeeff.7.YWNtZQ";

bool refused(std::string_view text) {
    const auto name = read_message_id(text);
    return !name &&
           name.error() == beckon::Refusal{.reason = Reason::invalid_message_id, .field = beckon::Field::message_id};
}

TEST_CASE("A Message-ID is made of the user, the revision, the account and the sender's domain") {
    CHECK(message_id_of(intent(7), EmailAddress::parse("invitations@Mail.app.example").value()) ==
          "<" + local + "@Mail.app.example>");
    CHECK(message_id_of(intent(7, "~?>/&<@"), from) ==
          "<00112233-4455-6677-8899-aabbccddeeff.7.fj8-LyY8QA@app.example>");
}

TEST_CASE("A retry repeats the Message-ID, and a resend has another") {
    beckon::MailIntent retried = intent(7);
    retried.queued_at = beckon::Instant(boost::gregorian::date(2026, 1, 1));
    CHECK(message_id_of(retried, from) == message_id_of(intent(7), from));
    CHECK(message_id_of(intent(8), from) != message_id_of(intent(7), from));
    CHECK(message_id_of(intent(7, "globex"), from) != message_id_of(intent(7), from));
    beckon::MailIntent other_user = intent(7);
    other_user.user.data[0] = 1;
    CHECK(message_id_of(other_user, from) != message_id_of(intent(7), from));
}

TEST_CASE("A Message-ID alone names account, user and revision, with or without its brackets, whatever the domain") {
    CHECK(read_message_id("<" + local + "@app.example>").value() == MailName{intent(7).account, intent(7).user, 7});
    CHECK(read_message_id(local + "@app.example").value() == MailName{intent(7).account, intent(7).user, 7});
    CHECK(read_message_id(local + "@relay.mail.EXAMPLE").value().user == intent(7).user);

    std::string every_character;
    for (char c = 0x21; c < 0x61; ++c) every_character += c;
    REQUIRE(every_character.size() == AccountId::max_size);
    for (const std::string& account : {std::string("a"), std::string("ab"), std::string("<@>.\"\\"), every_character}) {
        for (const std::int64_t revision : {std::int64_t{1}, std::numeric_limits<std::int64_t>::max()}) {
            const auto made = intent(revision, account);
            CHECK(read_message_id(message_id_of(made, from)).value() == MailName{made.account, made.user, revision});
        }
    }
}

TEST_CASE("a Message-ID with a trailing line break is read, and with any blanks around it") {
    const MailName name{intent(7).account, intent(7).user, 7};
    const std::string whole = local + "@app.example";
    for (const std::string blanks : {" ", "\t", "\n", "\r\n", "\r\n\t ", "\f", "\v"}) {
        CAPTURE(blanks);
        CHECK(read_message_id(whole + blanks).value() == name);
        CHECK(read_message_id(blanks + whole).value() == name);
        CHECK(read_message_id(blanks + "<" + whole + ">" + blanks).value() == name);
        CHECK(read_message_id("<" + blanks + whole + blanks + ">").value() == name);
    }
    CHECK(refused(local + " @app.example"));
}

TEST_CASE("Everything that no mail of ours is named is refused, naming the field") {
    for (const std::string wrong :
         {"", "<", ">", "<>", "@", "<@>", "nonsense", "nonsense@app.example", "<20260101.1234@mail.example>"}) {
        CAPTURE(wrong);
        CHECK(refused(wrong));
    }
    const std::string whole = local + "@app.example";
    REQUIRE_FALSE(refused(whole));
    CHECK(refused("<" + whole));
    CHECK(refused(" \r\n"));
    CHECK(refused("< >"));
    CHECK(refused("<" + whole + "> <" + whole + ">"));
    CHECK(refused(whole + ">"));
    CHECK(refused("<<" + whole + ">>"));
    CHECK(refused(local));
    CHECK(refused(local + "@"));
    CHECK(refused(local + "@app..example"));
    CHECK(refused(local + "@app.example@app.example"));
    const std::string user = "00112233-4455-6677-8899-aabbccddeeff";
    for (const std::string other : {
             "00112233-4455-6677-8899-AABBCCDDEEFF.7.YWNtZQ",    // another spelling
             "0011223344556677-8899-aabb-ccddeeff--.7.YWNtZQ",   // the same
             "00112233-4455-6677-8899-aabbccddeefg.7.YWNtZQ",    // no hexadecimal digit
             "00112233-4455-6677-8899-aabbccddee.7.YWNtZQ",      // too short
             "00112233-4455-6677-8899-aabbccddeeff00.7.YWNtZQ",  // too long
         }) {
        CAPTURE(other);
        CHECK(refused(other + "@app.example"));
    }
    for (const std::string rest : {".0.YWNtZQ", ".-7.YWNtZQ", ".+7.YWNtZQ", ".07.YWNtZQ", ".7x.YWNtZQ", "..YWNtZQ",
                                   ".9223372036854775808.YWNtZQ", ".7", ".7.", ".7.YWNtZQ==", ".7.YWNtZR", ".7.YWNt Q",
                                   ".7.YWNtZQ.x", ".7.YQpi", ".7.////", "7.YWNtZQ"}) {
        CAPTURE(rest);
        CHECK(refused(user + rest + "@app.example"));
    }
    CHECK(refused(user + ".7." + std::string(100'000, 'Y') + "@app.example"));
}

TEST_CASE("Any Message-ID with one bit flipped is another mail's or no mail's, never the same mail's") {
    const std::string right = "<" + local + "@app.example>";
    for (std::size_t i = 0; i < local.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string wrong = right;
            wrong[1 + i] = static_cast<char>(static_cast<unsigned char>(wrong[1 + i]) ^ (1U << bit));
            CAPTURE(wrong);
            const auto name = read_message_id(wrong);
            CHECK((!name || *name != MailName{intent(7).account, intent(7).user, 7}));
        }
    }
}

}  // namespace
