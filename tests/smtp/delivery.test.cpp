// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/smtp/outcome_text.hpp"
#include "tests/smtp/servers.hpp"
#include "tests/support/catch.hpp"

using beckon::EmailAddress;
using beckon::MailMessage;
using beckon::MailOutcome;
using beckon::SmtpMailer;
using Kind = MailOutcome::Kind;
using namespace beckon::test_support;

namespace {

// The server that keeps every mail, byte for byte.
class KeepingServer {
public:
    std::uint16_t port() const { return server_.port(); }

    /// By number, from 1, in the order of arrival; empty where there is none.
    std::string mail(std::size_t number) const {
        const std::string name = std::to_string(number);
        return octets_of(folder_.path() / "mails" / (std::string(4 - name.size(), '0') + name + ".eml"));
    }
    std::string log() const { return octets_of(folder_.path() / "mails" / "log.jsonl"); }

private:
    TemporaryFolder folder_;
    ScriptedServer server_{"support/smtp_server.py",
                           {"--port-file", folder_.path() / "port", "--maildir", folder_.path() / "mails"},
                           folder_.path() / "port"};
};

// As the server keeps it, which sees no mail but whole lines.
std::string with_last_line_ended(const std::string& data) {
    const bool ended = data.size() >= 2 && data.compare(data.size() - 2, 2, "\r\n") == 0;
    return ended || data.empty() ? data : data + "\r\n";
}

}  // namespace

TEST_CASE("a mail arrives octet for octet, whatever its lines begin and end with") {
    const std::string head = "Subject: dots\r\n\r\n";
    std::vector<std::string> mails = {
        head + ".\r\n",
        head + ".\r\n.\r\n..\r\n...\r\n",
        ".\r\n",
        ".leads\r\nthe whole mail\r\n",
        head + "no line end at the end",
        head + "a dot at the end\r\n.",
        head + "half a line end at the end\r",
        head + "\r\n\r\n\r\n",
        head + std::string(998, 'l') + "\r\n." + std::string(997, 'l') + "\r\n",
        head + "QUIT\r\nRSET\r\nMAIL FROM:<x@y>\r\n",
    };
    // The dots wander over every edge of libcurl's buffers of 16 and 64 KiB.
    for (const std::size_t edge : {std::size_t{16} << 10U, std::size_t{64} << 10U, std::size_t{128} << 10U}) {
        for (std::size_t before = edge - 6; before <= edge + 2; ++before) {
            std::string data;
            while (data.size() + 100 < before) data += std::string(98, 'x') + "\r\n";
            data += std::string(before - data.size(), 'y') + "\r\n.\r\n.z\r\n";
            mails.push_back(data);
        }
    }
    // A client that knew the mail's size, and counted its own dots against it, would stop three octets early.
    std::string three_dots = "a\r\n.b\r\n.c\r\n.d\r\n";
    while (three_dots.size() + 100 < (std::size_t{64} << 10U)) three_dots += std::string(98, 'x') + "\r\n";
    three_dots += std::string((std::size_t{64} << 10U) + 3 - three_dots.size(), 'y');
    mails.push_back(three_dots);
    std::string many_dots;
    while (many_dots.size() < 200'000) many_dots += ".\r\n..x\r\n";
    mails.push_back(many_dots);

    const KeepingServer server;
    std::size_t number = 0;
    for (const std::string& data : mails) {
        CAPTURE(data.size(), data.substr(0, 60));
        const MailOutcome outcome = SmtpMailer(in_clear(server.port())).send(mail(data));
        CHECK(outcome.kind == Kind::accepted);
        CHECK((server.mail(++number) == with_last_line_ended(data)));
    }
}

TEST_CASE("the envelope is the sender and the one recipient, as typed") {
    const KeepingServer server;
    const MailMessage message = mail("Subject: x\r\n\r\n", "O'Brien+x=y@Example.TEST");
    REQUIRE(SmtpMailer(in_clear(server.port())).send(message).kind == Kind::accepted);
    CHECK(server.log() == R"({"from": "host@example.test", "to": ["O'Brien+x=y@Example.TEST"], "file": "0001.eml"})"
                          "\n");
}

TEST_CASE("no command can be slipped into the envelope") {
    for (const std::string attack : {"a@b.test>\r\nRCPT TO:<c@d.test", "a@b.test\r\nDATA", "a@b.test\n", "a\r@b.test",
                                     "<a@b.test>", "a@b.test> SIZE=1", "a@b.test x", "a@b.test,c@d.test"}) {
        CAPTURE(attack);
        CHECK(EmailAddress::parse(attack).has_error());
    }

    // Nothing but a moved-from address can be unsound; it is refused before anything is sent.
    MailMessage message = short_mail();
    const EmailAddress taken = std::move(message.to);
    const MailOutcome outcome = SmtpMailer(in_clear(1)).send(message);
    CHECK(taken.text() == "deirdre@example.test");
    CHECK(outcome.kind == Kind::rejected);
    CHECK_FALSE(outcome.server_reached);
}

TEST_CASE("proxies of the environment are not used") {
    const KeepingServer server;
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "socks5://127.0.0.1:1", 1);
    CHECK(SmtpMailer(in_clear(server.port())).send(short_mail()).kind == Kind::accepted);
    unsetenv("all_proxy");
    unsetenv("ALL_PROXY");
}

TEST_CASE("eight threads send 200 mails through one mailer, and each arrives once") {
    const KeepingServer server;
    SmtpMailer mailer(in_clear(server.port()));
    constexpr std::size_t threads = 8;
    constexpr std::size_t each = 25;
    std::vector<std::vector<MailOutcome>> outcomes(threads);
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            for (std::size_t i = 0; i < each; ++i) {
                const std::string number = std::to_string(t * each + i);
                outcomes[t].push_back(
                    mailer.send(mail("Subject: " + number + "\r\n\r\n", "u" + number + "@example.test")));
            }
        });
    }
    for (std::thread& worker : workers) worker.join();

    for (const auto& by_thread : outcomes) {
        for (const MailOutcome& outcome : by_thread) {
            CAPTURE(outcome.detail);
            CHECK(outcome.kind == Kind::accepted);
        }
    }
    std::map<std::string, int> arrived;
    for (std::size_t i = 1; i <= threads * each; ++i) ++arrived[server.mail(i)];
    CHECK(server.mail(threads * each + 1).empty());
    CHECK(arrived.size() == threads * each);
    for (const auto& [data, times] : arrived) {
        CAPTURE(data);
        CHECK(times == 1);
    }
}
