// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "beckon/ports/mailer.hpp"

namespace beckon {

/// Which mail server to speak to, and how.
struct SmtpOptions {
    enum class Security : std::uint8_t {
        none,      ///< In clear.
        starttls,  ///< STARTTLS, without which nothing is sent (RFC 3207).
        tls,       ///< TLS from the first octet (RFC 8314), usually on port 465.
    };

    std::string host;  ///< A host name, an IPv4 or an IPv6 address; no scheme, no port, no brackets.
    std::uint16_t port = 587;
    Security security = Security::starttls;
    std::string ca_file{};  ///< Certificates in PEM that are trusted instead of the system's; empty: the system's.

    /// Both or neither. Only over TLS, or to the loopback interface, where nobody is on the way to read them.
    std::string username{};
    std::string password{};

    std::string hello_name{};  ///< The host name to say in EHLO; empty: this machine's.

    std::chrono::milliseconds connect_timeout{10'000};  ///< Until the server is ready for MAIL.
    /// For one mail, connecting included; a lease on the mail must be longer. A server may take minutes for the reply
    /// to the end of a mail (RFC 5321 section 4.5.3.2.6), and running out of time there makes the outcome unknown.
    std::chrono::milliseconds total_timeout{120'000};
};

/// Sends each mail over a connection of its own to one SMTP server.
///
/// The outcome says where in the dialogue it ended:
/// - `accepted`: the server answered the end of the mail with 2yz. What happens to the connection afterwards is of no
///   account.
/// - `rejected`: it answered RCPT, DATA or the end of the mail with 5yz.
/// - `unknown`: the whole mail was handed over and no usable answer came: connection lost, time out, nonsense.
/// - `deferred`: everything else. A 5yz to MAIL is in here: it speaks of the sender, of missing authentication or of
///   policy, all of which the host can mend, and must not finish off every mail until it does.
///
/// `server_reached` is false until the server is ready for MAIL: no such host, no connection, a certificate that is
/// not trusted, 421 as the greeting, refused credentials. None of these is about the mail.
///
/// `detail` is one line of printable ASCII, at most 400 octets; the user name and the password are taken out of it.
///
/// Certificates are always checked. Neither proxies nor credentials are taken from the environment.
class SmtpMailer final : public Mailer {
public:
    /// Throws std::invalid_argument naming the field that cannot work.
    explicit SmtpMailer(SmtpOptions options);

    /// The octets of the mail arrive as they are; a CR LF is added where the last line has none.
    ///
    /// Threads: from any, at any time, in parallel.
    MailOutcome send(const MailMessage& message) override;

private:
    SmtpOptions options_;
    std::string url_;
};

}  // namespace beckon
