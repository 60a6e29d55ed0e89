// SPDX-License-Identifier: MIT
#include "beckon/mail/compose.hpp"

#include <array>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/mail/parse_mail.hpp"
#include "tests/support/catch.hpp"

namespace {

using beckon::compose;
using beckon::EmailAddress;
using beckon::Instant;
using beckon::MailHeader;
using beckon::MailMessage;
using beckon::MailText;

EmailAddress address(std::string_view text) { return EmailAddress::parse(text).value(); }

MailHeader header() {
    return {"ACME",
            address("invitations@app.example"),
            "Deirdre Deering",
            address("deirdre@example.test"),
            Instant(boost::gregorian::date(2026, 1, 4), boost::posix_time::time_duration(14, 5, 6)),
            "<00112233-4455-6677-8899-aabbccddeeff.1@app.example>"};
}

MailText text() { return {"Invitation to join ACME", "Hello,\n\nhttps://app.example/i/AQEA\n", "<p>Hello</p>\n"}; }

/// What `compose` throws; empty where it gives a mail.
std::string complaint_about(const MailHeader& header, const MailText& text) {
    try {
        compose(header, text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

/// That a mail is in the form promised for every mail, as Python's parser sees it.
void check_form(const boost::json::value& mail) {
    CHECK(mail.at("complaints").as_array().empty());
    const boost::json::array allowed{"Date",         "From",           "To",          "Subject", "Message-ID",
                                     "MIME-Version", "Auto-Submitted", "Content-Type"};
    CHECK(mail.at("headers").as_array() == allowed);
    CHECK(text_at(mail, "/mime_version") == "1.0");
    CHECK(text_at(mail, "/auto_submitted") == "auto-generated");
    CHECK(text_at(mail, "/type") == "multipart/alternative");
    CHECK(text_at(mail, "/preamble").empty());
    CHECK(text_at(mail, "/epilogue").empty());
    CHECK(mail.at("from").as_array().size() == 1);
    CHECK(mail.at("to").as_array().size() == 1);
    const boost::json::array& parts = mail.at("parts").as_array();
    REQUIRE(parts.size() == 2);
    CHECK(text_at(parts[0], "/type") == "text/plain");
    CHECK(text_at(parts[1], "/type") == "text/html");
    for (const boost::json::value& part : parts) {
        const boost::json::array part_headers{"Content-Type", "Content-Transfer-Encoding"};
        CHECK(part.at("headers").as_array() == part_headers);
        CHECK(text_at(part, "/encoding") == "quoted-printable");
    }
    CHECK(mail.at("seven_bit").as_bool());
    CHECK(mail.at("stray_line_ends") == 0);
    CHECK(mail.at("ends_with_line_end").as_bool());
    CHECK(mail.at("longest_line").as_int64() <= 998);
    CHECK(mail.at("longest_body_line").as_int64() <= 76);
    CHECK(mail.at("longest_line_of_words").as_int64() <= 76);
    CHECK(mail.at("longest_word").as_int64() <= 75);
    CHECK(mail.at("careless_lines") == 0);
}

/// That a mail reads back as what it was made of.
void check_same(const boost::json::value& mail, const MailHeader& header, const MailText& text) {
    check_form(mail);
    CHECK(text_at(mail, "/from/0/name") == header.from_name);
    CHECK(text_at(mail, "/from/0/address") == header.from.text());
    CHECK(text_at(mail, "/to/0/name") == header.to_name);
    CHECK(text_at(mail, "/to/0/address") == header.to.text());
    CHECK(text_at(mail, "/subject") == text.subject);
    CHECK(text_at(mail, "/message_id") == header.message_id);
    CHECK(text_at(mail, "/parts/0/text") == text.text);
    CHECK(text_at(mail, "/parts/1/text") == text.html);
}

TEST_CASE("A mail is composed to these bytes") {
    MailText simple = text();
    simple.text =
        "Gr\xC3\xBC\xC3\x9F"
        "e = ";
    const MailMessage message = compose(header(), simple);
    CHECK(message.data ==
          "Date: Sun, 04 Jan 2026 14:05:06 +0000\r\n"
          "From: \"ACME\" <invitations@app.example>\r\n"
          "To: \"Deirdre Deering\" <deirdre@example.test>\r\n"
          "Subject: Invitation to join ACME\r\n"
          "Message-ID: <00112233-4455-6677-8899-aabbccddeeff.1@app.example>\r\n"
          "MIME-Version: 1.0\r\n"
          "Auto-Submitted: auto-generated\r\n"
          "Content-Type: multipart/alternative; boundary=\"=_beckon_alternative\"\r\n"
          "\r\n"
          "--=_beckon_alternative\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n"
          "\r\n"
          "Gr=C3=BC=C3=9Fe =3D=20\r\n"
          "--=_beckon_alternative\r\n"
          "Content-Type: text/html; charset=utf-8\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n"
          "\r\n"
          "<p>Hello</p>\r\n"
          "\r\n"
          "--=_beckon_alternative--\r\n");
    CHECK(message.from == header().from);
    CHECK(message.to == header().to);
    CHECK(message.message_id == header().message_id);
    CHECK(message.subject == "Invitation to join ACME");
    CHECK(compose(header(), simple).data == message.data);
}

TEST_CASE("I18: a mail has one recipient and no header outside the allow-list, as another parser reads it") {
    check_same(parse_mail(compose(header(), text()).data), header(), text());
}

TEST_CASE(
    "Reply-To and the host's own headers are in the mail as given, in their order, and in the same bytes each time") {
    MailHeader more = header();
    more.reply_to = address("team@acme.example");
    std::string long_list = "<https://app.example/unsubscribe/0123456789>";
    for (int i = 0; i < 9; ++i) long_list += ",  <mailto:leave" + std::to_string(i) + "@app.example>";
    std::string umlauts;
    for (int i = 0; i < 450; ++i) umlauts += "\xC3\xBC";
    more.extra = {{"X-SES-CONFIGURATION-SET", "invitations"},
                  {"List-Unsubscribe", long_list},
                  {"X-Account", "Z\xC3\xBCrich & S\xC3\xB6hne"},
                  {"X-Tag", umlauts},
                  {"X-Raw", "=?us-ascii?Q?as_it_is?="},
                  {std::string(50, 'n'), std::string(900, 'v')},
                  {std::string(49, 'N') + "!", "\xE5\xB1\xB1\xE7\x94\xB0"}};
    const std::string data = compose(more, text()).data;
    CHECK(compose(more, text()).data == data);
    CHECK(data.find("\r\nX-Raw: =?us-ascii?Q?as_it_is?=\r\n") != std::string::npos);
    CHECK(data.find("\r\nX-SES-CONFIGURATION-SET: invitations\r\n") != std::string::npos);

    const auto mail = parse_mail(data);
    CHECK(mail.at("complaints").as_array().empty());
    CHECK(mail.at("seven_bit").as_bool());
    CHECK(mail.at("stray_line_ends") == 0);
    CHECK(mail.at("longest_line").as_int64() <= 998);
    CHECK(mail.at("longest_line_of_words").as_int64() <= 76);
    const boost::json::array& extra = mail.at("extra").as_array();
    REQUIRE(extra.size() == more.extra.size() + 1);
    CHECK(text_at(extra[0], "/name") == "Reply-To");
    CHECK(text_at(extra[0], "/value") == "team@acme.example");
    for (std::size_t i = 0; i < more.extra.size(); ++i) {
        CAPTURE(i);
        CHECK(text_at(extra[i + 1], "/name") == more.extra[i].name);
        if (i != 4) CHECK(text_at(extra[i + 1], "/value") == more.extra[i].value);
    }

    more.extra.erase(more.extra.end() - 2);
    CHECK(parse_mail(compose(more, text()).data).at("longest_header_line").as_int64() <= 78);
}

TEST_CASE("A header that breaks out of its line makes no mail, and the complaint names it") {
    MailHeader attack = header();
    attack.extra = {{"X-Tag", "x\r\nBcc: all@example.test"}};
    CHECK(complaint_about(attack, text()) == "header \"X-Tag\": has a control character");
}

TEST_CASE("The date of a mail is the instant given, to the second and in UTC") {
    const auto date_of = [](int year, int month, int day, const boost::posix_time::time_duration& time) {
        MailHeader dated = header();
        const auto part = [](int number) { return static_cast<unsigned short>(number); };
        dated.date = Instant(boost::gregorian::date(part(year), part(month), part(day)), time);
        return text_at(parse_mail(compose(dated, text()).data), "/date");
    };
    using boost::posix_time::time_duration;
    CHECK(date_of(2026, 1, 1, time_duration(0, 0, 0)) == "2026-01-01T00:00:00+00:00");
    CHECK(date_of(2028, 2, 29, time_duration(23, 59, 59) + boost::posix_time::microseconds(999'999)) ==
          "2028-02-29T23:59:59+00:00");
    CHECK(date_of(1999, 12, 31, time_duration(9, 8, 7)) == "1999-12-31T09:08:07+00:00");
    for (int day = 1; day <= 7; ++day) {
        const std::array days{"Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"};  // July 2026
        MailHeader dated = header();
        dated.date = Instant(boost::gregorian::date(2026, 7, static_cast<unsigned short>(day)));
        const std::string data = compose(dated, text()).data;
        CHECK(data.find("Date: " + std::string(days.at(static_cast<std::size_t>(day - 1))) + ", 0" +
                        std::to_string(day) + " Jul 2026 00:00:00 +0000\r\n") == 0);
    }
}

TEST_CASE("Names and subjects read back as they were, whatever they hold") {
    const std::vector<std::string> names{
        "",
        " ",
        "  two  spaces  ",
        "D",
        "Zo\xC3\xAB \xC3\x9Cn\xC3\xAF",
        "\xE5\xB1\xB1\xE7\x94\xB0 \xE5\xA4\xAA\xE9\x83\x8E",              // Japanese
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",                               // Hebrew
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB \xF0\x9F\x98\x80",  // emoji, joined
        "Robert \"Bob\" O'Neil",
        "back\\slash\\",
        "\"",
        "\\\"",
        "a, b; c: d <e@f.example> (g) [h] @ .",
        "<script>alert(1)</script>",
        "evil@example.test>, <other@example.test",
        "=?UTF-8?Q?x?=",
        "a =?us-ascii?B?eA==?= b",
        "=?",
        "J\xC3\xBCrgen, Dr.",
        std::string(61, 'x'),
        std::string(200, 'x'),
        std::string(200, '"'),
        std::string(100, ' ') + std::string(100, 'x'),
        std::string(38, 'x') + "\xF0\x9F\x98\x80" + std::string(38, 'y') + "\xC3\xBC",  // at the edge of a word
    };
    std::string emoji;
    std::string umlauts = "x";
    for (int i = 0; i < 50; ++i) emoji += "\xF0\x9F\x98\x80";
    for (int i = 0; i < 99; ++i) umlauts += "\xC3\xBC";

    std::vector<MailHeader> headers;
    std::vector<MailText> texts;
    std::vector<std::string> mails;
    for (const std::string& name : names) {
        headers.push_back(header());
        headers.back().to_name = name;
        texts.push_back(text());
        texts.back().subject = "To " + name + " and others";
        mails.push_back(compose(headers.back(), texts.back()).data);
    }
    for (const std::string& name : {emoji, umlauts}) {
        headers.push_back(header());
        headers.back().from_name = name;
        headers.back().to_name = name;
        texts.push_back(text());
        texts.back().subject = name;
        mails.push_back(compose(headers.back(), texts.back()).data);
    }
    const auto parsed = parse_mails(mails);
    for (std::size_t i = 0; i < mails.size(); ++i) {
        CAPTURE(headers[i].to_name, mails[i]);
        check_same(parsed[i], headers[i], texts[i]);
        CHECK(parsed[i].at("longest_header_line").as_int64() <= 78);
    }
}

TEST_CASE("The longest addresses beside the longest names stay within the limits") {
    MailHeader longest = header();
    const std::string domain = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(59, 'c') + ".d";
    longest.to = address(std::string(64, 'x') + "@" + domain);
    longest.from = address(std::string(64, 'y') + "@" + domain);
    REQUIRE(longest.to.text().size() == 254);
    longest.to_name = std::string(200, 'n');
    longest.from_name = std::string(68, 'n');
    const std::string with_names = compose(longest, text()).data;
    MailHeader nameless = longest;
    nameless.to_name = nameless.from_name = "";
    const auto parsed = parse_mails({with_names, compose(nameless, text()).data});
    check_same(parsed[0], longest, text());
    check_same(parsed[1], nameless, text());
}

TEST_CASE("Bodies read back exactly") {
    std::vector<std::string> bodies{
        "",
        "\n",
        "\n\n\n",
        "no final line feed",
        ".",
        ".\n..\n.hidden\n",
        "From here on\nFrom\n>From x\nfrom y\n",
        "trailing space \ntrailing tab\t\n \n\t\n  ",
        "tab\there\tand = there == =3D =\n=\n",
        "--=_beckon_alternative\n--=_beckon_alternative--\n",
        "Bcc: all@example.test\n\nX: y\n",
        "\xE5\xB1\xB1\xE7\x94\xB0\n\xF0\x9F\x98\x80",
        std::string(5000, 'x'),
        std::string(5000, '='),
        std::string(5000, ' ') + "\n" + std::string(5000, '\t'),
        "\xE2\x81\xA8\xD7\xA9\xE2\x81\xA9 isolates are for templates\n",
    };
    // What must not stand at the beginning of a line, wherever a line happens to be broken softly.
    for (std::size_t size = 70; size < 80; ++size) {
        bodies.push_back(std::string(size, 'x') + "." + std::string(80, 'y'));
        bodies.push_back(std::string(size, 'x') + "From " + std::string(80, 'y'));
        bodies.push_back(std::string(size, 'x') + "\xC3\xBC\n" + std::string(size, 'x') + " \n");
    }
    std::vector<std::string> mails;
    mails.reserve(bodies.size());
    for (const std::string& body : bodies) {
        mails.push_back(compose(header(), {"s", body, "<p>" + body}).data);
    }
    const auto parsed = parse_mails(mails);
    for (std::size_t i = 0; i < mails.size(); ++i) {
        CAPTURE(bodies[i]);
        check_same(parsed[i], header(), {"s", bodies[i], "<p>" + bodies[i]});
    }
}

TEST_CASE("A control character in a name or subject makes no mail, and the complaint names the field") {
    std::vector<std::string> attacks{
        "x\r\nBcc: all@example.test",
        "x\nBcc: all@example.test",
        "x\rBcc: all@example.test",
        "\r\n",
        "x\n",
        "\tx",
        std::string("x\0y", 3),
        "x\x1B[2J",
        "x\x7F",
        "x\xC2\x85y",           // next line
        "x\xE2\x80\xA8y",       // line separator
        "x\xE2\x80\xAEgpj.exe"  // right-to-left override
    };
    for (const std::string& attack : attacks) {
        CAPTURE(attack);
        MailHeader from = header();
        from.from_name = attack;
        CHECK(complaint_about(from, text()) == "from_name: has a control character");
        MailHeader to = header();
        to.to_name = attack;
        CHECK(complaint_about(to, text()) == "to_name: has a control character");
        MailText subject = text();
        subject.subject = attack;
        CHECK(complaint_about(header(), subject) == "subject: has a control character");
    }
}

TEST_CASE("A body may break lines and hold tabs, and no other control character") {
    for (const std::string& bad : {std::string("x\r\ny"), std::string("\r"), std::string("x\0y", 3),
                                   std::string("\x1B"), std::string("\x7F"), std::string("\xC2\x85")}) {
        CAPTURE(bad);
        CHECK(complaint_about(header(), {"s", bad, ""}) ==
              "text: has a control character other than line feed and tab");
        CHECK(complaint_about(header(), {"s", "", bad}) ==
              "html: has a control character other than line feed and tab");
    }
}

TEST_CASE("What is not UTF-8 makes no mail, and the complaint names the field") {
    for (const std::string bad : {"\xFF", "x\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
        CAPTURE(bad);
        MailHeader from = header();
        from.from_name = bad;
        CHECK(complaint_about(from, text()) == "from_name: not valid UTF-8");
        MailHeader to = header();
        to.to_name = bad;
        CHECK(complaint_about(to, text()) == "to_name: not valid UTF-8");
        CHECK(complaint_about(header(), {bad, "", ""}) == "subject: not valid UTF-8");
        CHECK(complaint_about(header(), {"s", bad, ""}) == "text: not valid UTF-8");
        CHECK(complaint_about(header(), {"s", "", bad}) == "html: not valid UTF-8");
    }
}

TEST_CASE("A Message-ID without brackets or with more than an id, and a time that is none, make no mail") {
    for (const std::string& bad :
         {std::string(), std::string("a@b"), std::string("<>"), std::string("<a@b>\r\nBcc: c@d"),
          std::string("<a@b>\r\nBcc: <c@d>"), std::string("<a b@c>"), std::string("<\xC3\xBC@b>"),
          "<" + std::string(499, 'x') + ">"}) {
        CAPTURE(bad);
        MailHeader wrong = header();
        wrong.message_id = bad;
        CHECK(complaint_about(wrong, text()) == "message_id: not an id in angle brackets");
    }
    for (const auto special :
         {boost::date_time::not_a_date_time, boost::date_time::pos_infin, boost::date_time::neg_infin}) {
        MailHeader timeless = header();
        timeless.date = Instant(special);
        CHECK(complaint_about(timeless, text()) == "date: not a point in time");
    }
}

/// Text of at most `most` octets over what has ever been trouble: specials of headers, UTF-8 of every length.
std::string random_text(std::mt19937& random, std::size_t most, std::string_view more) {
    static const std::vector<std::string> pieces{" ",
                                                 " ",
                                                 "\"",
                                                 "\\",
                                                 "=",
                                                 "?",
                                                 "=?",
                                                 "?=",
                                                 "_",
                                                 "<",
                                                 ">",
                                                 "@",
                                                 ",",
                                                 ";",
                                                 ":",
                                                 "(",
                                                 ")",
                                                 "[",
                                                 "]",
                                                 ".",
                                                 "'",
                                                 "&",
                                                 "-",
                                                 "a",
                                                 "Z",
                                                 "0",
                                                 "From ",
                                                 "word",
                                                 "\xC3\xBC",
                                                 "\xC3\x9F",
                                                 "\xD7\xA9",
                                                 "\xE2\x80\x8B",
                                                 "\xE2\x80\x8D",
                                                 "\xEF\xBB\xBF",
                                                 "\xCC\x81",
                                                 "\xE5\xB1\xB1",
                                                 "\xEF\xBF\xBD",
                                                 "\xF0\x9F\x98\x80",
                                                 "\xF4\x8F\xBF\xBF",
                                                 "\xC2\xA0",
                                                 "\xE3\x80\x80"};
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    const std::size_t size = below(most);
    std::string made;
    while (made.size() < size) {
        const std::size_t which = below(pieces.size() + more.size());
        made += which < pieces.size() ? pieces[which] : std::string(1, more[which - pieces.size()]);
    }
    return made;
}

TEST_CASE("Random names, subjects and bodies read back exactly") {
    std::mt19937 random(20260104);  // NOLINT(bugprone-random-generator-seed): the same every time
    std::vector<MailHeader> headers;
    std::vector<MailText> texts;
    std::vector<std::string> mails;
    for (int i = 0; i < 300; ++i) {
        headers.push_back(header());
        headers.back().from_name = random_text(random, i % 2 == 0 ? 20 : 200, "");
        headers.back().to_name = random_text(random, i % 2 == 0 ? 20 : 200, "");
        texts.push_back(
            {random_text(random, 150, ""), random_text(random, 600, "\n\n\t\t"), random_text(random, 600, "\n\t")});
        mails.push_back(compose(headers.back(), texts.back()).data);
    }
    const auto parsed = parse_mails(mails);
    for (std::size_t i = 0; i < mails.size(); ++i) {
        CAPTURE(i, mails[i]);
        check_same(parsed[i], headers[i], texts[i]);
        CHECK(parsed[i].at("longest_header_line").as_int64() <= 78);
    }
}

}  // namespace
