// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "beckon/mail/mail_message.hpp"

namespace beckon {

/// What a mail server did with one email.
struct MailOutcome {
    enum class Kind : std::uint8_t {
        accepted,  ///< The server took responsibility for the email.
        deferred,  ///< Not now; the server does not have it.
        rejected,  ///< Never; the server does not have it.
        unknown,   ///< Everything was sent and no answer came: the server may have it.
    };

    Kind kind{};
    bool server_reached = true;  ///< False: the server could not be reached at all, which does not count as an attempt.
    std::string detail{};        ///< What happened, for people: the server's reply, or what failed.
};

/// Hands emails to a mail server and reports what is known. Reports `unknown` if nothing is.
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
