// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/language/english.hpp"
#include "beckon/mail/compose.hpp"
#include "beckon/mail/invitation_mail.hpp"
#include "examples/support/german.hpp"
#include "tests/mail/parse_mail.hpp"
#include "tests/support/catch.hpp"

namespace {

using beckon::Catalogue;
using beckon::default_invitation_text;
using beckon::EmailAddress;
using beckon::Instant;
using beckon::InvitationMail;
using beckon::localized_invitation_text;
using beckon::MailText;
using beckon::catalogues::english;
using beckon::test_support::contains;
using example::german;

InvitationMail invitation(std::string locale) {
    const Instant sent(boost::gregorian::date(2025, 12, 28), boost::posix_time::time_duration(14, 5, 59));
    const Instant expires = sent + boost::gregorian::days(7);
    beckon::User user{beckon::AccountId::parse("acme").value(),
                      beckon::UserId{},
                      EmailAddress::parse("juergen@example.test").value(),
                      {"Jürgen Groß", std::move(locale), {"Agent"}, {}},
                      "",
                      beckon::Invited{sent, expires, 1},
                      beckon::Link{1, 1},
                      sent,
                      std::nullopt,
                      std::nullopt,
                      1};
    return {user,
            {"Zürich & Söhne", "hilfe@acme.example",
             "https://app.example/join?account=acme&token=", EmailAddress::parse("invitations@app.example").value()},
            "Maria Keller",
            "https://app.example/join?account=acme&token=AQEAAAABEj5FZ",
            expires};
}

bool same(const MailText& one, const MailText& other) {
    return one.subject == other.subject && one.text == other.text && one.html == other.html;
}

/// A catalogue with some texts.
Catalogue in(std::string language, std::map<std::string, std::string, std::less<>> texts) {
    return {.language = std::move(language), .texts = std::move(texts)};
}

TEST_CASE("B15: the German mail has the note") {
    InvitationMail mail = invitation("de");
    mail.note = "Bis Montag!";
    const auto german_text = localized_invitation_text({english(), german()});
    CHECK(contains(german_text(mail).text, "Eine Nachricht zu dieser Einladung:\n\n> Bis Montag!\n\nÖffnen Sie"));
    CHECK(contains(german_text(mail).html, "<p>Eine Nachricht zu dieser Einladung:</p>\n<blockquote"));
}

TEST_CASE("S16: the German mail names account and inviter, and states the absolute expiry with its time zone") {
    const MailText text = localized_invitation_text({english(), german()})(invitation("de-AT"));
    CHECK(text.subject == "Einladung zu Zürich & Söhne");
    CHECK(text.text ==
          "Guten Tag Jürgen Groß,\n"
          "\n"
          "Maria Keller lädt Sie ein, Zürich & Söhne beizutreten.\n"
          "\n"
          "Öffnen Sie diesen Link, um die Einladung anzunehmen oder mehr darüber zu erfahren:\n"
          "\n"
          "https://app.example/join?account=acme&token=AQEAAAABEj5FZ\n"
          "\n"
          "Der Link funktioniert nur einmal und nur bis Sonntag, 4. Januar 2026, 14:05 Uhr UTC. Bitten Sie danach die "
          "Administration von Zürich & Söhne um eine neue Einladung. Der Link ist nur für Sie bestimmt: Bitte leiten "
          "Sie diese E-Mail nicht weiter.\n"
          "\n"
          "Diese E-Mail wurde an juergen@example.test gesendet. Wenn Sie sie nicht erwartet haben, ignorieren Sie sie: "
          "Solange die Einladung nicht angenommen wird, geschieht nichts.\n"
          "\n"
          "Haben Sie Fragen? Hier erhalten Sie Hilfe: hilfe@acme.example\n");
    for (const std::string_view piece :
         {"<html lang=\"de\">", "<title>Einladung zu Zürich &amp; Söhne</title>", "<p>Guten Tag Jürgen Groß,</p>",
          "<p>Maria Keller lädt Sie ein, Zürich &amp; Söhne beizutreten.</p>", ">Einladung öffnen</a>",
          "<p>Oder kopieren Sie diese Adresse in Ihren Browser:<br>",
          "nur bis <strong>Sonntag, 4. Januar 2026, 14:05 Uhr UTC</strong>. Bitten Sie",
          "<p>Haben Sie Fragen? Hier erhalten Sie Hilfe: hilfe@acme.example</p>"}) {
        CAPTURE(piece);
        CHECK(contains(text.html, piece));
    }
}

TEST_CASE("The German mail reads back as it was written, and holds no English") {
    const InvitationMail mail = invitation("de");
    const MailText text = localized_invitation_text({german()})(mail);
    const auto parsed = parse_mail(compose({mail.account.name, mail.account.from, mail.user.profile.name,
                                            mail.user.email, Instant(boost::gregorian::date(2025, 12, 28)), "<a@b>"},
                                           text)
                                       .data);
    CHECK(parsed.at("complaints").as_array().empty());
    CHECK(text_at(parsed, "/subject") == text.subject);
    CHECK(text_at(parsed, "/to/0/name") == "Jürgen Groß");
    CHECK(text_at(parsed, "/parts/0/text") == text.text);
    CHECK(text_at(parsed, "/parts/1/text") == text.html);
    for (const std::string_view word : {"nvitation to", "Hello", " the ", "link ", "January", "Sunday"}) {
        CAPTURE(word);
        CHECK_FALSE(contains(text.subject + text.text + text.html, word));
    }
}

TEST_CASE("Without names the German mail greets nobody by name and tells of no inviter") {
    InvitationMail nameless = invitation("de");
    nameless.user.profile.name.clear();
    nameless.inviter_name.clear();
    const MailText text = localized_invitation_text({german()})(nameless);
    CHECK(text.text.find("Guten Tag,\n\nSie sind eingeladen, Zürich & Söhne beizutreten.\n") == 0);
    CHECK(contains(text.html, "<p>Guten Tag,</p>\n<p>Sie sind eingeladen, Zürich &amp; Söhne beizutreten.</p>"));
}

TEST_CASE("Each day and month has its German name") {
    const auto expiry = [](int year, int month, int day) {
        InvitationMail mail = invitation("de");
        using boost::gregorian::date;
        mail.expires_at = Instant(date(static_cast<unsigned short>(year), static_cast<unsigned short>(month),
                                       static_cast<unsigned short>(day)),
                                  boost::posix_time::time_duration(9, 7, 59));
        const std::string text = localized_invitation_text({german()})(mail).text;
        const std::size_t at = text.find("nur bis ") + 8;
        return text.substr(at, text.find(" Uhr", at) - at);
    };
    const std::vector<std::string> months{"Januar", "Februar", "März",      "April",   "Mai",      "Juni",
                                          "Juli",   "August",  "September", "Oktober", "November", "Dezember"};
    for (int month = 1; month <= 12; ++month) {
        CHECK(contains(expiry(2026, month, 1), ", 1. " + months.at(static_cast<std::size_t>(month - 1)) + " 2026, "));
    }
    CHECK(expiry(2026, 2, 1) == "Sonntag, 1. Februar 2026, 09:07");
    CHECK(expiry(2026, 6, 1) == "Montag, 1. Juni 2026, 09:07");
    CHECK(expiry(2026, 9, 1) == "Dienstag, 1. September 2026, 09:07");
    CHECK(expiry(2026, 4, 1) == "Mittwoch, 1. April 2026, 09:07");
    CHECK(expiry(2026, 10, 1) == "Donnerstag, 1. Oktober 2026, 09:07");
    CHECK(expiry(2026, 5, 1) == "Freitag, 1. Mai 2026, 09:07");
    CHECK(expiry(2028, 2, 12) == "Samstag, 12. Februar 2028, 09:07");
}

TEST_CASE("A mail is in the invitee's language where it is spoken, else in the first") {
    const auto text = localized_invitation_text({english(), german()});
    for (const std::string_view locale : {"de", "DE", "de-CH-1996"}) {
        CAPTURE(locale);
        CHECK(text(invitation(std::string(locale))).subject == "Einladung zu Zürich & Söhne");
    }
    for (const std::string_view locale : {"", "en", "fr", "den"}) {
        CAPTURE(locale);
        const InvitationMail mail = invitation(std::string(locale));
        CHECK(same(text(mail), default_invitation_text(mail)));
    }
    CHECK(localized_invitation_text({german(), english()})(invitation("fr")).subject == "Einladung zu Zürich & Söhne");
    CHECK(same(localized_invitation_text({})(invitation("de")), default_invitation_text(invitation("de"))));
}

TEST_CASE("A catalogue without mail texts leaves the mail to English, and one with some lacks no sentence") {
    const auto text = localized_invitation_text(
        {in("fr", {{"status.active", "Actif"}}), in("es", {{"mail.greeting", "Hola, {user}:"}})});
    CHECK(same(text(invitation("fr")), default_invitation_text(invitation("fr"))));

    const MailText spanish = text(invitation("es"));
    CHECK(spanish.text.find("Hola, Jürgen Groß:\n\nMaria Keller has invited you to join Zürich & Söhne.\n") == 0);
    CHECK(contains(spanish.html, "<html lang=\"es\">"));
    CHECK(contains(spanish.html, "<p>Hola, Jürgen Groß:</p>"));
}

TEST_CASE("The HTML of a language written from right to left says so") {
    Catalogue hebrew = in("he", {{"mail.greeting_without_name", "שלום,"}});
    hebrew.right_to_left = true;
    const auto html = localized_invitation_text({hebrew, german()});
    CHECK(contains(html(invitation("he")).html, "\n<html lang=\"he\" dir=\"rtl\">\n"));
    CHECK(contains(html(invitation("de")).html, "\n<html lang=\"de\">\n"));
}

TEST_CASE("A translation is text, never markup, and no name is taken for a placeholder") {
    const auto text = localized_invitation_text(
        {in("fr", {{"mail.greeting", "<b>Bonjour</b> & 'salut' \"{user}\""}, {"mail.button", "<script>"}})});
    InvitationMail attack = invitation("fr");
    attack.user.profile.name = "{account}{url}{expiry}{";
    attack.inviter_name = "<i>{user}</i>";
    attack.account.support_contact = "{expiry}";
    const MailText french = text(attack);
    CHECK(french.text.find("<b>Bonjour</b> & 'salut' \"{account}{url}{expiry}{\"\n\n<i>{user}</i> has invited you") ==
          0);
    CHECK(contains(french.text, "Contact {expiry}\n"));
    CHECK(contains(french.html,
                   "<p>&lt;b&gt;Bonjour&lt;/b&gt; &amp; &#39;salut&#39; &quot;{account}{url}{expiry}{"
                   "&quot;</p>\n<p>&lt;i&gt;{user}&lt;/i&gt; has invited you"));
    CHECK(contains(french.html, ">&lt;script&gt;</a>"));
    CHECK(contains(french.html, "Contact {expiry}</p>"));
}

TEST_CASE(
    "Members' names are shortened and kept from becoming links in German as in English, and Cal.com stays Cal.com") {
    InvitationMail mail = invitation("de");
    mail.account.name = "Cal.com";
    mail.inviter_name = "https://evil.example " + std::string(100, 'x');
    const MailText text = localized_invitation_text({german()})(mail);
    CHECK(text.subject == "Einladung zu Cal.com");
    CHECK(
        contains(text.text, "\nhttps:\u200A//evil.\u200Aexample " + std::string(56, 'x') + "… lädt Sie ein, Cal.com "));
}

TEST_CASE("A catalogue that cannot be used is refused when the template is made, by the name of its code") {
    for (const std::string_view hostile :
         {"{account.name}", "{0}", "{account} {secret}", "{account} {", "no account", "{account:>2000000000}"}) {
        CAPTURE(hostile);
        std::string complaint;
        try {
            static_cast<void>(
                localized_invitation_text({german(), in("fr", {{"mail.subject", std::string(hostile)}})}));
        } catch (const std::invalid_argument& error) {
            complaint = error.what();
        }
        CHECK(complaint.find("catalogue fr: mail.subject: ") == 0);
    }
    Catalogue careless = german();
    careless.texts["mail.validity"] = "Der Link ist von {account}.";
    CHECK_THROWS_AS(localized_invitation_text({careless}), std::invalid_argument);
    CHECK_THROWS_AS(localized_invitation_text({german(), german()}), std::invalid_argument);
}

}  // namespace
