// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>

#include "tests/soak/history.hpp"
#include "tests/soak/linearizability.hpp"

namespace beckon::soak {

/// The users of an account who have a pending invitation: as much of an account as a cap on them is about.
using Pending = std::set<UserId>;

/// What an invitation or a cancellation is answered where `pending` stand and at most `cap` may; does it where it can
/// be done. Each user has an address of their own.
inline Answer take(Pending& pending, std::uint32_t cap, const Operation& operation) {
    const auto refused = [](Reason reason) { return Answer{.kind = Answer::Kind::refused, .reason = reason}; };
    if (operation.request.verb == Verb::cancel) {
        if (pending.erase(operation.user) == 0) return refused(Reason::user_not_found);
        return {.kind = Answer::Kind::ok, .revision = 2};
    }
    if (pending.count(operation.user) != 0) return refused(Reason::address_taken);
    if (pending.size() >= cap) return refused(Reason::too_many_pending);
    pending.insert(operation.user);
    return {.kind = Answer::Kind::ok, .revision = 1};
}

/// Whether one account can have lived through this.
inline bool is_linearizable(std::span<const Operation> history, const Pending& initial, std::uint32_t cap) {
    const auto step = [&](Pending pending, const Operation& operation) -> std::optional<Pending> {
        const Answer answer = take(pending, cap, operation);
        if (operation.has_answer() && answer != operation.answer) return std::nullopt;
        return pending;
    };
    return is_linearizable(history, initial, step);
}

}  // namespace beckon::soak
