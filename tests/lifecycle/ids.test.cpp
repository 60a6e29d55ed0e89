// SPDX-License-Identifier: MIT
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/literals.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

TEST_CASE("an account is named by 1 to 64 printable ASCII octets") {
    CHECK(AccountId::parse("acme").value().text() == "acme");
    CHECK(AccountId::parse("!").has_value());
    CHECK(AccountId::parse("~").has_value());
    CHECK(AccountId::parse(std::string(64, 'x')).has_value());
    const Refusal refusal{.reason = Reason::invalid_account, .field = Field::account};
    CHECK(AccountId::parse("").error() == refusal);
    CHECK(AccountId::parse(std::string(65, 'x')).error() == refusal);
}

TEST_CASE("an account's name has no other octet, in any place") {
    for (int c = 0; c <= 0xFF; ++c) {
        const bool printable = c > 0x20 && c < 0x7F;
        CAPTURE(c);
        const std::string octet(1, static_cast<char>(c));
        CHECK(AccountId::parse(octet).has_value() == printable);
        CHECK(AccountId::parse("a" + octet).has_value() == printable);
        CHECK(AccountId::parse(octet + "b").has_value() == printable);
    }
}

TEST_CASE("accounts are compared octet by octet") {
    const auto id = [](std::string_view text) { return AccountId::parse(text).value(); };
    CHECK(id("acme") == id("acme"));
    CHECK_FALSE(id("acme") == id("Acme"));
    CHECK(id("Z") < id("a"));
    CHECK(id("a") < id("aa"));
}

TEST_CASE("a user id is read from the text that it is written as, in either letter case, and from no other") {
    const std::string text = "7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9f";
    const UserId id = parse_user_id(text).value();
    CHECK(to_text(id) == text);
    CHECK(id.data[0] == 0x7D);
    CHECK(id.data[15] == 0x9F);
    CHECK(parse_user_id("7D0C2B8E-2F5B-4A3C-9D41-0A6F5E1B7C9F").value() == id);
    CHECK(parse_user_id("00000000-0000-0000-0000-000000000000").value() == UserId{});
    const Refusal refused{.reason = Reason::invalid_value, .field = Field::user};
    for (const std::string_view other :
         {"", "7d0c2b8e2f5b4a3c9d410a6f5e1b7c9f", "{7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9f}",
          "7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9", "7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9f0",
          "7d0c2b8e-2f5b-4a3c-9d410-a6f5e1b7c9f", "7d0c2b8e--2f5b-4a3c-9d41-0a6f5e1b7c9f",
          "7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9g", " 7d0c2b8e-2f5b-4a3c-9d41-0a6f5e1b7c9f"}) {
        CAPTURE(other);
        CHECK(parse_user_id(other).error() == refused);
    }
}

TEST_CASE("a literal is the value, and one that cannot be throws an Error of beckon's") {
    using namespace beckon::literals;
    CHECK("acme"_account == AccountId::parse("acme").value());
    CHECK("ada@acme.example"_email == EmailAddress::parse("ada@acme.example").value());
    CHECK_THROWS_AS("no account"_account, Error);
    CHECK_THROWS_AS("no address"_email, RefusedError);
}
