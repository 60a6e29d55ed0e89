// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "beckon/lifecycle/text.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_view_literals;

namespace {

TextFault fault(std::string_view text) { return text_fault(text, 1000); }

}  // namespace

TEST_CASE("text: the first and last code point of every UTF-8 length passes") {
    CHECK(fault("") == TextFault::none);
    CHECK(fault(" ") == TextFault::none);
    CHECK(fault("~") == TextFault::none);
    CHECK(fault("\xC2\xA0") == TextFault::none);          // U+00A0
    CHECK(fault("\xDF\xBF") == TextFault::none);          // U+07FF
    CHECK(fault("\xE0\xA0\x80") == TextFault::none);      // U+0800
    CHECK(fault("\xED\x9F\xBF") == TextFault::none);      // U+D7FF, the last before the surrogates
    CHECK(fault("\xEE\x80\x80") == TextFault::none);      // U+E000, the first after them
    CHECK(fault("\xEF\xBF\xBD") == TextFault::none);      // U+FFFD
    CHECK(fault("\xF0\x90\x80\x80") == TextFault::none);  // U+10000
    CHECK(fault("\xF4\x8F\xBF\xBF") == TextFault::none);  // U+10FFFF
    CHECK(fault("Zo\xC3\xAB \xE6\x9D\x8E \xF0\x9F\x99\x82") == TextFault::none);
}

TEST_CASE("text: what RFC 3629 does not allow is not UTF-8") {
    for (const auto bad : {
             "\x80"sv,
             "\xBF"sv,  // a continuation without a lead
             "\xC0\x80"sv,
             "\xC0\xAF"sv,
             "\xC1\xBF"sv,  // overlong, two octets
             "\xE0\x80\x80"sv,
             "\xE0\x9F\xBF"sv,  // overlong, three
             "\xF0\x80\x80\x80"sv,
             "\xF0\x8F\xBF\xBF"sv,  // overlong, four
             "\xED\xA0\x80"sv,
             "\xED\xBF\xBF"sv,  // surrogates
             "\xF4\x90\x80\x80"sv,
             "\xF5\x80\x80\x80"sv,
             "\xFE"sv,
             "\xFF"sv,  // beyond U+10FFFF
             "\xC3"sv,
             "\xE6\x9D"sv,
             "\xE6"sv,
             "\xF0\x9F\x99"sv,
             "\xF0\x9F"sv,
             "\xF0"sv,  // cut short
             "\xC3("sv,
             "\xE6\x9D("sv,
             "\xE6(\x8E"sv,
             "\xF0\x9F\x99("sv,
             "\xF0(\x99\x82"sv,  // no continuation
             "\xC3\xC3"sv,
             "ok \xFF ok"sv,
         }) {
        CAPTURE(std::string(bad));
        CHECK(fault(bad) == TextFault::not_utf8);
        CHECK(fault("before" + std::string(bad)) == TextFault::not_utf8);
        CHECK(fault(std::string(bad) + "after") == TextFault::not_utf8);
    }
}

TEST_CASE("text: control characters, line breaks and directional overrides are refused") {
    for (int c = 0; c <= 0xFF; ++c) {
        CAPTURE(c);
        const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        std::string text(1, static_cast<char>(c));
        if (c >= 0x80) {
            text = {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
        }
        CHECK(fault("a" + text) == (control ? TextFault::control_character : TextFault::none));
    }
    for (const auto bad :
         {"\xE2\x80\xA8"sv, "\xE2\x80\xA9"sv,                                         // U+2028, U+2029
          "\xE2\x80\xAA"sv, "\xE2\x80\xAB"sv, "\xE2\x80\xAC"sv,                       // U+202A to U+202C
          "\xE2\x80\xAD"sv, "\xE2\x80\xAE"sv,                                         // U+202D, U+202E
          "\xE2\x81\xA6"sv, "\xE2\x81\xA7"sv, "\xE2\x81\xA8"sv, "\xE2\x81\xA9"sv}) {  // U+2066 to U+2069
        CAPTURE(std::string(bad));
        CHECK(fault(bad) == TextFault::control_character);
    }
    for (const auto good :
         {"\xE2\x80\xA7"sv, "\xE2\x80\xAF"sv, "\xE2\x81\xA5"sv, "\xE2\x81\xAA"sv}) {  // their neighbours
        CHECK(fault(good) == TextFault::none);
    }
}

TEST_CASE("text: right-to-left writing itself passes") { CHECK(fault("\xD7\x90\xD7\x91 \xD8\xA7") == TextFault::none); }

TEST_CASE("text: the limit counts characters, of one to four octets, and includes the last") {
    CHECK(text_fault("12345", 5) == TextFault::none);
    CHECK(text_fault("123456", 5) == TextFault::too_long);
    for (const std::string& one :
         {std::string("\xC3\xA9"), std::string("\xE6\x89\x80"), std::string("\xF0\x9F\x98\x80")}) {
        CAPTURE(one);
        CHECK(text_fault(one + one + one, 3) == TextFault::none);
        CHECK(text_fault(one + one + one, 2) == TextFault::too_long);
        CHECK(text_fault("xx" + one, 3) == TextFault::none);
        CHECK(text_fault(one + "xxx", 3) == TextFault::too_long);
    }
    CHECK(text_fault("", 0) == TextFault::none);
    CHECK(text_fault("x", 0) == TextFault::too_long);
    CHECK(text_fault("\xFF\xFF\xFF", 2) == TextFault::not_utf8);
    CHECK(text_fault(std::string(1000, '\xFF'), 2) == TextFault::too_long);
}

TEST_CASE("text: emptiness is a fault only where it is asked for") {
    CHECK(text_fault_unless_given("", 5) == TextFault::empty);
    CHECK(text_fault_unless_given("x", 5) == TextFault::none);
    CHECK(text_fault_unless_given("123456", 5) == TextFault::too_long);
    CHECK(text_fault_unless_given("\n", 5) == TextFault::control_character);
}

TEST_CASE("text: lower case touches A to Z and nothing else") {
    CHECK(ascii_lower("@AZ[`az{09") == "@az[`az{09");
    CHECK(ascii_lower("\xC3\x89\xFF") == "\xC3\x89\xFF");
    CHECK(ascii_lower("").empty());
}

TEST_CASE("text: trimmed takes white space of every kind and characters without a width from both ends only") {
    static_assert(trimmed("\xC2\xA0 a b\t").size() == 3);
    for (const auto blank : {" "sv,
                             "\t"sv,
                             "\r\n"sv,
                             "\v\f"sv,
                             "\xC2\x85"sv,
                             "\xC2\xA0"sv,
                             "\xE1\x9A\x80"sv,
                             "\xE1\xA0\x8E"sv,
                             "\xE2\x80\x80"sv,
                             "\xE2\x80\x8A"sv,
                             "\xE2\x80\x8B"sv,
                             "\xE2\x80\x8D"sv,
                             "\xE2\x80\x8F"sv,
                             "\xE2\x80\xA8"sv,
                             "\xE2\x80\xA9"sv,
                             "\xE2\x80\xAF"sv,
                             "\xE2\x81\x9F"sv,
                             "\xE2\x81\xA0"sv,
                             "\xE3\x80\x80"sv,
                             "\xEF\xBB\xBF"sv}) {
        const std::string around(blank);
        CAPTURE(around);
        CHECK(trimmed(blank).empty());
        CHECK(trimmed(around + around).empty());
        CHECK(trimmed(around + "a" + around + "\xC3\xA9" + around) == "a" + around + "\xC3\xA9");
    }
    // The neighbours of these characters, and octets that are not UTF-8, stay.
    for (const auto kept : {"\x08"sv, "\x0E"sv, "\xC2\xA1"sv, "\xE1\xBF\xBF"sv, "\xE2\x80\x90"sv, "\xE2\x80\xA7"sv,
                            "\xE2\x80\xAA"sv, "\xE2\x81\x9E"sv, "\xE2\x81\xA5"sv, "\xE3\x80\x81"sv, "\x80"sv, "\xA0"sv,
                            "\xFF\xA0"sv, "\xE2\x80"sv, "\xC2\xA0\xA0\xA0\xA0x\x80"sv.substr(2)}) {
        CAPTURE(std::string(kept));
        CHECK(trimmed(kept) == kept);
    }
    CHECK(trimmed("") == "");
}
