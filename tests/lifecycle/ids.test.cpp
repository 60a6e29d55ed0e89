// SPDX-License-Identifier: MIT
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

TEST_CASE("an account is named by 1 to 64 printable ASCII octets") {
    CHECK(AccountId::parse("acme").value().text() == "acme");
    CHECK(AccountId::parse("!").has_value());
    CHECK(AccountId::parse("~").has_value());
    CHECK(AccountId::parse(std::string(64, 'x')).has_value());
    const Refusal refusal{.reason = Reason::invalid_account, .field = "account"};
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
