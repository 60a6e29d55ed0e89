// SPDX-License-Identifier: MIT
#include "delivery/senders.hpp"

namespace beckon {

namespace {

constexpr std::size_t domains_in_a_row = 3;  // From here on, the server is refusing us.

// After a hold this many may be refused before the next one. If it were one, it could be the same email each time.
constexpr std::size_t tries_after_hold = 5;

}  // namespace

void Senders::accepted(const EmailAddress& from, Instant at) {
    const std::lock_guard lock(mutex_);
    senders_[from.key()] = {.passes = true, .accepted_at = at};
}

Senders::Refused Senders::refused(const EmailAddress& from, bool of_sender, const MailRecord& mail, Instant at,
                                  Duration wait, const std::string& reply) {
    const std::lock_guard lock(mutex_);
    Sender& sender = senders_[from.key()];
    // An email that was refused while others passed says nothing new about the sender. Any other refusal does.
    const bool is_known = mail.refusals > 0;
    const bool passed_since = !is_known || mail.settled_at <= sender.accepted_at;
    Refused refused{.is_about_recipient = !of_sender && sender.passes && passed_since};
    if (!is_known) {
        sender.passes = false;
        sender.domains.emplace(mail.intent.to.domain());
    }
    const bool again = sender.hold && ++sender.refused_since_hold >= tries_after_hold;
    if (again || (!sender.hold && sender.domains.size() >= domains_in_a_row)) {
        sender.hold = Hold{at, at + wait, reply};
        sender.refused_since_hold = 0;
    }
    refused.hold = sender.hold;
    return refused;
}

std::optional<Senders::Hold> Senders::hold(const EmailAddress& from, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto sender = senders_.find(from.key());
    if (sender == senders_.end() || !sender->second.hold) return std::nullopt;
    const Hold& hold = *sender->second.hold;
    return hold.since <= now && now < hold.until ? sender->second.hold : std::nullopt;
}

}  // namespace beckon
