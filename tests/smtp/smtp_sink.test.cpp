// SPDX-License-Identifier: MIT
// SmtpMailer against Postfix's smtp-sink(1), a server that misbehaves on demand and that we did not write.
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/smtp/outcome_text.hpp"
#include "tests/smtp/servers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/needed_program.hpp"

using beckon::MailOutcome;
using beckon::SmtpMailer;
using Kind = MailOutcome::Kind;
using namespace beckon::test_support;

namespace {

// A TCP socket of 127.0.0.1, for as long as this object lives.
class LoopbackSocket {
public:
    LoopbackSocket() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    LoopbackSocket(const LoopbackSocket&) = delete;
    LoopbackSocket& operator=(const LoopbackSocket&) = delete;
    ~LoopbackSocket() { close(socket_); }

    std::uint16_t bind_free_port() {
        socklen_t size = sizeof address_;
        auto* address = reinterpret_cast<sockaddr*>(&address_);
        if (bind(socket_, address, size) != 0 || getsockname(socket_, address, &size) != 0) {
            throw std::runtime_error("no free port");
        }
        return ntohs(address_.sin_port);
    }
    bool connects_to(std::uint16_t port) {
        address_.sin_port = htons(port);
        return connect(socket_, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) == 0;
    }

private:
    int socket_;
    sockaddr_in address_{};
};

// smtp-sink cannot choose a port itself, so it is given one that was free a moment ago, and another if it was taken.
class Sink {
public:
    Sink(const std::string& program, const std::vector<std::string>& options) {
        for (int attempts = 10; attempts > 0 && !is_up(); --attempts) {
            port_ = LoopbackSocket().bind_free_port();
            std::vector<std::string> command{program};
            if (geteuid() == 0) command.insert(command.end(), {"-u", "nobody"});  // It will not run as root.
            command.insert(command.end(), options.begin(), options.end());
            command.insert(command.end(), {"127.0.0.1:" + std::to_string(port_), "16"});
            process_ = std::make_unique<ChildProcess>(command);
        }
        if (!is_up()) throw std::runtime_error(program + " does not start");
    }
    std::uint16_t port() const { return port_; }

private:
    bool is_up() {
        while (process_ != nullptr && !process_->has_ended()) {
            if (LoopbackSocket().connects_to(port_)) return true;
            std::this_thread::yield();
        }
        return false;
    }

    std::unique_ptr<ChildProcess> process_;
    std::uint16_t port_ = 0;
};

struct SinkRow {
    std::vector<std::string> options;
    Kind kind;
    bool server_reached;
    std::string detail;  // its beginning
};

}  // namespace

TEST_CASE("every fault of smtp-sink has its outcome") {
    const std::string program = needed_program("BECKON_SMTP_SINK", BECKON_SMTP_SINK);
    if (program.empty()) {
        WARN("skipped: no smtp-sink");
        return;
    }
    const std::vector<SinkRow> rows = {
        {{}, Kind::accepted, true, "end of email: 250 "},
        {{"-q", "QUIT"}, Kind::accepted, true, "end of email: 250 "},
        {{"-Q", "QUIT"}, Kind::accepted, true, "end of email: 250 "},
        {{"-e"}, Kind::accepted, true, "end of email: 250 "},
        {{"-P"}, Kind::accepted, true, "end of email: 250 "},
        {{"-h", std::string(500, 'h')}, Kind::accepted, true, "end of email: 250 "},
        {{"-Q", "CONNECT"}, Kind::deferred, false, "connect: 421 "},
        {{"-q", "CONNECT"}, Kind::deferred, false, "connect: "},
        {{"-f", "CONNECT"}, Kind::deferred, false, "connect: 5"},
        {{"-q", "EHLO"}, Kind::deferred, false, "EHLO: "},
        {{"-f", "EHLO,HELO"}, Kind::deferred, false, "EHLO: 500 "},
        {{"-r", "MAIL"}, Kind::deferred, true, "MAIL: 450 "},
        {{"-f", "MAIL"}, Kind::rejected, true, "MAIL: 500 "},
        {{"-q", "MAIL"}, Kind::deferred, true, "MAIL: "},
        {{"-r", "RCPT"}, Kind::deferred, true, "RCPT: 450 "},
        {{"-f", "RCPT"}, Kind::rejected, true, "RCPT: 500 "},
        {{"-f", "RCPT", "-B", "550 5.1.1 User unknown"}, Kind::rejected, true, "RCPT: 550 5.1.1 User unknown"},
        {{"-q", "RCPT"}, Kind::deferred, true, "RCPT: "},
        {{"-Q", "RCPT"}, Kind::deferred, true, "RCPT: 421 "},
        {{"-r", "DATA"}, Kind::deferred, true, "DATA: 450 "},
        {{"-f", "DATA"}, Kind::rejected, true, "DATA: 500 "},
        {{"-q", "DATA"}, Kind::deferred, true, "DATA: "},
        {{"-r", "."}, Kind::deferred, true, "end of email: 450 "},
        {{"-f", "."}, Kind::rejected, true, "end of email: 500 "},
        {{"-Q", "."}, Kind::deferred, true, "end of email: 421 "},
        {{"-q", "."}, Kind::unknown, true, "end of email: "},
    };
    for (const SinkRow& row : rows) {
        std::string options;
        for (const std::string& option : row.options) options += option + " ";
        CAPTURE(options);
        const Sink sink(program, row.options);
        const MailOutcome outcome = SmtpMailer(in_clear(sink.port())).send(short_mail());
        CAPTURE(outcome.detail);
        CHECK(outcome.kind == row.kind);
        CHECK(outcome.server_reached == row.server_reached);
        CHECK(outcome.detail.rfind(row.detail, 0) == 0);
    }
}
