// SPDX-License-Identifier: MIT
#include "beckon/language/translate.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/language/english.hpp"
#include "examples/support/german.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

const Catalogue& german = example::german();

/// All values of an enumeration that have a code, found without its help.
template <class Enum>
std::vector<Enum> all_of() {
    std::vector<Enum> all;
    for (int number = 0; number <= 255; ++number) {
        if (!code(static_cast<Enum>(number)).empty()) all.push_back(static_cast<Enum>(number));
    }
    return all;
}

std::string family_of(std::string_view code) { return std::string(code.substr(0, code.find('.'))); }

}  // namespace

TEST_CASE(
    "every status, action, reason, remedy, symptom and piece of advice has its code in the English catalogue, with the "
    "English words") {
    const auto& texts = catalogues::english().texts;
    std::size_t words = 0;
    const auto expect = [&](const std::string& code, std::string_view english) {
        CAPTURE(code);
        REQUIRE(texts.contains(code));
        CHECK(texts.at(code) == english);
        ++words;
    };
    for (const Status status : all_statuses) expect("status." + std::string(code(status)), label(status));
    for (const Action action : all_actions) expect("action." + std::string(code(action)), label(action));
    for (const Reason reason : all_of<Reason>()) expect("reason." + std::string(code(reason)), message(reason));
    for (const Remedy remedy : all_of<Remedy>()) expect("remedy." + std::string(code(remedy)), message(remedy));
    for (const Symptom symptom : all_of<Symptom>()) expect("finding." + std::string(code(symptom)), message(symptom));
    for (const Advice advice : all_of<Advice>()) expect("advice." + std::string(code(advice)), message(advice));
    CHECK(words >= 4 + 14 + 40 + 10 + 13 + 13);

    std::set<std::string> families;
    for (const auto& [code, text] : texts) {
        CAPTURE(code);
        CHECK_FALSE(text.empty());
        families.insert(family_of(code));
    }
    CHECK(families == std::set<std::string>{"action", "advice", "attribute", "field", "finding", "joined", "mail",
                                            "reason", "remedy", "sentence", "status"});
}

TEST_CASE("the German catalogue has every code and no other") {
    CHECK(german.language == "de");
    CHECK_FALSE(german.right_to_left);
    for (const auto& [code, text] : catalogues::english().texts) {
        CAPTURE(code);
        CHECK(german.texts.contains(code));
    }
    for (const auto& [code, text] : german.texts) {
        CAPTURE(code);
        CHECK(catalogues::english().texts.contains(code));
    }
}

TEST_CASE("the German catalogue is German: its sentences differ from the English ones and from each other") {
    std::set<std::string> sentences;
    for (const auto& [code, text] : german.texts) {
        CAPTURE(code, text);
        if (family_of(code) != "reason" && family_of(code) != "remedy") continue;
        CHECK(text != catalogues::english().texts.at(code));
        CHECK(text.back() == '.');
        CHECK(sentences.insert(text).second);
    }
}

TEST_CASE("statuses and actions in German are those of the products' menus") {
    CHECK(label(Status::invite_sent, german) == "Einladung gesendet");
    CHECK(label(Status::invite_expired, german) == "Einladung abgelaufen");
    CHECK(label(Status::active, german) == "Aktiv");
    CHECK(label(Status::deactivated, german) == "Deaktiviert");
    CHECK(label(Action::resend, german) == "Einladung erneut senden");
    CHECK(label(Action::copy_link, german) == "Einladungslink kopieren");
    CHECK(label(Action::send_new, german) == "Neue Einladung senden");
}

TEST_CASE("B5: a refusal in German has the field, the reason and the remedy") {
    CHECK(message(Refusal{.reason = Reason::not_offered}, german) == "Das wird hier nicht angeboten.");
    CHECK(message(Refusal{.reason = Reason::already_active, .remedy = Remedy::reset_password}, german) ==
          "Der Benutzer ist bereits aktiv. Setzen Sie stattdessen das Passwort zurück.");
    CHECK(
        message(Refusal{.reason = Reason::address_taken, .remedy = Remedy::activate, .field = Field::email}, german) ==
        "E-Mail-Adresse: Es gibt bereits einen Benutzer mit dieser E-Mail-Adresse. Aktivieren Sie den Benutzer.");
    CHECK(message(Refusal{.reason = Reason::unknown_role, .field = Field::roles, .names = {"Owner", "Agent"}},
                  german) == "Rollen: Eine solche Rolle gibt es hier nicht. Es gibt die Rollen: Owner, Agent.");
    CHECK(message(Refusal{.reason = Reason::domain_not_allowed,
                          .remedy = Remedy::use_another_address,
                          .field = Field::email,
                          .names = {"elsewhere.test"}},
                  german) ==
          "E-Mail-Adresse: E-Mail-Adressen dieser Domain können hier nicht eingeladen werden. Die Domain ist "
          "elsewhere.test. Verwenden Sie eine andere E-Mail-Adresse.");
    CHECK(message(Refusal{.reason = Reason::empty, .field = Field::attributes, .names = {"inboxes"}}, german) ==
          "Postf\u00E4cher: Diese Angabe darf nicht leer sein.");
    CHECK(message(Refusal{.reason = Reason::empty, .field = Field::attributes, .names = {"squads"}}, german) ==
          "squads: Diese Angabe darf nicht leer sein.");
    CHECK(message(Refusal{.reason = Reason::not_permitted,
                          .remedy = Remedy::ask_administrator,
                          .names = {"Administrator", "Team Manager"}},
                  german) ==
          "Ihre Rolle erlaubt das nicht. Berechtigt sind: Administrator, Team Manager. Wenden Sie sich an Ihre "
          "Administration.");
}

TEST_CASE("A11: a finding in German has what is the matter and what to do, as the English one") {
    const Finding finding{.symptom = Symptom::mail_bounced,
                          .advice = {Advice::correct_address, Advice::cancel_and_invite_again},
                          .detail = "550 no such mailbox"};
    CHECK(message(finding, german) ==
          "Die neueste Einladungs-E-Mail kam zurück. Prüfen Sie die E-Mail-Adresse, und korrigieren Sie sie, wenn sie "
          "falsch ist. Ziehen Sie die Einladung zurück, und laden Sie erneut ein.");
    CHECK(message(finding, catalogues::english()) == message(finding));
    CHECK(message(Finding{.symptom = Symptom::active}, german) == "Der Benutzer ist aktiv.");
    for (const Symptom symptom : all_of<Symptom>()) CHECK(message(symptom, german) != message(symptom));
    for (const Advice advice : all_of<Advice>()) CHECK(message(advice, german) != message(advice));
}

TEST_CASE("S8: whoever opens an expired link is told in German too to ask for a new invitation") {
    CHECK(message(Refusal{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator}, german) ==
          "Diese Einladung ist abgelaufen. Bitten Sie Ihre Administration um eine neue Einladung.");
    CHECK(message(Refusal{.reason = Reason::link_removed, .remedy = Remedy::ask_administrator}, german) ==
          "Diese Einladung ist nicht mehr offen. Wenden Sie sich an Ihre Administration.");
    CHECK(message(Refusal{.reason = Reason::link_invalid, .remedy = Remedy::open_latest_mail, .field = Field::token},
                  german) == "Dieser Link ist ungültig. Öffnen Sie den Link in der neuesten Einladungs-E-Mail.");
}

TEST_CASE("by the English catalogue and by an empty one every refusal reads as it does without") {
    const Catalogue empty{.language = "fr", .texts = {}};
    for (const Reason reason : all_of<Reason>()) {
        for (const Remedy remedy : all_of<Remedy>()) {
            for (const Field field : all_of<Field>()) {
                Refusal refusal{.reason = reason, .remedy = remedy, .field = field};
                for (const auto& names : {std::vector<std::string>{}, {"teams", "Owner"}}) {
                    refusal.names = names;
                    REQUIRE(message(refusal, catalogues::english()) == message(refusal));
                    REQUIRE(message(refusal, empty) == message(refusal));
                }
            }
        }
        REQUIRE(message(Refusal{.reason = reason}, empty) == message(Refusal{.reason = reason}));
    }
    for (const Status status : all_statuses) CHECK(label(status, empty) == label(status));
    for (const Action action : all_actions) CHECK(label(action, empty) == label(action));
    CHECK(message(Remedy::none, german).empty());
}

TEST_CASE("what a catalogue lacks or leaves empty is said in English, text by text") {
    const Catalogue french{.language = "fr",
                           .texts = {{"reason.link_used", "Cette invitation a déjà été acceptée."},
                                     {"remedy.sign_in", ""},
                                     {"status.active", "Actif"}}};
    CHECK(message(Refusal{.reason = Reason::link_used, .remedy = Remedy::sign_in}, french) ==
          "Cette invitation a déjà été acceptée. Sign in.");
    CHECK(label(Status::active, french) == "Actif");
    CHECK(label(Status::deactivated, french) == "Deactivated");
    CHECK(translated("mail.sunday", french) == "Sunday");
    CHECK(translated("no.such_code", french).empty());
}

TEST_CASE("a language may put the parts of a message in another order and without spaces") {
    const Catalogue chinese{.language = "zh",
                            .texts = {{"sentence.with_remedy", "{remedy}{reason}"},
                                      {"sentence.with_field", "{message} ({field})"},
                                      {"reason.empty", "A {field} {remedy} "},
                                      {"remedy.sign_in", "B"},
                                      {"field.email", "{reason}"}}};
    CHECK(message(Refusal{.reason = Reason::empty, .remedy = Remedy::sign_in, .field = Field::email}, chinese) ==
          "BA {field} {remedy}  ({reason})");
}

TEST_CASE("a list of what is missing tells translators the codes and the English texts") {
    Catalogue austrian = german;
    austrian.language = "de-AT";
    CHECK(untranslated(austrian).empty());
    austrian.texts.erase("status.active");
    austrian.texts.erase("mail.january");
    CHECK(untranslated(austrian) ==
          std::map<std::string, std::string>{{"status.active", "Active"}, {"mail.january", "January"}});
    CHECK(untranslated(Catalogue{}).size() == catalogues::english().texts.size());
}

TEST_CASE("a locale finds its catalogue as RFC 4647 looks it up, else the first") {
    std::vector<Catalogue> spoken;
    for (const auto* tag : {"en", "de", "de-AT", "zh-Hant", "PT-br", "zh"}) {
        spoken.push_back({.language = tag, .texts = {}});
    }
    struct Case {
        std::string locale;
        std::string language;
    };
    for (const auto& [locale, language] : {Case{"de", "de"},
                                           Case{"DE", "de"},
                                           Case{"de-AT", "de-AT"},
                                           Case{"De-aT", "de-AT"},
                                           Case{"de-CH", "de"},
                                           Case{"de-CH-1996", "de"},
                                           Case{"de-AT-1996", "de-AT"},
                                           Case{"pt-BR", "PT-br"},
                                           Case{"pt", "en"},
                                           Case{"pt-PT", "en"},
                                           Case{"zh-Hant-TW", "zh-Hant"},
                                           Case{"zh-Hans-CN", "zh"},
                                           Case{"zh-Hant-CN-x-private1-private2", "zh-Hant"},
                                           Case{"zh-x", "zh"},
                                           Case{"d", "en"},
                                           Case{"den", "en"},
                                           Case{"x-de", "en"},
                                           Case{"fr", "en"},
                                           Case{"", "en"},
                                           Case{"-", "en"},
                                           Case{"*", "en"},
                                           Case{"de-", "de"},
                                           Case{"de_AT", "en"},
                                           Case{"en-GB", "en"}}) {
        CAPTURE(locale);
        CHECK(catalogue_for(spoken, locale).language == language);
    }
    CHECK(&catalogue_for(spoken, "de") == &spoken[1]);
}

TEST_CASE("a range loses its single letters with what followed them (RFC 4647 section 3.4)") {
    CHECK(language::shorter_range("zh-Hant-CN-x-private1-private2") == "zh-Hant-CN-x-private1");
    CHECK(language::shorter_range("zh-Hant-CN-x-private1") == "zh-Hant-CN");
    CHECK(language::shorter_range("zh-Hant-CN") == "zh-Hant");
    CHECK(language::shorter_range("zh").empty());
    CHECK(language::shorter_range("a-b-c") == "a");
    CHECK(language::shorter_range("-").empty());
    CHECK(language::shorter_range("").empty());
}

TEST_CASE("who speaks no language speaks English") {
    const std::vector<Catalogue> none;
    CHECK(&catalogue_for(none, "de") == &catalogues::english());
    CHECK(&catalogue_for(none, "") == &catalogues::english());
}
