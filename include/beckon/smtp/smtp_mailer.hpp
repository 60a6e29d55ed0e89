// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "beckon/ports/mailer.hpp"

namespace beckon {

/// Which mail server to use, and how.
struct SmtpOptions {
    enum class Security : std::uint8_t {
        none,      ///< Without encryption.
        starttls,  ///< STARTTLS. Nothing is sent without it (RFC 3207).
        tls,       ///< TLS from the first octet (RFC 8314), usually on port 465.
    };

    std::string host;  ///< A host name, an IPv4 address or an IPv6 address, without scheme, port or brackets.
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string ca_file{};  ///< A file of PEM certificates to trust instead of the system's. Empty: the system's.

    /// Set both or neither. They are only sent over TLS, or to the loopback interface, where nobody can read them on
    /// the way.
    std::string username{};
    std::string password{};

    std::string hello_name{};  ///< The host name to say in EHLO. Empty: this machine's.

    std::chrono::milliseconds connect_timeout{10'000};  ///< Until the server is ready for MAIL.
    /// For one email, including connecting. A lease on the email must be longer. A server may take minutes to reply to
    /// the end of an email (RFC 5321 section 4.5.3.2.6), and running out of time there makes the outcome unknown.
    std::chrono::milliseconds total_timeout{120'000};
};

/// Sends each email over a connection of its own to one SMTP server.
///
/// The outcome says where the dialogue ended:
/// - `accepted`: the server answered the end of the email with 2yz. What happens to the connection afterwards does not
///   matter.
/// - `rejected`: it answered MAIL, RCPT, DATA or the end of the email with 5yz.
/// - `unknown`: the whole email was handed over and no usable answer came: connection lost, timeout, nonsense.
/// - `deferred`: everything else.
///
/// `stage`, `reply` and `enhanced` are what the server said. The courier decides what that means for the email.
///
/// `server_reached` is false until the server is ready for MAIL: no such host, no connection, a certificate that is not
/// trusted, 421 as the greeting, refused credentials. None of these is about the email.
///
/// `detail` is one line of printable ASCII, at most 400 octets, without the user name and the password.
///
/// Certificates are always checked. Neither proxies nor credentials are taken from the environment.
class SmtpMailer final : public Mailer {
public:
    /// Throws std::invalid_argument, naming the field, if an option cannot work.
    explicit SmtpMailer(SmtpOptions options);

    /// The octets of the email arrive unchanged. A CR LF is added if the last line has none.
    ///
    /// Threads: may be called from any thread at any time, in parallel.
    MailOutcome send(const MailMessage& message) override;

private:
    SmtpOptions options_;
    std::string url_;
};

}  // namespace beckon
