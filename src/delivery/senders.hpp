// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/ports/outbox.hpp"

namespace beckon {

/// Watches, for each sender's address, which of its emails the mail server takes and which it refuses, to tell a
/// recipient who is refused from a sender who is. Threads: any.
class Senders {
public:
    /// Nothing from a sender is sent from `since` until just before `until`.
    struct Hold {
        Instant since;
        Instant until;
        std::string reply;  ///< The code of the last refusal, without its text, which may name somebody.
    };

    /// What a refusal says.
    struct Refused {
        bool is_about_recipient = false;  ///< Other emails of the sender passed, before it and since the last such one.
        std::optional<Hold> hold{};       ///< Refused at three domains in a row, with no acceptance between.
    };

    void accepted(const EmailAddress& from, Instant at);

    /// `mail` is the record before this refusal. `wait` is how long a hold lasts.
    Refused refused(const EmailAddress& from, bool of_sender, const MailRecord& mail, Instant at, Duration wait,
                    const std::string& reply);

    /// Returns the hold of a sender, if there is one at `now`.
    std::optional<Hold> hold(const EmailAddress& from, Instant now) const;

private:
    struct Sender {
        bool passes = false;                   ///< The last email that was not known to be refused was accepted.
        std::optional<Instant> accepted_at{};  ///< The last one.
        std::set<std::string> domains{};       ///< Those that have refused emails since then.
        std::optional<Hold> hold{};            ///< The last one since then.
        std::size_t refused_since_hold = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::string, Sender> senders_;
};

}  // namespace beckon
