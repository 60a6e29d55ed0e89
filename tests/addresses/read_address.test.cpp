// SPDX-License-Identifier: MIT
#include "beckon/addresses/read_address.hpp"

#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

using namespace beckon;
using namespace std::string_literals;

namespace {

std::string read(std::string_view text) { return read_address(text).value().text(); }

Reason why_not(std::string_view text) { return read_address(text).error().reason; }

}  // namespace

TEST_CASE("a domain beyond ASCII was no email address: it is converted to its xn-- form") {
    // The expected forms are those of RFC 3492, UTS 46 and Python's encoder.
    CHECK(read("user@b\u00FCcher.example") == "user@xn--bcher-kva.example");
    CHECK(read("user@B\u00DCCHER.example") == "user@xn--bcher-kva.example");
    CHECK(read("user@bu\u0308cher.example") == "user@xn--bcher-kva.example");  // u, then a combining diaeresis
    CHECK(read("user@stra\u00DFe.example") == "user@xn--strae-oqa.example");   // nontransitional: not "strasse"
    CHECK(read("user@\u4F8B\u3048.example") == "user@xn--r8jz45g.example");
    CHECK(read("user@\u4F8B\u3048\u3002example") == "user@xn--r8jz45g.example");   // an ideographic full stop
    CHECK(read("user@b\u00FCcher\uFF0Eexample") == "user@xn--bcher-kva.example");  // a full-width full stop
    CHECK(read("User@mail.b\u00FCcher.example") == "User@mail.xn--bcher-kva.example");
}

TEST_CASE("both spellings of a domain are one mailbox") {
    const auto unicode = read_address("User@B\u00DCcher.example").value();
    const auto ascii = read_address("user@XN--bcher-kva.example").value();
    CHECK(unicode.same_mailbox(ascii));
    CHECK(unicode.key() == "user@xn--bcher-kva.example");
}

TEST_CASE("an ASCII address stays as it was typed, without the white space around it") {
    CHECK(read("Ada.B@Example.TEST") == "Ada.B@Example.TEST");
    CHECK(read(" \u00A0\uFEFFada@example.test\u200B\r\n") == "ada@example.test");
    CHECK(why_not("") == Reason::empty);
    CHECK(why_not(" \u00A0\u200B") == Reason::empty);
    CHECK(why_not("ada") == Reason::invalid_address);
    CHECK(why_not("a da@example.test") == Reason::invalid_address);
}

TEST_CASE("a domain that IDNA does not allow is refused, and so is a local part that is not ASCII") {
    for (const std::string& bad :
         {"user@b\u00FCcher_x.example"s, "user@-b\u00FCcher.example"s, "user@b\u00FCcher..example"s,
          "user@b\u00FC cher.example"s, "user@b\u00FCcher@x.example"s, "user@b\u00FC\0cher.example"s,
          "user@b\u00FCcher.example\0.x"s, "user@\xFF.example"s, "user@b\u202Ec\u00FC.example"s,
          "user@\u2603\u00FC.example"s, "us\u00E9r@example.test"s, "us\u00E9r@b\u00FCcher.example"s,
          "user\uFF20example.test"s}) {
        CAPTURE(bad);
        CHECK(why_not(bad) == Reason::invalid_address);
    }
    CHECK(read_address("user@\xFF.example", Field::identity).error() ==
          Refusal{.reason = Reason::invalid_address, .field = Field::identity});
}

TEST_CASE("an address that is too long before or after the conversion is refused") {
    std::string domain;
    while (domain.size() < 300) domain += "b\u00FCcher.";
    CHECK(read_address("user@" + domain + "example").has_error());
    CHECK(why_not("user@" + std::string(2000, 'x') + "\u00FC.example") == Reason::too_long);
    CHECK(why_not("user@" + std::string(64, 'x') + "\u00FC.example") == Reason::invalid_address);
}
