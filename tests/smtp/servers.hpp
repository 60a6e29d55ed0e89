// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "beckon/mail/mail_message.hpp"
#include "beckon/smtp/smtp_mailer.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace beckon::test_support {

/// A Python script of the tests, running, and the ports that it listens on.
class ScriptedServer {
public:
    /// `script` is relative to tests/; `port_file` is relative to `folder`, which the script's arguments may name.
    ScriptedServer(const std::string& script, std::vector<std::string> arguments,
                   const std::filesystem::path& port_file)
        : process_(command(script, std::move(arguments))) {
        std::istringstream lines(wait_for_file(process_, port_file));
        ports_.assign(std::istream_iterator<std::uint16_t>(lines), {});
    }

    std::uint16_t port(std::size_t index = 0) const { return ports_.at(index); }

private:
    static std::vector<std::string> command(const std::string& script, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {BECKON_PYTHON, BECKON_TESTS_DIR "/" + script});
        return arguments;
    }

    ChildProcess process_;
    std::vector<std::uint16_t> ports_;
};

inline SmtpOptions in_clear(std::uint16_t port) {
    return {.host = "127.0.0.1",
            .port = port,
            .security = SmtpOptions::Security::none,
            .hello_name = "client.example.test",
            .total_timeout = std::chrono::seconds(60)};
}

inline MailMessage mail(std::string data, const std::string& to = "deirdre@example.test") {
    return {.from = EmailAddress::parse("host@example.test").value(),
            .to = EmailAddress::parse(to).value(),
            .message_id = "<1@example.test>",
            .subject = "Join us",
            .data = std::move(data)};
}

inline MailMessage short_mail() { return mail("Subject: Join us\r\n\r\nHello\r\n"); }

/// More than any socket's buffers hold.
inline MailMessage huge_mail() {
    const std::string line = std::string(78, 'x') + "\r\n";
    std::string data = "Subject: Join us\r\n\r\n";
    while (data.size() < (std::size_t{24} << 20U)) data += line;
    return mail(data);
}

inline std::string octets_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace beckon::test_support
