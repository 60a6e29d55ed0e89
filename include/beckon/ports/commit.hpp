// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/mail_intent.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// Records that a command was carried out under an idempotency key. It holds no link and no answer: the answer is
/// replayed from the user's events up to `revision`.
struct RememberedRequest {
    std::string key;                        ///< 1 to 200 printable ASCII octets, scoped by account.
    std::array<std::uint8_t, 32> digest{};  ///< Of the command, to tell a different command under the same key.
    UserId user{};
    std::int64_t revision = 0;
    Instant expires_at;  ///< From then on the key counts as unused.

    friend bool operator==(const RememberedRequest&, const RememberedRequest&) = default;
};

/// One change to one user, with all that belongs to it. A store carries out all of it or nothing.
struct Commit {
    std::optional<User> before;  ///< The user that the decision was about. None: there was no such user.
    User after;                  ///< `evolve(before, event)`.
    Event event;
    std::optional<MailIntent> mail{};
    std::vector<Precondition> only_if{};
    std::optional<RememberedRequest> key{};
};

/// The outcome of one or more commits. Every outcome but `committed` leaves everything as it was.
struct CommitResult {
    enum class Outcome : std::uint8_t {
        committed,
        revision_conflict,  ///< The user is not at the revision of `before`, or exists already. Look and decide again.
        address_taken,      ///< Another live user of the account has the address of `after`.
        precondition_failed,  ///< `only_if[precondition]` does not hold.
        key_taken,            ///< The idempotency key is in use. Look again.
    };

    Outcome outcome{};
    std::size_t precondition = 0;  ///< The first precondition that does not hold.
    std::size_t commit = 0;        ///< Of several commits, the index of the first that could not be carried out.

    friend bool operator==(const CommitResult&, const CommitResult&) = default;
};

}  // namespace beckon
