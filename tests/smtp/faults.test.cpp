// SPDX-License-Identifier: MIT
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "tests/smtp/outcome_text.hpp"
#include "tests/smtp/servers.hpp"
#include "tests/support/catch.hpp"

using beckon::MailMessage;
using beckon::MailOutcome;
using beckon::SmtpMailer;
using beckon::SmtpOptions;
using Kind = MailOutcome::Kind;
using namespace beckon::test_support;

namespace {

// Servers of fault_server.py, one for each script.
class FaultServers {
public:
    explicit FaultServers(std::vector<std::string> scripts)
        : server_("smtp/fault_server.py", with_port_file(std::move(scripts)), port_file()) {}

    std::uint16_t port(std::size_t index = 0) const { return server_.port(index); }

private:
    std::string port_file() const { return folder_.path() / "ports"; }
    std::vector<std::string> with_port_file(std::vector<std::string> scripts) const {
        scripts.insert(scripts.begin(), {"--port-file", port_file()});
        return scripts;
    }

    TemporaryFolder folder_;
    ScriptedServer server_;
};

struct FaultRow {
    std::string script;
    Kind kind;
    bool server_reached;
    std::string detail;  // its beginning
};

std::vector<std::string> scripts_of(const std::vector<FaultRow>& faults) {
    std::vector<std::string> scripts(faults.size());
    std::transform(faults.begin(), faults.end(), scripts.begin(), [](const FaultRow& row) { return row.script; });
    return scripts;
}

void check_rows(const std::vector<FaultRow>& faults) {
    const FaultServers servers(scripts_of(faults));
    for (std::size_t i = 0; i < faults.size(); ++i) {
        CAPTURE(faults[i].script.substr(0, 100));
        SmtpMailer mailer(in_clear(servers.port(i)));
        const MailOutcome outcome = mailer.send(short_mail());
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == faults[i].kind);
        CHECK(outcome.server_reached == faults[i].server_reached);
        CHECK(outcome.detail.rfind(faults[i].detail, 0) == 0);
        CHECK(outcome.detail.size() <= 400);
    }
}

const std::string long_text(5'000, 'x');

}  // namespace

TEST_CASE("a server that is not ready for mail defers, and uses up no attempt") {
    check_rows({
        {"connect=drop", Kind::deferred, false, "connect: "},
        {"connect=421 busy", Kind::deferred, false, "connect: 421 busy"},
        {"connect=554 no mail here", Kind::deferred, false, "connect: 554 no mail here"},
        {"connect=raw SSH-2.0-OpenSSH\\r\\n|drop", Kind::deferred, false, "connect: "},
        {"connect=raw 220 no line end|drop", Kind::deferred, false, "connect: "},
        {"connect=raw \\x00\\xff\\r\\n|drop", Kind::deferred, false, "connect: "},
        {"EHLO=drop", Kind::deferred, false, "EHLO: "},
        {"EHLO=421 bye", Kind::deferred, false, "EHLO: "},
        {"EHLO=raw 250-one\\r\\n|drop", Kind::deferred, false, "EHLO: "},
        {"EHLO=550 a name that I do not like", Kind::deferred, false, "EHLO: "},
    });
}

TEST_CASE("a refused sender is reported as such") {
    check_rows({
        {"MAIL=450 later", Kind::deferred, true, "MAIL: 450 later"},
        {"MAIL=550 you may not", Kind::rejected, true, "MAIL: 550 you may not"},
        {"MAIL=530 5.7.0 authenticate first", Kind::rejected, true, "MAIL: 530 5.7.0 authenticate first"},
        {"MAIL=421 bye", Kind::deferred, true, "MAIL: 421 bye"},
        {"MAIL=drop", Kind::deferred, true, "MAIL: "},
    });
}

TEST_CASE("a refused recipient or DATA is rejected with 5yz and deferred otherwise") {
    check_rows({
        {"RCPT=450 greylisted", Kind::deferred, true, "RCPT: 450 greylisted"},
        {"RCPT=550 5.1.1 no such user", Kind::rejected, true, "RCPT: 550 5.1.1 no such user"},
        {"RCPT=550-no\\n550 such user", Kind::rejected, true, "RCPT: 550-no 550 such user"},
        {"RCPT=550 k\xC3\xB6nnte sein", Kind::rejected, true, "RCPT: 550 k??nnte sein"},
        {"RCPT=550 " + long_text, Kind::rejected, true, "RCPT: 550 " + long_text.substr(0, 390)},
        {"RCPT=421 bye", Kind::deferred, true, "RCPT: 421 bye"},
        {"RCPT=drop", Kind::deferred, true, "RCPT: "},
        {"RCPT=raw what?\\r\\n|drop", Kind::deferred, true, "RCPT: "},
        {"RCPT=raw 550 no line end|drop", Kind::deferred, true, "RCPT: "},
        {"DATA=450 not now", Kind::deferred, true, "DATA: 450 not now"},
        {"DATA=554 no", Kind::rejected, true, "DATA: 554 no"},
        {"DATA=250 that is no answer", Kind::deferred, true, "DATA: "},
        {"DATA=drop", Kind::deferred, true, "DATA: "},
        {"DATA=raw 354 no line end|drop", Kind::deferred, true, "DATA: "},
    });
}

TEST_CASE("the reply to the end of the mail decides, and without one the outcome is unknown") {
    check_rows({
        {"", Kind::accepted, true, "end of email: 250 taken"},
        {"dot=250-queued\\n250 as 4711", Kind::accepted, true, "end of email: 250-queued 250 as 4711"},
        {"dot=250 " + long_text, Kind::accepted, true, "end of email: 250 " + long_text.substr(0, 380)},
        {"dot=raw 250 for me a line ends so\\n", Kind::accepted, true, "end of email: 250 for me a line ends so"},
        {"dot=252 not quite by the book", Kind::accepted, true, ""},
        {"dot=450 later", Kind::deferred, true, "end of email: 450 later"},
        {"dot=421 bye", Kind::deferred, true, "end of email: 421 bye"},
        {"dot=500 no", Kind::rejected, true, "end of email: 500 no"},
        {"dot=552 too big", Kind::rejected, true, "end of email: 552 too big"},
        {"dot=554 5.7.1 spam", Kind::rejected, true, "end of email: 554 5.7.1 spam"},
        {"dot=drop", Kind::unknown, true, "end of email: "},
        {"dot=raw 250 no line end|drop", Kind::unknown, true, "end of email: "},
        {"dot=raw 250-and|drop", Kind::unknown, true, "end of email: "},
        {"dot=raw 250-and\\r\\n|drop", Kind::unknown, true, "end of email: "},
        {"dot=raw what?\\r\\n|drop", Kind::unknown, true, "end of email: "},
        {"dot=354 that is no answer", Kind::unknown, true, "end of email: "},
    });
}

TEST_CASE("a mail once taken stays accepted whatever happens at QUIT") {
    check_rows({
        {"QUIT=drop", Kind::accepted, true, "end of email: 250 taken"},
        {"QUIT=421 bye", Kind::accepted, true, "end of email: 250 taken"},
        {"QUIT=550 stay", Kind::accepted, true, "end of email: 250 taken"},
        {"QUIT=raw what?|drop", Kind::accepted, true, "end of email: 250 taken"},
    });
}

TEST_CASE("a mail that was cut off half way is deferred, for no server can have it") {
    const FaultServers servers({"body=drop", "body=read 100000|drop", "body=552 too big|drop"});
    const MailMessage mail = huge_mail();
    for (std::size_t i = 0; i < 3; ++i) {
        SmtpMailer mailer(in_clear(servers.port(i)));
        const MailOutcome outcome = mailer.send(mail);
        CAPTURE(i, outcome.detail);
        CHECK(outcome.kind == Kind::deferred);
        CHECK(outcome.server_reached);
        CHECK(outcome.detail.rfind("email: ", 0) == 0);
    }
}

TEST_CASE("a connection lost while a short mail was under way never counts as accepted or rejected") {
    const FaultServers servers({"body=drop"});
    SmtpMailer mailer(in_clear(servers.port()));
    const MailOutcome outcome = mailer.send(short_mail());
    CAPTURE(outcome.detail);
    CHECK((outcome.kind == Kind::deferred || outcome.kind == Kind::unknown));
    CHECK(outcome.server_reached);
}

TEST_CASE("running out of time means what losing the connection there means") {
    const std::vector<FaultRow> rows = {
        {"connect=hang", Kind::deferred, false, "connect: "}, {"EHLO=hang", Kind::deferred, false, "EHLO: "},
        {"MAIL=hang", Kind::deferred, true, "MAIL: "},        {"RCPT=hang", Kind::deferred, true, "RCPT: "},
        {"DATA=hang", Kind::deferred, true, "DATA: "},        {"body=hang", Kind::deferred, true, "email: "},
        {"dot=hang", Kind::unknown, true, "end of email: "},  {"QUIT=hang", Kind::accepted, true, "end of email: 250"},
    };
    const FaultServers servers(scripts_of(rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(rows[i].script);
        const MailMessage mail = rows[i].script == "body=hang" ? huge_mail() : short_mail();
        SmtpOptions options = in_clear(servers.port(i));
        MailOutcome outcome;
        // A machine too slow to come so far in the time given gets more of it.
        for (options.total_timeout = std::chrono::milliseconds(200); options.total_timeout < std::chrono::minutes(1);
             options.total_timeout *= 4) {
            outcome = SmtpMailer(options).send(mail);
            if (outcome.detail.rfind(rows[i].detail, 0) == 0) break;
        }
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == rows[i].kind);
        CHECK(outcome.server_reached == rows[i].server_reached);
        CHECK(outcome.detail.rfind(rows[i].detail, 0) == 0);
    }
}

TEST_CASE("a server that is not there defers, and uses up no attempt") {
    SECTION("nobody listens") {
        // Bound, so that nobody else takes the port, and not listening.
        const int held = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(bind(held, reinterpret_cast<const sockaddr*>(&address), size) == 0);
        REQUIRE(getsockname(held, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        const MailOutcome outcome = SmtpMailer(in_clear(ntohs(address.sin_port))).send(short_mail());
        close(held);
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == Kind::deferred);
        CHECK_FALSE(outcome.server_reached);
        CHECK(outcome.detail.rfind("connect: ", 0) == 0);
    }
    SECTION("its name has a label that is too long for the domain name system") {
        SmtpOptions options = in_clear(25);
        options.host = std::string(64, 'x') + ".test";
        const MailOutcome outcome = SmtpMailer(options).send(short_mail());
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == Kind::deferred);
        CHECK_FALSE(outcome.server_reached);
        CHECK(outcome.detail.rfind("connect: ", 0) == 0);
    }
}
