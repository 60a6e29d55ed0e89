// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <string_view>

#include "beckon/mail/compose.hpp"
#include "beckon/mail/invitation_mail.hpp"
#include "tests/mail/parse_mail.hpp"
#include "tests/support/catch.hpp"

namespace {

using beckon::default_invitation_text;
using beckon::EmailAddress;
using beckon::Instant;
using beckon::InvitationMail;
using beckon::MailText;
using beckon::test_support::contains;

const std::string url = "https://app.example/join?account=acme&token=AQEAAAABEj5FZ";

InvitationMail invitation() {
    const Instant sent(boost::gregorian::date(2025, 12, 28), boost::posix_time::time_duration(14, 5, 59));
    const Instant expires = sent + boost::gregorian::days(7);
    beckon::User user{beckon::AccountId::parse("acme").value(),
                      beckon::UserId{},
                      EmailAddress::parse("deirdre@example.test").value(),
                      {"Deirdre Deering", "", {"Agent"}, {}},
                      "",
                      beckon::Invited{sent, expires, 1},
                      beckon::Link{1, 1},
                      sent,
                      std::nullopt,
                      std::nullopt,
                      1};
    return {user,
            {"ACME", "help@acme.example",
             "https://app.example/join?account=acme&token=", EmailAddress::parse("invitations@app.example").value()},
            "Maria Keller",
            url,
            expires};
}

std::size_t count_of(std::string_view text, std::string_view piece) {
    std::size_t count = 0;
    for (std::size_t at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++count;
    return count;
}

TEST_CASE(
    "S16: the mail names the account, states the absolute expiry with its time zone, and gives a support contact") {
    const MailText text = default_invitation_text(invitation());
    CHECK(text.subject == "Invitation to join ACME");
    for (const std::string& part : {text.text, text.html}) {
        CHECK(contains(part, "Maria Keller has invited you to join ACME."));
        CHECK(contains(part, "Sunday, 4 January 2026, 14:05 UTC"));
        CHECK(contains(part, "help@acme.example"));
    }
}

TEST_CASE("The mail greets the invitee, says that the link works once, and what to do if it was not expected") {
    const MailText text = default_invitation_text(invitation());
    for (const std::string& part : {text.text, text.html}) {
        CHECK(contains(part, "Hello Deirdre Deering,"));
        CHECK(contains(part, "works once"));
        CHECK(contains(part, "deirdre@example.test"));
        CHECK(contains(part, "If you did not expect it, you can ignore it"));
    }
}

TEST_CASE("The link stands on a line of its own in the text, and as a button and in full in the HTML") {
    const MailText text = default_invitation_text(invitation());
    CHECK(contains(text.text, "\n\n" + url + "\n\n"));
    const std::string in_html = "https://app.example/join?account=acme&amp;token=AQEAAAABEj5FZ";
    CHECK(count_of(text.html, "<a href=\"" + in_html + "\"") == 2);
    CHECK(contains(text.html, ">" + in_html + "</a>"));
    CHECK(contains(text.html, ">Open the invitation</a>"));
}

TEST_CASE("Without names the mail greets nobody by name and tells of no inviter") {
    InvitationMail nameless = invitation();
    nameless.user.profile.name.clear();
    nameless.inviter_name.clear();
    const MailText text = default_invitation_text(nameless);
    CHECK(text.text.find("Hello,\n\nYou have been invited to join ACME.\n") == 0);
    CHECK(contains(text.html, "<p>Hello,</p>\n<p>You have been invited to join ACME.</p>"));
}

TEST_CASE("The HTML part loads nothing and holds no link but the invitation's") {
    const MailText text = default_invitation_text(invitation());
    for (const std::string_view remote : {"<img", "<link", "<script", "src=", "@import", "url("}) {
        CAPTURE(remote);
        CHECK_FALSE(contains(text.html, remote));
    }
    CHECK(count_of(text.html, "href=") == 2);
    CHECK(count_of(text.html, "http") == 3);
}

TEST_CASE("Whatever stands in a name or contact is text in the HTML part, never a tag, an attribute or an entity") {
    InvitationMail attack = invitation();
    attack.account.name = "<b>A&B</b>";
    attack.user.profile.name = "\"'><script>x</script>";
    attack.inviter_name = "&lt;i&gt;";
    attack.account.support_contact = "<a href='mailto:x'>";
    attack.url = "https://app.example/\"><script>'";
    const MailText text = default_invitation_text(attack);
    CHECK(contains(text.html, "<title>Invitation to join &lt;b&gt;A&amp;B&lt;/b&gt;</title>"));
    CHECK(contains(text.html, "Hello &quot;&#39;&gt;&lt;script&gt;x&lt;/script&gt;,"));
    CHECK(contains(text.html, "&amp;lt;i&amp;gt; has invited you"));
    CHECK(contains(text.html, "Contact &lt;a href=&#39;mailto:x&#39;&gt;"));
    CHECK(contains(text.html, "<a href=\"https://app.example/&quot;&gt;&lt;script&gt;&#39;\""));
    CHECK_FALSE(contains(text.html, "<script"));
    CHECK_FALSE(contains(text.html, "<b>"));
    // Text is no HTML: there the names stand as they are.
    CHECK(contains(text.text, "Hello \"'><script>x</script>,"));
    CHECK(text.subject == "Invitation to join <b>A&B</b>");
}

TEST_CASE("B15: a note is set off from the rest, line by line, is nobody's by name, and is nowhere in the subject") {
    InvitationMail with_note = invitation();
    with_note.note = "Hi Deirdre,\n\nsee you on Monday.\nMaria";
    const MailText text = default_invitation_text(with_note);
    CHECK(contains(text.text,
                   "Maria Keller has invited you to join ACME.\n\nA note with this invitation:\n\n"
                   "> Hi Deirdre,\n> \n> see you on Monday.\n> Maria\n\nOpen this link"));
    CHECK(contains(text.html, "<p>A note with this invitation:</p>\n<blockquote "));
    CHECK(contains(text.html, ">Hi Deirdre,<br>\n<br>\nsee you on Monday.<br>\nMaria</blockquote>\n"));
    CHECK(text.subject == "Invitation to join ACME");
}

TEST_CASE("Without a note nothing is said of one") {
    const MailText text = default_invitation_text(invitation());
    for (const std::string& part : {text.text, text.html}) {
        CHECK_FALSE(contains(part, "writes"));
        CHECK_FALSE(contains(part, "blockquote"));
        CHECK_FALSE(contains(part, "{note}"));
    }
}

TEST_CASE("B15: whatever a note holds is text: no tag, no placeholder, and nothing that becomes a link") {
    InvitationMail attack = invitation();
    attack.note = "</blockquote><script>x</script> {url} & http://evil.example/x\nwww.evil.example\n" +
                  std::string("Open this link: https://evil.example/join?token=1");
    const MailText text = default_invitation_text(attack);
    CHECK(contains(text.html,
                   ">&lt;/blockquote&gt;&lt;script&gt;x&lt;/script&gt; {url} &amp; http:\u200A//evil.\u200Aexample/x"));
    CHECK(contains(text.html, "<br>\nwww.\u200Aevil.\u200Aexample<br>\n"));
    CHECK(contains(
        text.text,
        "\n> www.\u200Aevil.\u200Aexample\n> Open this link: https:\u200A//evil.\u200Aexample/join?token=1\n\n"));
    CHECK(count_of(text.html, "href=") == 2);
    CHECK(count_of(text.html, "</blockquote>") == 1);
    for (const std::string& part : {text.text, text.html}) {
        CHECK_FALSE(contains(part, "evil.example"));
    }
    CHECK_FALSE(contains(text.html, "<script"));
}

TEST_CASE(
    "No name that a member chooses can become a link: what follows a full stop or a scheme is set apart by a hair") {
    struct Case {
        std::string name;
        std::string shown;
    };
    for (const Case& example :
         {Case{"Win $1000 at evil.example/prize", "Win $1000 at evil.\u200Aexample/prize"},
          Case{"https://evil.example", "https:\u200A//evil.\u200Aexample"},
          Case{"http://localhost", "http:\u200A//localhost"}, Case{"www.evil.example", "www.\u200Aevil.\u200Aexample"},
          Case{"bob@evil.example", "bob@evil.\u200Aexample"}, Case{"caf\u00E9.\u00E9vil", "caf\u00E9.\u200A\u00E9vil"},
          Case{"J.R. Smith, Jr.", "J.\u200AR. Smith, Jr."},
          Case{"Acme Inc., Ltd. (U.K.)", "Acme Inc., Ltd. (U.\u200AK.)"},
          Case{"Wait... what: this/that", "Wait... what: this/that"}}) {
        CAPTURE(example.name);
        InvitationMail mail = invitation();
        mail.user.profile.name = example.name;
        CHECK(default_invitation_text(mail).text.find("Hello " + example.shown + ",\n") == 0);
        mail = invitation();
        mail.inviter_name = example.name;
        CHECK(contains(default_invitation_text(mail).text, "\n" + example.shown + " has invited you"));
        CHECK(contains(default_invitation_text(mail).html, "<p>" + example.shown + " has invited you"));
        CHECK(beckon::without_links(example.name) == example.shown);
    }
}

TEST_CASE("An account called Cal.com is invited to as Cal.com, in the subject and everywhere else") {
    for (const std::string& name : {std::string("Cal.com"), std::string("https://A.B/C. D"), std::string(200, '.')}) {
        CAPTURE(name);
        InvitationMail mail = invitation();
        mail.account.name = name;
        const MailText text = default_invitation_text(mail);
        CHECK(text.subject == "Invitation to join " + name);
        CHECK(contains(text.text, " has invited you to join " + name + "."));
        CHECK(contains(text.html, " has invited you to join " + name + "."));
        CHECK(contains(text.html, "<title>Invitation to join " + name + "</title>"));
    }
}

TEST_CASE("A member's name of more than 80 characters is cut there, between characters") {
    const auto greeting_of = [](const std::string& name) {
        InvitationMail mail = invitation();
        mail.user.profile.name = name;
        const std::string text = default_invitation_text(mail).text;
        return text.substr(0, text.find('\n'));
    };
    const auto times = [](int count, std::string_view piece) {
        std::string made;
        for (int i = 0; i < count; ++i) made += piece;
        return made;
    };
    const std::string ellipsis = "\u2026";
    for (const std::string_view character : {"x", "\u00FC", "\u5C71", "\U0001F600"}) {
        CAPTURE(character);
        CHECK(greeting_of(times(80, character)) == "Hello " + times(80, character) + ",");
        CHECK(greeting_of(times(81, character)) == "Hello " + times(79, character) + ellipsis + ",");
        CHECK(greeting_of(times(500, character)) == "Hello " + times(79, character) + ellipsis + ",");
    }
}

TEST_CASE("The stated expiry is never later than the real one") {
    const auto stated = [](const Instant& expires) {
        InvitationMail mail = invitation();
        mail.expires_at = expires;
        const std::string text = default_invitation_text(mail).text;
        const std::size_t at = text.find("until ") + 6;
        return text.substr(at, text.find('.', at) - at);
    };
    using boost::gregorian::date;
    using boost::posix_time::time_duration;
    CHECK(stated(Instant(date(2026, 12, 31), time_duration(23, 59, 59) + boost::posix_time::microseconds(999'999))) ==
          "Thursday, 31 December 2026, 23:59 UTC");
    CHECK(stated(Instant(date(2028, 2, 29), time_duration(0, 0, 0))) == "Tuesday, 29 February 2028, 00:00 UTC");
    CHECK(stated(Instant(date(2026, 9, 5), time_duration(9, 7, 0))) == "Saturday, 5 September 2026, 09:07 UTC");
}

TEST_CASE("The default text composes into a mail that reads back, with the longest names and any letters") {
    InvitationMail mail = invitation();
    mail.user.profile.name.clear();
    for (int i = 0; i < 50; ++i) mail.user.profile.name += "\xF0\x9F\x98\x80";
    mail.account.name = "Z\xC3\xBCrich & S\xC3\xB6hne \"AG\"";
    mail.inviter_name = std::string(200, '.');
    const MailText text = default_invitation_text(mail);
    const auto parsed = parse_mail(compose({mail.account.name, mail.account.from, mail.user.profile.name,
                                            mail.user.email, Instant(boost::gregorian::date(2025, 12, 28)), "<a@b>"},
                                           text)
                                       .data);
    CHECK(parsed.at("complaints").as_array().empty());
    CHECK(text_at(parsed, "/subject") == text.subject);
    CHECK(text_at(parsed, "/parts/0/text") == text.text);
    CHECK(text_at(parsed, "/parts/1/text") == text.html);
}

}  // namespace
