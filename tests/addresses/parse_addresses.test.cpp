// SPDX-License-Identifier: MIT
#include "beckon/addresses/parse_addresses.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_literals;

namespace {

using Lines = std::vector<std::string>;

/// Returns "line: name | address", or "line: name | code [text]" for a refused entry.
std::string in_short(const PastedAddress& entry) {
    const std::string begin = std::to_string(entry.line) + ": " + entry.name + " | ";
    if (entry.email) return begin + entry.email->text();
    CHECK(entry.email.error().field == Field::email);
    return begin + std::string(code(entry.email.error().reason)) + " [" + entry.text + "]";
}

Lines parsed(std::string_view text) {
    Lines lines;
    for (const PastedAddress& entry : parse_addresses(text).value()) lines.push_back(in_short(entry));
    return lines;
}

std::vector<std::string> texts(std::string_view text) {
    std::vector<std::string> found;
    for (const PastedAddress& entry : parse_addresses(text).value()) found.push_back(entry.text);
    return found;
}

std::string commas(std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += "user" + std::to_string(i) + "@x.example,";
    return list;
}

}  // namespace

TEST_CASE("the recipients of an email are read as Gmail, Apple Mail and Outlook copy them") {
    CHECK(parsed("Ana Li <ana@x.example>, bob@x.example; carl@x.example") ==
          Lines{"1: Ana Li | ana@x.example", "1:  | bob@x.example", "1:  | carl@x.example"});
    CHECK(parsed("\"Li, Ana\" <ana@x.example>; \"O'Neil; Bob\" <bob@x.example>;") ==
          Lines{"1: Li, Ana | ana@x.example", "1: O'Neil; Bob | bob@x.example"});
    CHECK(parsed("Li, Ana <ana@x.example>; Bo, Carl <carl@x.example>") ==
          Lines{"1: Li, Ana | ana@x.example", "1: Bo, Carl | carl@x.example"});
    CHECK(parsed("Ana Li <ana@x.example>,\r\n\tBob <bob@x.example>,\r\n\tcarl@x.example") ==
          Lines{"1: Ana Li | ana@x.example", "2: Bob | bob@x.example", "3:  | carl@x.example"});
    CHECK(parsed("ana@x.example<mailto:ana@x.example>; \"Bob@x.example\" <bob@x.example>") ==
          Lines{"1:  | ana@x.example", "1:  | bob@x.example"});
    CHECK(parsed("mailto:ana@x.example, MailTo: bob@x.example") == Lines{"1:  | ana@x.example", "1:  | bob@x.example"});
}

TEST_CASE("quoted names follow RFC 5322, and encoded words stay as they are") {
    CHECK(parsed(R"("Ana \"the boss\" \\ Li" <ana@x.example>)") == Lines{R"(1: Ana "the boss" \ Li | ana@x.example)"});
    CHECK(parsed(R"(Ana "the <boss>, " Li <ana@x.example>)") == Lines{"1: Ana the <boss>,  Li | ana@x.example"});
    CHECK(parsed("\"Ana (ana@home)\" <ana@x.example>") == Lines{"1: Ana (ana@home) | ana@x.example"});
    CHECK(parsed("\"ana@x.example\", \"\" <bob@x.example>") == Lines{"1:  | ana@x.example", "1:  | bob@x.example"});
    CHECK(parsed("=?utf-8?B?w4RubmU=?= <ana@x.example>") == Lines{"1: =?utf-8?B?w4RubmU=?= | ana@x.example"});
}

TEST_CASE("columns of a spreadsheet are read, with the name before or after the address") {
    CHECK(parsed("ana@x.example\r\nbob@x.example\r\n\r\ncarl@x.example\r\n") ==
          Lines{"1:  | ana@x.example", "2:  | bob@x.example", "4:  | carl@x.example"});
    CHECK(parsed("Ana Li\tana@x.example\nbob@x.example\tBo, Bob\n\tcarl@x.example\t\n") ==
          Lines{"1: Ana Li | ana@x.example", "2: Bo, Bob | bob@x.example", "3:  | carl@x.example"});
    CHECK(parsed("Ana\tLi\tana@x.example\n\"Bo, Bob\"\t<bob@x.example>") ==
          Lines{"1: Ana Li | ana@x.example", "2: Bo, Bob | bob@x.example"});
    CHECK(parsed("Team\tAna Li <ana@x.example>") == Lines{"1: Ana Li | ana@x.example"});
    CHECK(parsed("Name\tEmail\nAna Li\tana@") ==
          Lines{"1:  | invalid_address [Name\tEmail]", "2: Ana Li | invalid_address [Ana Li\tana@]"});
    CHECK(parsed("Ana\tana@x.example\tana@work.example") ==
          Lines{"1:  | invalid_address [Ana]", "1:  | ana@x.example", "1:  | ana@work.example"});
    CHECK(parsed("Team\tana@x.example, bob@x.example") ==
          Lines{"1:  | invalid_address [Team]", "1:  | ana@x.example", "1:  | bob@x.example"});
    CHECK(texts("Ana Li\tana@x.example\t") == Lines{"Ana Li\tana@x.example"});
}

TEST_CASE("numbers and bullets at the beginning of a line do not count") {
    CHECK(parsed("1. Ana Li <ana@x.example>\n 2) bob@x.example\n\u2022\tcarl@x.example\n- dora@x.example\n"
                 "\u00B7\u00A0Eve\teve@x.example") == Lines{"1: Ana Li | ana@x.example", "2:  | bob@x.example",
                                                            "3:  | carl@x.example", "4:  | dora@x.example",
                                                            "5: Eve | eve@x.example"});
    CHECK(parsed("*ana@x.example, 12@x.example, -@x.example, 1.") ==
          Lines{"1:  | *ana@x.example", "1:  | 12@x.example", "1:  | -@x.example", "1:  | invalid_address [1.]"});
}

TEST_CASE("white space, zero-width characters and empty entries do not count") {
    CHECK(parse_addresses("").value().empty());
    CHECK(parse_addresses(" \t\r\n\uFEFF;,\u200B, \u3000;\n").value().empty());
    CHECK(parsed("\uFEFF\u00A0ana@x.example\u200B ;;\u200B < bob@x.example\u200B > ,") ==
          Lines{"1:  | ana@x.example", "1:  | bob@x.example"});
    CHECK(parsed("\u3000Ana\u3000<\uFEFFana@x.example>") == Lines{"1: Ana | ana@x.example"});
}

TEST_CASE("every kind of line break ends an entry, and CR LF is one") {
    CHECK(parsed("a@x.example\rb@x.example\n\nc@x.example\r\nd@x.example\u2028"
                 "e@x.example\vf@x.example") == Lines{"1:  | a@x.example", "2:  | b@x.example", "4:  | c@x.example",
                                                      "5:  | d@x.example", "6:  | e@x.example", "7:  | f@x.example"});
}

TEST_CASE("commas and semicolons of other scripts separate entries, and domains may be in any script") {
    CHECK(parsed("a@x.example\uFF0Cb@x.example\uFF1Bc@x.example\u3001d@b\u00FCcher.example\u060C"
                 "e@x.example\u061B") == Lines{"1:  | a@x.example", "1:  | b@x.example", "1:  | c@x.example",
                                               "1:  | d@xn--bcher-kva.example", "1:  | e@x.example"});
}

TEST_CASE("only the text directly before a comma belongs to the name after it") {
    CHECK(parsed("Bob, Li, Ana <ana@x.example>") == Lines{"1:  | invalid_address [Bob]", "1: Li, Ana | ana@x.example"});
    CHECK(parsed("Li; Ana <ana@x.example>") == Lines{"1:  | invalid_address [Li]", "1: Ana | ana@x.example"});
    CHECK(parsed("Li,\nAna <ana@x.example>") == Lines{"1:  | invalid_address [Li]", "2: Ana | ana@x.example"});
    CHECK(parsed("Li, ana@x.example") == Lines{"1:  | invalid_address [Li]", "1:  | ana@x.example"});
    CHECK(parsed("Li, <ana@x.example>") == Lines{"1:  | invalid_address [Li]", "1:  | ana@x.example"});
    CHECK(parsed("Bob, \"Li, Ana\" <ana@x.example>") ==
          Lines{"1:  | invalid_address [Bob]", "1: Li, Ana | ana@x.example"});
    CHECK(texts("Li , Ana <ana@x.example>") == Lines{"Li , Ana <ana@x.example>"});
}

TEST_CASE("a quote or bracket that is not closed ends with its line") {
    CHECK(parsed("\"Li, Ana <ana@x.example>, bob@x.example\ncarl@x.example") ==
          Lines{"1:  | invalid_address [\"Li, Ana <ana@x.example>, bob@x.example]", "2:  | carl@x.example"});
    CHECK(parsed("eve@x.example; Ana <ana@x.example, bob@x.example\r\ncarl@x.example") ==
          Lines{"1:  | eve@x.example", "1:  | invalid_address [Ana <ana@x.example, bob@x.example]",
                "2:  | carl@x.example"});
    CHECK(parsed("\"Ana\\\nbob@x.example") == Lines{"1:  | invalid_address [\"Ana\\]", "2:  | bob@x.example"});
    CHECK(parsed("\"Ana\\\" <ana@x.example>").front().starts_with("1:  | invalid_address"));
}

TEST_CASE("an entry that may hide a second address is refused") {
    for (const std::string& text :
         {"Ana <ana@x.example> bob@x.example"s, "Ana <ana@x.example> Bob <bob@x.example>"s,
          "ana@x.example Bob <bob@x.example>"s, "ana@x.example <bob@x.example>"s, "ana@x.example bob@x.example"s,
          "Ana Li ana@x.example"s, "<<ana@x.example>>"s, "<ana@x.example"s, "ana@x.example>"s, "Ana Li"s, "@"s}) {
        CAPTURE(text);
        CHECK(parsed(text) == Lines{"1:  | invalid_address [" + text + "]"});
    }
    CHECK(parsed("Ana <>, Bob <bob@>") == Lines{"1: Ana | empty [Ana <>]", "1: Bob | invalid_address [Bob <bob@>]"});
    CHECK(parsed(std::string(300, 'x') + "@x.example").front().starts_with("1:  | too_long"));
}

TEST_CASE("the second entry of a mailbox is refused as a duplicate, in any spelling of the address") {
    CHECK(parsed("Ana <ana@x.example>\nANA@X.example, bob@b\u00FCcher.example; bob@xn--bcher-kva.example") ==
          Lines{"1: Ana | ana@x.example", "2:  | duplicate [ANA@X.example]", "2:  | bob@xn--bcher-kva.example",
                "2:  | duplicate [bob@xn--bcher-kva.example]"});
    CHECK(parsed("ana@, ana@") == Lines{"1:  | invalid_address [ana@]", "1:  | invalid_address [ana@]"});
}

TEST_CASE("the text of an entry is cut between characters") {
    const std::string name(400, 'n');
    const auto entries = parse_addresses("\u00FC" + name + " <ana@x.example>").value();
    CHECK(entries.at(0).name == "\u00FC" + name);
    CHECK(entries.at(0).text == "\u00FC" + name.substr(0, max_entry_text_size - 1));
    std::string wide;
    for (int i = 0; i < 400; ++i) wide += "\u4F8B";
    CHECK(parse_addresses(wide).value().at(0).text == wide.substr(0, 3 * max_entry_text_size));
}

TEST_CASE("a list with too many entries or octets, or that is not UTF-8, is refused as a whole") {
    const auto reason = [](std::string_view text, std::size_t limit) {
        const auto refusal = parse_addresses(text, limit).error();
        CHECK(refusal == Refusal{.reason = refusal.reason, .field = Field::email});
        return refusal.reason;
    };
    CHECK(parse_addresses(commas(max_pasted_entries)).value().size() == 500);
    CHECK(reason(commas(501), max_pasted_entries) == Reason::too_many);
    CHECK(parse_addresses("a@x.example,b", 2).value().size() == 2);
    CHECK(reason("a@x.example,a@x.example,b", 2) == Reason::too_many);
    CHECK(reason("a", 0) == Reason::too_many);
    CHECK(parse_addresses(" ,", 0).value().empty());
    CHECK(parse_addresses(std::string(max_pasted_size, ' ')).value().empty());
    CHECK(reason(std::string(max_pasted_size + 1, ' '), 500) == Reason::too_long);
    CHECK(reason("ana@x.example, \xFF", 500) == Reason::not_utf8);
    CHECK(reason("ana@x.example, \xC3", 500) == Reason::not_utf8);
}

TEST_CASE("whatever is pasted, entries are within their limits and their texts occur in it") {
    const std::array<std::string, 24> pieces = {"a@x.example", "Ana",    "\"",     "\\",     "<",        ">",
                                                ",",           ";",      "\t",     "\n",     "\r",       " ",
                                                "\u00A0",      "\u200B", "\u00FC", "@",      "mailto:",  "1.",
                                                "- ",          "\uFEFF", "\uFF0C", "\u2028", "b@y.test", "\0"s};
    std::mt19937 random(20260105);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts on every run
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (auto length = random() % 30; length > 0; --length) text += pieces.at(random() % pieces.size());
        CAPTURE(text);
        for (const PastedAddress& entry : parse_addresses(text).value()) {
            const bool occurs = !entry.text.empty() && text.find(entry.text) != std::string::npos;
            const bool has_line = entry.line >= 1 && entry.line <= text.size() + 1;
            const bool has_no_break = entry.name.find_first_of("\r\n") == std::string::npos;
            if (!occurs || !has_line || !has_no_break || trimmed(entry.name) != entry.name) FAIL(in_short(entry));
        }
    }
}

TEST_CASE("valid addresses are all found, with any separators between them and any forms of entries") {
    const std::array<std::string, 9> separators = {",",  ";",        "\n", "\r\n", ", ", " ;\t", "\u00A0,;\u200B",
                                                   "\t", ",\r\n\r\n"};
    const std::array<std::string, 6> names = {"", "Ana Li ", "\"Li, Ana; \\\"\" ", "\u674E ", "Li, Ana ", "O'Neil"};
    std::mt19937 random(20260106);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same lists on every run
    for (int round = 0; round < 500; ++round) {
        std::string text;
        Lines expected;
        for (auto count = random() % 12; count > 0; --count) {
            expected.push_back("u." + std::to_string(expected.size()) + "@x" + std::to_string(random() % 9) +
                               ".example");
            const std::string& name = names.at(random() % names.size());
            text += name.empty() ? expected.back() : name + "<" + expected.back() + ">";
            text += separators.at(random() % separators.size());
        }
        CAPTURE(text);
        Lines found;
        for (const PastedAddress& entry : parse_addresses(text).value()) found.push_back(entry.email.value().text());
        CHECK(found == expected);
    }
}
