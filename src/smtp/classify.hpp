// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/mailer.hpp"

namespace beckon::smtp {

using Stage = SmtpStage;

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
        case Stage::body: return {Kind::deferred, true};
        case Stage::mail_from:
        case Stage::rcpt_to:
        case Stage::data: return {refused ? Kind::rejected : Kind::deferred, true};
        case Stage::end_of_data: break;
    }
    if (completed) return {Kind::accepted, true};
    if (refused) return {Kind::rejected, true};
    return {postponed ? Kind::deferred : Kind::unknown, true};
}

}  // namespace beckon::smtp
