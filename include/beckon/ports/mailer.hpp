// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "beckon/mail/mail_message.hpp"

namespace beckon {

/// What a mail server made of one mail.
struct MailOutcome {
    enum class Kind : std::uint8_t {
        accepted,  ///< The server took responsibility for the mail.
        deferred,  ///< Not now; the server does not have it.
        rejected,  ///< Never; the server does not have it.
        unknown,   ///< Everything was sent and no answer came: the server may have it.
    };

    Kind kind{};
    bool server_reached = true;  ///< False: the server was not there at all, which uses up no attempt of the mail.
    std::string detail{};        ///< What happened, for people: the server's reply, or what failed.
};

/// Hands mails to a mail server. Tells what is known, and `unknown` where nothing is.
///
/// Threads: `send` may be called from any thread at any time. A std::exception that it throws is taken for
/// `unknown`; throw nothing else.
class Mailer {
public:
    Mailer() = default;
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;
    virtual ~Mailer() = default;

    virtual MailOutcome send(const MailMessage& message) = 0;
};

}  // namespace beckon
