// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "beckon/ports/mailer.hpp"

namespace story {

/// A mail server that answers as the story says, and keeps what it accepted. For one thread.
class Mailbox final : public beckon::Mailer {
public:
    /// The answer to every email from now on.
    void answer_with(beckon::MailOutcome::Kind kind) { answer_ = kind; }

    beckon::MailOutcome send(const beckon::MailMessage& message) override;

    /// The octets of the n-th email that was accepted for the address, 1 being the latest, or null if there is none.
    const std::string* find(const beckon::EmailAddress& to, std::size_t nth) const;

private:
    beckon::MailOutcome::Kind answer_ = beckon::MailOutcome::Kind::accepted;
    std::map<std::string, std::vector<std::string>> accepted_;  // by address key, the newest last
};

}  // namespace story
