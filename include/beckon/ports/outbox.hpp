// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/mail_intent.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// How far a mail has come: the second axis beside the status. Numbers are stored: appended to, never moved.
enum class Delivery : std::uint8_t {
    queued = 1,    ///< Not tried yet.
    sent = 2,      ///< The server took responsibility for it. Final, unless it comes back.
    deferred = 3,  ///< Tried, and due again at `next_attempt_at`.
    failed = 4,    ///< Given up; `detail` says why. Final.
    dropped = 5,   ///< No longer true when its turn came: `detail` says why. Final.
    bounced = 6,   ///< Came back, as the host reported: `detail` says why. Final.
};

// clang-format off
template <>
inline constexpr Word<Delivery> words_of<Delivery>[] = {
    {Delivery::queued, "queued"},
    {Delivery::sent, "sent"},
    {Delivery::deferred, "deferred"},
    {Delivery::failed, "failed"},
    {Delivery::dropped, "dropped"},
    {Delivery::bounced, "bounced"},
};
// clang-format on

static_assert(words_are_sound<Delivery>());

inline constexpr auto all_deliveries = all_values<Delivery>();

/// A mail in the outbox.
struct MailRecord {
    MailIntent intent;
    Delivery delivery = Delivery::queued;
    std::uint32_t attempts = 0;  ///< Attempts that counted; one at a server that could not be reached does not.
    std::uint32_t unknown = 0;   ///< Attempts after which nobody knows whether the server has it.
    std::uint32_t lapses = 0;    ///< Claims that ran out unsettled; each is also counted in the two above.
    std::optional<Instant> next_attempt_at{};  ///< None: due at once, whatever the clock does.
    std::optional<Instant> settled_at{};       ///< When it was last settled or bounced; none before.
    std::string detail{};                      ///< The last answer or reason, for people.

    friend bool operator==(const MailRecord&, const MailRecord&) = default;
};

/// A mail that one worker holds until its lease ends. The fence is its proof: once another worker has claimed the
/// mail, this one cannot settle it any more.
struct ClaimedMail {
    MailRecord mail;
    std::int64_t fence = 0;
    Instant lease_ends;

    /// The number of the attempt about to be made, from 1.
    std::uint32_t attempt() const { return mail.attempts + 1; }
};

/// What a worker found out about a mail that it holds.
struct Settlement {
    Delivery delivery{};  ///< `sent`, `deferred`, `failed` or `dropped`.
    Instant at;
    bool counts = true;                        ///< Whether this was an attempt: the server was reached.
    bool unknown = false;                      ///< Whether the server may have the mail all the same.
    std::optional<Instant> next_attempt_at{};  ///< Where deferred.
    std::string detail{};                      ///< Valid UTF-8, at most 500 octets.
};

enum class SettleResult : std::uint8_t {
    settled,
    not_held,  ///< The lease ran out and the mail was claimed again, or it is settled already. Nothing was changed.
};

}  // namespace beckon
