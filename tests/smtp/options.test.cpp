// SPDX-License-Identifier: MIT
#include <functional>
#include <stdexcept>
#include <string>

#include "beckon/smtp/smtp_mailer.hpp"
#include "tests/support/catch.hpp"

using beckon::SmtpMailer;
using beckon::SmtpOptions;
using Security = SmtpOptions::Security;

namespace {

// The field that the refusal names, or "" where there is none.
std::string refused_field(const SmtpOptions& options) {
    try {
        const SmtpMailer mailer(options);
        return "";
    } catch (const std::invalid_argument& refusal) {
        const std::string text = refusal.what();
        CHECK(text.find("s3cret") == std::string::npos);
        const std::string start = "SMTP options: ";
        REQUIRE(text.rfind(start, 0) == 0);
        return text.substr(start.size(), text.find(':', start.size()) - start.size());
    }
}

std::string refused_host(const std::string& host) { return refused_field({.host = host}); }

}  // namespace

TEST_CASE("hosts are names and addresses") {
    for (const std::string good :
         {"localhost", "mail.example.test", "mail_server", "127.0.0.1", "::1", "2001:db8::25"}) {
        CAPTURE(good);
        CHECK(refused_host(good).empty());
    }
    for (const std::string bad :
         {"", "mail example", " mail", "mail\r\nRSET", "mail\n", "smtp://mail", "mail:25", "127.0.0.1:25", "[::1]",
          "::1%lo", "user@mail", "mail/path", "mail?x", "mail#x", ".mail", "-mail", "m\xC3\xA4il", "2001:db8::25::1"}) {
        CAPTURE(bad);
        CHECK(refused_host(bad) == "host");
    }
    CHECK(refused_host(std::string("mail\0.test", 10)) == "host");
    CHECK(refused_host(std::string("::1\0", 4)) == "host");
    CHECK(refused_host(std::string(254, 'm')) == "host");
}

TEST_CASE("an SMTP option that cannot work is named, and its secret is not") {
    using std::chrono::milliseconds;
    const auto with = [](const std::function<void(SmtpOptions&)>& change) {
        SmtpOptions options{.host = "mail.example.test", .username = "s3cret-user", .password = "s3cret-password"};
        change(options);
        return refused_field(options);
    };
    CHECK(with([](SmtpOptions&) {}).empty());
    CHECK(with([](SmtpOptions& o) { o.port = 0; }) == "port");
    CHECK(with([](SmtpOptions& o) { o.connect_timeout = milliseconds(0); }) == "connect_timeout");
    CHECK(with([](SmtpOptions& o) { o.total_timeout = milliseconds(-1); }) == "total_timeout");
    CHECK(with([](SmtpOptions& o) { o.hello_name = "me\r\nRSET"; }) == "hello_name");
    CHECK(with([](SmtpOptions& o) { o.hello_name = "a/b"; }) == "hello_name");
    CHECK(with([](SmtpOptions& o) { o.ca_file = "/nowhere/ca.pem"; }) == "ca_file");
    CHECK(with([](SmtpOptions& o) { o.username += '\n'; }) == "username");
    CHECK(with([](SmtpOptions& o) { o.password += '\0'; }) == "password");
    CHECK(with([](SmtpOptions& o) { o.username.clear(); }) == "username");
    CHECK(with([](SmtpOptions& o) { o.password.clear(); }) == "password");
    CHECK(refused_field({.host = "localhost", .security = Security::none, .ca_file = "/dev/null"}) == "ca_file");
}

TEST_CASE("credentials cross no network in clear") {
    const auto in_clear_to = [](const std::string& host) {
        return refused_field({.host = host, .security = Security::none, .username = "u", .password = "p"});
    };
    for (const std::string near : {"localhost", "LocalHost", "127.0.0.1", "127.8.8.8", "::1"}) {
        CAPTURE(near);
        CHECK(in_clear_to(near).empty());
    }
    for (const std::string far : {"mail.example.test", "127.evil.test", "localhost.evil.test", "128.0.0.1", "::2"}) {
        CAPTURE(far);
        CHECK(in_clear_to(far) == "security");
    }
}
