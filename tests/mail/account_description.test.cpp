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

TEST_CASE("A description may have an address for answers, and headers of the host's own") {
    auto description = acme();
    description.reply_to = beckon::EmailAddress::parse("team@acme.example").value();
    description.headers = {{"X-SES-CONFIGURATION-SET", "invitations"},
                           {"List-Unsubscribe", "<https://app.example/unsubscribe?from=acme>"},
                           {"X-Name", "Z\xC3\xBCrich & S\xC3\xB6hne"},
                           {"!#$%&'*+-.^_`|~\"()<>@,;\\/[]?={}", std::string(900, 'v')},
                           {std::string(50, 'n'), "v"}};
    while (description.headers.size() < 20)
        description.headers.push_back({"X-" + std::to_string(description.headers.size()), "v"});
    CHECK(complaint_about(description).empty());
    description.headers.push_back({"X-20", "v"});
    CHECK(complaint_about(description) == "headers: more than 20");
}

TEST_CASE("A header that cannot be added is refused when the account is described, by its name") {
    const auto complaint = [](const std::string& name, const std::string& value) {
        auto description = acme();
        description.headers = {{"X-First", "v"}, {name, value}};
        return complaint_about(description);
    };
    for (const std::string name :
         {"From", "to", "SUBJECT", "Date", "message-id", "MIME-Version", "Auto-Submitted", "Content-Type",
          "Content-Transfer-Encoding", "content-language", "Reply-To", "Bcc", "CC", "Sender", "DKIM-Signature",
          "Received", "Return-Path", "Resent-To", "resent-bcc"}) {
        CHECK(complaint(name, "v") == "header \"" + name + "\": is not one that a host can add");
    }
    const std::string not_a_name = "its name is not 1 to 50 printable ASCII characters without a space or colon";
    CHECK(complaint("", "v") == "header \"\": " + not_a_name);
    CHECK(complaint("X Tag", "v") == "header \"X Tag\": " + not_a_name);
    CHECK(complaint("X-Tag:", "v") == "header \"X-Tag:\": " + not_a_name);
    CHECK(complaint("X-\xC3\xBC", "v") == "header \"X-??\": " + not_a_name);
    CHECK(complaint("X\r\nBcc", "v") == "header \"X??Bcc\": " + not_a_name);
    CHECK(complaint(std::string(51, 'x'), "v") == "header \"" + std::string(50, 'x') + "\": " + not_a_name);
    CHECK(complaint("X-Tag", "") == "header \"X-Tag\": empty");
    CHECK(complaint("X-Tag", std::string(901, 'v')) == "header \"X-Tag\": longer than 900 octets");
    CHECK(complaint("X-Tag", "\xFF") == "header \"X-Tag\": not valid UTF-8");
    for (const std::string value : {"v\r\nBcc: all@example.test", "v\n", "\rv", "v\tw", "v\xE2\x80\xA8w"}) {
        CHECK(complaint("X-Tag", value) == "header \"X-Tag\": has a control character");
    }
    for (const std::string value : {" v", "v ", " "}) {
        CHECK(complaint("X-Tag", value) == "header \"X-Tag\": begins or ends with a space");
    }
    CHECK(complaint("x-first", "w") == "header \"x-first\": is there twice");
}

}  // namespace
