// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "beckon/mail/mail_message.hpp"

namespace beckon {

/// How far an SMTP dialogue got: what the client did last.
enum class SmtpStage : std::uint8_t {
    connect,      ///< Connecting, then waiting for the greeting.
    hello,        ///< EHLO, HELO, STARTTLS.
    auth,         ///< AUTH and the lines that go with it.
    mail_from,    ///< MAIL.
    rcpt_to,      ///< RCPT.
    data,         ///< DATA; the email itself has not begun.
    body,         ///< Part of the email was sent, but not all of it.
    end_of_data,  ///< All of the email was handed over, so the final dot may have been sent.
};

/// What a mail server did with one email. `kind` is enough. With the rest the courier can tell a wrong address from a
/// server that refuses us: without `enhanced`, no refusal is final at once.
struct MailOutcome {
    enum class Kind : std::uint8_t {
        accepted,  ///< The server took responsibility for the email.
        deferred,  ///< Not now; the server does not have it.
        rejected,  ///< Refused, with 5yz; the server does not have it. The courier decides whether that is final.
        unknown,   ///< Everything was sent and no answer came: the server may have it.
    };

    Kind kind{};
    bool server_reached = true;  ///< False: the server could not be reached at all, which does not count as an attempt.
    std::optional<SmtpStage> stage{};  ///< Where the dialogue ended.
    int reply = 0;                     ///< The code of the reply to that, such as 550. 0: none.
    std::string enhanced{};            ///< The enhanced code in it (RFC 3463), such as "5.1.1". Empty: none.
    std::string detail{};              ///< What happened, for people: the server's reply, or what failed.
};

/// Hands emails to a mail server and reports what is known, without judging it. Reports `unknown` if nothing is.
///
/// Threads: `send` may be called from any thread at any time. Errors: a std::exception counts as `unknown`; it must
/// throw nothing else.
class Mailer {
public:
    Mailer() = default;
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;
    virtual ~Mailer() = default;

    virtual MailOutcome send(const MailMessage& message) = 0;
};

}  // namespace beckon
