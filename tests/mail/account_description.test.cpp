// SPDX-License-Identifier: MIT
#include "beckon/mail/account_description.hpp"

#include <stdexcept>
#include <string>

#include "tests/support/catch.hpp"

namespace {

beckon::AccountDescription acme() {
    return {"ACME", "help@acme.example", "https://app.example/invitations/",
            beckon::EmailAddress::parse("invitations@app.example").value()};
}

/// What `check` throws; empty where it throws nothing.
std::string complaint_about(const beckon::AccountDescription& description) {
    try {
        check(description);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

std::string complaint_about_url(std::string url) {
    auto description = acme();
    description.base_url = std::move(url);
    return complaint_about(description);
}

TEST_CASE("A description with a name, a support contact and a URL for the token to stand behind can be used") {
    CHECK(complaint_about(acme()).empty());
    for (const char* url : {"http://localhost/", "http://127.0.0.1:8080/join/",
                            "https://app.example/join?token=", "https://app.example/join#", "https://app.example/join?",
                            "https://[::1]/i/", "https://app.example/a%20b/?account=acme&token="}) {
        CAPTURE(url);
        CHECK(complaint_about_url(url).empty());
    }
}

TEST_CASE("A base URL is refused where it is no web address") {
    for (const char* url : {"", "app.example/", "ftp://app.example/", "HTTPS://app.example/", "javascript:alert(1)//",
                            "//app.example/", "https:/app.example/", " https://app.example/"}) {
        CAPTURE(url);
        CHECK(complaint_about_url(url) == "base_url: begins with neither https:// nor http://");
    }
    for (const char* url : {"https://", "https:///", "https://app.example", "https://app.example=", "https://?token=",
                            "https://app.example?token=", "https://app.example#"}) {
        CAPTURE(url);
        CHECK(complaint_about_url(url) == "base_url: a host and a path are missing, as in https://app.example/");
    }
    CHECK(complaint_about_url("https://bank.example@evil.example/") == "base_url: has a user name");
}

TEST_CASE("A base URL is refused where the token would become part of its last word") {
    for (const char* url : {"https://app.example/invitations", "https://app.example/i-", "https://app.example/i_",
                            "https://app.example/i.", "https://app.example/join?token"}) {
        CAPTURE(url);
        CHECK(complaint_about_url(url) == "base_url: the token would run into it: it must end in one of / = ? #");
    }
}

TEST_CASE("A base URL is refused where it holds a character that could end it early") {
    for (const char c : std::string("\0 \t\r\n\"<>\\^`{|}\x7F\x80\xFF", 17)) {
        CAPTURE(static_cast<int>(c));
        CHECK(complaint_about_url(std::string("https://app.example/") + c + "/") ==
              "base_url: has a character that does not belong in a URL");
    }
}

TEST_CASE("A base URL has at most 500 octets") {
    const std::string longest = "https://app.example/" + std::string(479, 'a') + "/";
    REQUIRE(longest.size() == 500);
    CHECK(complaint_about_url(longest).empty());
    CHECK(complaint_about_url(longest + "/") == "base_url: longer than 500 octets");
}

TEST_CASE("The name and the support contact of an account are one line of 1 to 200 octets") {
    for (const std::string field : {"name", "support_contact"}) {
        const auto complaint = [&](const std::string& text) {
            auto description = acme();
            (field == "name" ? description.name : description.support_contact) = text;
            return complaint_about(description);
        };
        CHECK(complaint("") == field + ": empty");
        CHECK(complaint(std::string(200, 'x')).empty());
        CHECK(complaint(std::string(201, 'x')) == field + ": longer than 200 characters");
        CHECK(complaint("Z\xC3\xBCrich & S\xC3\xB6hne").empty());
        CHECK(complaint("ACME\xFF") == field + ": not valid UTF-8");
        CHECK(complaint("ACME\r\nBcc: all@example.test") == field + ": has a control character");
        CHECK(complaint("ACME \xE2\x80\xAE gpj.exe") == field + ": has a control character");
    }
}

}  // namespace
