// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "beckon/lifecycle/email_address.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

bool accepted(std::string_view text) { return EmailAddress::parse(text).has_value(); }

Reason refused(std::string_view text) { return EmailAddress::parse(text).error().reason; }

}  // namespace

TEST_CASE("an address is kept as typed and folded for comparing") {
    const EmailAddress email = EmailAddress::parse("Deirdre.Deering@Example.TEST").value();
    CHECK(email.text() == "Deirdre.Deering@Example.TEST");
    CHECK(email.key() == "deirdre.deering@example.test");
    const EmailAddress other = EmailAddress::parse("deirdre.deering@example.test").value();
    CHECK(email.same_mailbox(other));
    CHECK_FALSE(email == other);
    CHECK(email == EmailAddress::parse("Deirdre.Deering@Example.TEST").value());
    CHECK_FALSE(email.same_mailbox(EmailAddress::parse("deirdredeering@example.test").value()));
}

TEST_CASE("addresses as people have them are accepted") {
    for (const auto* text : {"a@b", "a@b.c", "a.b.c@example.test", "a+tag@example.test", "o'neil@example.test",
                             "!#$%&'*+-/=?^_`{|}~@example.test", "1@1.example", "A@x--y.example",
                             "a@xn--bcher-kva.example", "-@example.test", "a@1-2-3.example"}) {
        CAPTURE(text);
        CHECK(accepted(text));
    }
}

TEST_CASE("anything else is refused as an invalid address") {
    for (const auto* text : {"a",
                             "@",
                             "a@",
                             "@b",
                             "a@@b",
                             "a@b@c",
                             ".a@b",
                             "a.@b",
                             "a..b@c",
                             "a b@c",
                             " a@b",
                             "a@b ",
                             "a@ b",
                             "a@b.",
                             "a@.b",
                             "a@b..c",
                             "a@-b",
                             "a@b-",
                             "a@b-.c",
                             "a@b.-c",
                             "a@b_c",
                             "a@[192.0.2.1]",
                             "\"a b\"@c",
                             "\"a\"@c",
                             "a(comment)@b",
                             "<a@b>",
                             "A <a@b>",
                             "a@b,c@d",
                             "a@b;c@d",
                             "a:b@c",
                             "a\\b@c",
                             "a[b@c",
                             "mailto:a@b"}) {
        CAPTURE(text);
        CHECK(refused(text) == Reason::invalid_address);
    }
}

TEST_CASE("line breaks, control characters and octets beyond ASCII are refused anywhere in an address") {
    const std::string good = "abc@example.test";
    for (std::size_t i = 0; i <= good.size(); ++i) {
        for (int c = 0; c <= 0xFF; ++c) {
            if (c > 0x20 && c < 0x7F) continue;
            std::string bad = good;
            bad.insert(i, 1, static_cast<char>(c));
            CAPTURE(i, c);
            CHECK(refused(bad) == Reason::invalid_address);
        }
    }
}

TEST_CASE("what to do about letters beyond ASCII in an address is said") {
    const auto remedy = [](std::string_view text) { return EmailAddress::parse(text).error().remedy; };
    CHECK(remedy("ada@b\u00FCcher.example") == Remedy::write_domain_in_ascii);
    CHECK(remedy("zo\u00E9@example.test") == Remedy::use_ascii_address);
    CHECK(remedy("zo\u00E9@b\u00FCcher.example") == Remedy::use_ascii_address);
    CHECK(remedy("ada@b\xFC"
                 "cher.example") == Remedy::none);
    CHECK(remedy("ad a@example.test") == Remedy::none);
    CHECK(remedy("b\u00FCcher") == Remedy::none);
}

TEST_CASE("the lengths of RFC 5321 and RFC 3696's erratum 1690 are kept to the octet") {
    const auto local = [](std::size_t size) { return std::string(size, 'a'); };
    const auto label = [](std::size_t size) { return std::string(size, 'b'); };
    CHECK(accepted(local(64) + "@example.test"));
    CHECK(refused(local(65) + "@example.test") == Reason::invalid_address);
    CHECK(accepted("a@" + label(63) + ".test"));
    CHECK(refused("a@" + label(64) + ".test") == Reason::invalid_address);
    const std::string domain = label(63) + "." + label(63) + "." + label(61);  // 189 octets
    CHECK(accepted(local(64) + "@" + domain));                                 // 254
    CHECK(refused(local(64) + "@" + domain + "b") == Reason::too_long);        // 255
}

TEST_CASE("an empty address is empty, and the field is named as the caller says") {
    CHECK(EmailAddress::parse("").error() == Refusal{.reason = Reason::empty, .field = Field::email});
    CHECK(EmailAddress::parse("", Field::identity).error() ==
          Refusal{.reason = Reason::empty, .field = Field::identity});
    CHECK(EmailAddress::parse("x", Field::user).error() ==
          Refusal{.reason = Reason::invalid_address, .field = Field::user});
    CHECK(EmailAddress::parse(std::string(255, 'x'), Field::user).error() ==
          Refusal{.reason = Reason::too_long, .field = Field::user});
}
