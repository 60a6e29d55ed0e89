// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "beckon/ports/mailer.hpp"

namespace beckon::test_support {

/// Keeps every mail that it is handed. Answers as `answer` says; else what stands first in `script`, which it takes
/// off; else `accepted`.
class RecordingMailer final : public Mailer {
public:
    struct Handed {
        MailMessage message;
        MailOutcome outcome;
    };

    MailOutcome send(const MailMessage& message) override {
        const std::lock_guard lock(mutex_);
        MailOutcome outcome{.kind = MailOutcome::Kind::accepted, .detail = "250 OK"};
        if (answer) {
            outcome = answer(message);
        } else if (!script.empty()) {
            outcome = script.front();
            script.pop_front();
        }
        handed.push_back({message, outcome});
        return outcome;
    }

    std::function<MailOutcome(const MailMessage&)> answer{};  ///< May throw.
    std::deque<MailOutcome> script{};
    std::vector<Handed> handed{};  ///< To be read while nothing is being sent.

private:
    std::mutex mutex_;
};

inline MailOutcome accepted() { return {.kind = MailOutcome::Kind::accepted, .detail = "250 OK"}; }
inline MailOutcome deferred() { return {.kind = MailOutcome::Kind::deferred, .detail = "450 mailbox busy"}; }
inline MailOutcome rejected() {
    return {.kind = MailOutcome::Kind::rejected, .enhanced = "5.1.1", .detail = "550 no such mailbox"};
}
inline MailOutcome refused() {
    return {.kind = MailOutcome::Kind::rejected,
            .reply = 554,
            .enhanced = "5.7.1",
            .detail = "554 5.7.1 Relay access denied"};
}
inline MailOutcome unknown() { return {.kind = MailOutcome::Kind::unknown, .detail = "no answer to the final dot"}; }
inline MailOutcome server_away() {
    return {.kind = MailOutcome::Kind::deferred, .server_reached = false, .detail = "connection refused"};
}

}  // namespace beckon::test_support
