// SPDX-License-Identifier: MIT
#include "beckon/language/check_catalogues.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "beckon/language/english.hpp"
#include "examples/support/german.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

template <class Checked>
std::string complaint(const Checked& checked) {
    try {
        check(checked);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

Catalogue in(std::string language) { return {.language = std::move(language), .texts = {}}; }

}  // namespace

TEST_CASE("English and the German example are usable, and so is a catalogue without any text") {
    CHECK(complaint(catalogues::english()).empty());
    CHECK(complaint(example::german()).empty());
    CHECK(complaint(in("pt-BR")).empty());
    CHECK(complaint(std::vector<Catalogue>{}).empty());
    CHECK(complaint(std::vector{catalogues::english(), example::german(), in("de-AT")}).empty());
}

TEST_CASE("a text that cannot be used is refused by its code: never found out when a mail is sent") {
    struct Case {
        std::string code;
        std::string text;
        std::string complaint;
    };
    for (const auto& [code, text, fault] :
         {Case{"mail.validity", "Jusqu'à {expiry}, {account}.", ""},
          Case{"mail.validity", "{account}: {expiry}. Je répète : {expiry}", ""},
          Case{"mail.validity", "{account}.", "lacks {expiry}"},
          Case{"mail.validity", "{expiry}.", "lacks {account}"},
          Case{"mail.validity", "{account} {expiry} {url}", "nothing is called {url} here"},
          Case{"mail.validity", "{account} {Expiry}", "nothing is called {Expiry} here"},
          Case{"mail.validity", "{account} {expiry} {}", "nothing is called {} here"},
          Case{"mail.validity", "{account} {expiry:>99999999}", "nothing is called {expiry:>99999999} here"},
          Case{"mail.validity", "{account} {expiry", "has a brace without a partner"},
          Case{"mail.validity", "{account} {expiry} {", "has a brace without a partner"},
          Case{"mail.validity", "{account} expiry}", "has a brace without a partner"},
          Case{"mail.validity", "{{account}} {expiry}", "has a brace without a partner"},
          Case{"mail.subject", "Invitation", "lacks {account}"},
          Case{"mail.subject", "{account}\r\nBcc: everybody@example.test", "has a control character"},
          Case{"mail.subject", "{account}\xE2\x80\xAE", "has a control character"},
          Case{"mail.subject", "{account}\xFF", "not valid UTF-8"},
          Case{"mail.expiry", "{weekday} {day} {month} {year} {time}", "lacks {zone}"},
          Case{"mail.button", "", "empty"},
          Case{"mail.button", "{url}", "nothing is called {url} here"},
          Case{"joined.invited", "Invité", "lacks {date}"},
          Case{"reason.empty", "{field}", "nothing is called {field} here"},
          Case{"reason.link_expird", "Expirée.", "there is no such code"},
          Case{"", "x", "there is no such code"}}) {
        CAPTURE(text);
        Catalogue french = in("fr-CA");
        french.texts[code] = text;
        CHECK(complaint(french) == (fault.empty() ? "" : "catalogue fr-CA: " + code + ": " + fault));
        CHECK(complaint(std::vector{example::german(), french}) == complaint(french));
    }
}

TEST_CASE("a catalogue without a language tag is refused, and so are two in one language") {
    for (const auto* tag : {"", "de_AT", "de-", "German language", "de\"><b>", "abcdefghi"}) {
        CAPTURE(tag);
        CHECK(complaint(in(tag)) == "catalogue: its language is no tag such as \"de\" or \"pt-BR\"");
    }
    CHECK(complaint(std::vector{in("de-AT"), in("de"), in("DE-at")}) ==
          "catalogue DE-at: there are two in this language");
}
