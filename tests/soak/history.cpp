// SPDX-License-Identifier: MIT
#include "tests/soak/history.hpp"

#include <fmt/format.h>

#include <boost/uuid/uuid_io.hpp>
#include <string_view>
#include <variant>

namespace beckon::soak {

namespace {

Instant first_day() { return Instant(boost::gregorian::date(2026, 1, 1)); }

std::string_view word(Verb verb) {
    switch (verb) {
        case Verb::invite: return "invite";
        case Verb::begin_setup: return "begin_setup";
        case Verb::accept: return "accept";
        case Verb::decline: return "decline";
        case Verb::resend: return "resend";
        case Verb::send_new: return "send_new";
        case Verb::cancel: return "cancel";
        case Verb::deactivate: return "deactivate";
        case Verb::activate: return "activate";
        case Verb::remove: return "remove";
        case Verb::read: return "read";
    }
    return {};
}

std::string_view word(Phase phase) {
    switch (phase) {
        case Phase::nobody: return "nobody";
        case Phase::invited: return "invited";
        case Phase::active: return "active";
        case Phase::deactivated: return "deactivated";
        case Phase::cancelled: return "cancelled";
        case Phase::declined: return "declined";
        case Phase::removed: return "removed";
    }
    return {};
}

Phase phase_of(const User& user) {
    if (std::holds_alternative<Invited>(user.state)) return Phase::invited;
    if (std::holds_alternative<Active>(user.state)) return Phase::active;
    if (std::holds_alternative<Deactivated>(user.state)) return Phase::deactivated;
    switch (std::get<Removed>(user.state).how) {
        case Removal::cancelled: return Phase::cancelled;
        case Removal::declined: return Phase::declined;
        case Removal::removed: break;
    }
    return Phase::removed;
}

std::string in_words(const Operation& operation, const Answer& answer) {
    if (!operation.has_answer()) return "no answer";
    switch (answer.kind) {
        case Answer::Kind::ok: break;
        case Answer::Kind::refused: return fmt::format("refused, {}", code(answer.reason));
        case Answer::Kind::failed: return "failed";
        case Answer::Kind::unknown: return "unknown";
    }
    if (operation.request.verb == Verb::read) {
        return fmt::format("{} at revision {}, link {}", word(answer.phase), answer.revision, answer.generation);
    }
    return fmt::format("ok at revision {}{}", answer.revision, answer.first ? ", first" : "");
}

}  // namespace

Instant at(Micros micros) { return first_day() + boost::posix_time::microseconds(micros); }
Micros micros_of(Instant instant) { return (instant - first_day()).total_microseconds(); }

std::string in_words(const Operation& operation) {
    const Request& request = operation.request;
    const std::string ended = operation.has_answer() ? std::to_string(operation.ended) : "...";
    std::string text =
        fmt::format("  [{}, {}] worker {}: {}", operation.began, ended, operation.worker, word(request.verb));
    if (request.generation != 0) text += fmt::format(" by link {}", request.generation);
    if (request.key != 0) text += fmt::format(" under key {}", request.key);
    return text + fmt::format(", at {} us: {}", operation.now, in_words(operation, operation.answer));
}

std::string in_words(std::span<const Operation> history) {
    std::string text;
    for (const Operation& operation : history) text += in_words(operation) + "\n";
    return text;
}

Answer seen(const std::optional<User>& user) {
    if (!user) return {.kind = Answer::Kind::ok, .phase = Phase::nobody};
    return {.kind = Answer::Kind::ok,
            .revision = user->revision,
            .phase = phase_of(*user),
            .generation = user->link ? user->link->generation : 0};
}

}  // namespace beckon::soak
