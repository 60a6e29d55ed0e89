// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "beckon/ports/mailer.hpp"

namespace beckon::smtp {

/// How far an SMTP dialogue got: what the client did last.
enum class Stage : std::uint8_t {
    connect,      ///< Connecting, then waiting for the greeting.
    hello,        ///< EHLO, HELO, STARTTLS.
    auth,         ///< AUTH and the lines that go with it.
    mail_from,    ///< MAIL.
    rcpt_to,      ///< RCPT.
    data,         ///< DATA; the email itself has not begun.
    body,         ///< Part of the email was sent, but not all of it.
    end_of_data,  ///< All of the email was handed over, so the final dot may have been sent.
};

struct Verdict {
    MailOutcome::Kind kind{};
    bool server_reached = false;

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// What the end of a dialogue means for the email. `reply` is the code that answered what the client did last, or 0 if
/// no complete reply came. SmtpMailer states the rules.
///
/// libcurl's own error codes are not used: 55 means a refused RCPT as well as a broken pipe, and the response code that
/// it keeps is that of an earlier command if the last one was not answered.
constexpr Verdict classify(bool succeeded, Stage stage, int reply) {
    using Kind = MailOutcome::Kind;
    const bool completed = reply >= 200 && reply < 300;
    const bool refused = reply >= 500 && reply < 600;
    const bool postponed = reply >= 400 && reply < 500;
    if (succeeded) return {Kind::accepted, true};
    switch (stage) {
        case Stage::connect:
        case Stage::hello:
        case Stage::auth: return {Kind::deferred, false};
        case Stage::mail_from:
        case Stage::body: return {Kind::deferred, true};
        case Stage::rcpt_to:
        case Stage::data: return {refused ? Kind::rejected : Kind::deferred, true};
        case Stage::end_of_data: break;
    }
    if (completed) return {Kind::accepted, true};
    if (refused) return {Kind::rejected, true};
    return {postponed ? Kind::deferred : Kind::unknown, true};
}

}  // namespace beckon::smtp
