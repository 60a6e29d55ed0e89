// SPDX-License-Identifier: MIT
#include <csignal>
#include <string>
#include <vector>

#include "tests/smtp/outcome_text.hpp"
#include "tests/smtp/servers.hpp"
#include "tests/support/catch.hpp"

using beckon::MailOutcome;
using beckon::SmtpMailer;
using beckon::SmtpOptions;
using Kind = MailOutcome::Kind;
using Security = SmtpOptions::Security;
using namespace beckon::test_support;

namespace {

// The servers of tls_server.py.
class TlsServers {
public:
    SmtpOptions starttls() const { return options(0, Security::starttls); }
    SmtpOptions tls() const { return options(1, Security::tls); }
    SmtpOptions at_another_name() const {
        SmtpOptions another = options(2, Security::tls);
        another.host = "127.0.0.2";
        return another;
    }
    std::string other_ca() const { return folder_.path() / "other_ca.pem"; }

    std::string first_mail() const { return octets_of(folder_.path() / "0001.eml"); }
    bool has_mail() const { return std::filesystem::exists(folder_.path() / "0001.eml"); }

private:
    SmtpOptions options(std::size_t index, Security security) const {
        return {.host = "127.0.0.1",
                .port = server_.port(index),
                .security = security,
                .ca_file = folder_.path() / "ca.pem",
                .username = "postmaster@beckon",
                .password = "correct horse, \xC3\xBC",
                .hello_name = "client.example.test",
                .total_timeout = std::chrono::seconds(60)};
    }

    TemporaryFolder folder_;
    ScriptedServer server_{"smtp/tls_server.py", {folder_.path()}, folder_.path() / "ports"};
};

MailOutcome send_with(const SmtpOptions& options, const beckon::MailMessage& message = short_mail()) {
    MailOutcome outcome = SmtpMailer(options).send(message);
    CHECK(outcome.detail.find("postmaster") == std::string::npos);
    CHECK(outcome.detail.find("horse") == std::string::npos);
    return outcome;
}

void check_not_reached(const MailOutcome& outcome, const std::string& detail) {
    CAPTURE(outcome.detail);
    CHECK(outcome.kind == Kind::deferred);
    CHECK_FALSE(outcome.server_reached);
    CHECK(outcome.detail.find(detail) != std::string::npos);
}

}  // namespace

TEST_CASE("a mail goes over STARTTLS and over TLS, with a password, octet for octet") {
    for (const Security security : {Security::starttls, Security::tls}) {
        CAPTURE(static_cast<int>(security));
        const TlsServers servers;
        std::string data = "Subject: dots\r\n\r\n.\r\n..\r\n";
        while (data.size() < 100'000) data += std::string(996, 'l') + "\r\n.\r\n";
        const auto outcome = send_with(security == Security::tls ? servers.tls() : servers.starttls(), mail(data));
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == Kind::accepted);
        CHECK(servers.first_mail() == data);
    }
}

TEST_CASE("a certificate that is not trusted or is another's defers, uses up no attempt and sends nothing") {
    const TlsServers servers;
    for (SmtpOptions options : {servers.starttls(), servers.tls()}) {
        options.ca_file = servers.other_ca();
        check_not_reached(send_with(options), "certificate");
        options.ca_file.clear();  // The system's do not know it either.
        check_not_reached(send_with(options), "certificate");
    }
    check_not_reached(send_with(servers.at_another_name()), "127.0.0.2");
    CHECK_FALSE(servers.has_mail());
}

TEST_CASE("a wrong password defers and uses up no attempt: it must not finish off every mail") {
    const TlsServers servers;
    for (SmtpOptions options : {servers.starttls(), servers.tls()}) {
        options.password = "wrong horse";
        check_not_reached(send_with(options), "AUTH: 535 5.7.8 ");
    }
    CHECK_FALSE(servers.has_mail());
}

TEST_CASE("a password that is asked for and not configured is reported as a refusal of the sender") {
    const TlsServers servers;
    SmtpOptions options = servers.tls();
    options.username.clear();
    options.password.clear();
    const MailOutcome outcome = send_with(options);
    CAPTURE(outcome.detail);
    CHECK(outcome.kind == Kind::rejected);
    CHECK(outcome.stage == beckon::SmtpStage::mail_from);
    CHECK(outcome.detail.rfind("MAIL: 530 ", 0) == 0);
}

TEST_CASE("a server without STARTTLS, or that takes it back, gets no mail where STARTTLS is asked for") {
    TemporaryFolder folder;
    const std::string port_file = folder.path() / "ports";
    const ScriptedServer server("smtp/fault_server.py",
                                {"--port-file", port_file, "", "EHLO=250-fault\\n250 STARTTLS",
                                 "EHLO=250-fault\\n250 STARTTLS|raw 220 injected\\r\\n"},
                                port_file);
    for (std::size_t i = 0; i < 3; ++i) {
        SmtpOptions options = in_clear(server.port(i));
        options.security = Security::starttls;
        check_not_reached(send_with(options), "EHLO: ");
    }
}

TEST_CASE("a server that speaks no TLS defers where TLS is asked for") {
    const TlsServers servers;
    SmtpOptions options = servers.starttls();
    options.security = Security::tls;
    check_not_reached(send_with(options), "connect: ");
}

TEST_CASE("a password that a server quotes back is taken out") {
    TemporaryFolder folder;
    const std::string port_file = folder.path() / "ports";
    const ScriptedServer server("smtp/fault_server.py",
                                {"--port-file", port_file, "RCPT=550 postmaster@beckon may not, nor may correct-horse"},
                                port_file);
    SmtpOptions options = in_clear(server.port());
    options.username = "postmaster@beckon";
    options.password = "correct-horse";
    const MailOutcome outcome = send_with(options);
    CHECK(outcome.kind == Kind::rejected);
    CHECK(outcome.detail == "RCPT: 550 *** may not, nor may ***");
}

TEST_CASE("a TLS connection reset in mid-mail is an outcome, not a SIGPIPE") {
    REQUIRE(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    const TlsServers servers;
    beckon::MailMessage message = huge_mail();
    message.to = beckon::EmailAddress::parse("drop@example.test").value();
    for (const SmtpOptions& options : {servers.starttls(), servers.tls()}) {
        for (int i = 0; i < 5; ++i) {
            const MailOutcome outcome = send_with(options, message);
            CAPTURE(outcome.detail);
            CHECK(outcome.kind == Kind::deferred);
            CHECK(outcome.detail.rfind("email: ", 0) == 0);
        }
    }
}
