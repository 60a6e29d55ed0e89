// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/ids.hpp"
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
    by_hand = 7,   ///< No mail: the command returned the link instead (`MailIntent::by_hand`). Final.
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
    {Delivery::by_hand, "by_hand"},
};
// clang-format on

static_assert(words_are_sound<Delivery>());

inline constexpr auto all_deliveries = all_values<Delivery>();

/// A mail in the outbox, or a link that was given by hand.
struct MailRecord {
    MailIntent intent;
    Delivery delivery = Delivery::queued;
    std::uint32_t attempts = 0;  ///< Attempts that counted; one at a server that could not be reached does not.
    std::uint32_t unknown = 0;   ///< Attempts after which nobody knows whether the server has it.
    std::uint32_t lapses = 0;    ///< Claims that ran out unsettled; each is also counted in the two above.
    std::optional<Instant> next_attempt_at{};  ///< None: due at once, whatever the clock does.
    std::optional<Instant> settled_at{};       ///< When it was last settled or bounced; none before. By hand: at once.
    std::string detail{};                      ///< The last answer or reason, for people.

    friend bool operator==(const MailRecord&, const MailRecord&) = default;
};

/// Whether a mail is a reason to wait before the next one to its address (B9): it may have arrived, a server was asked
/// to take it, a worker holds it (has claimed and not settled it), or it waits and is still true: the newest mail of
/// somebody who is invited. A link by hand is none.
constexpr bool starts_cooldown(const MailRecord& mail, bool is_held, bool is_true) {
    const bool waits = mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred;
    const bool was_taken = mail.delivery == Delivery::sent || mail.delivery == Delivery::bounced;
    const bool was_tried = mail.delivery == Delivery::deferred && mail.attempts > 0;
    return was_taken || mail.unknown > 0 || is_held || was_tried || (waits && is_true);
}

/// Returns the record that an intent begins as: queued, or by hand and settled already.
inline MailRecord first_record(const MailIntent& intent) {
    if (!intent.by_hand) return {.intent = intent};
    return {.intent = intent, .delivery = Delivery::by_hand, .settled_at = intent.queued_at};
}

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

/// Where outgoing email waits, and what became of it: what the courier needs. For threads and errors see `Store`.
class Outbox {
public:
    Outbox() = default;
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;
    virtual ~Outbox() = default;

    /// A user's mails, the newest first, and among them the links that were given by hand.
    virtual std::vector<MailRecord> mail(const AccountId& account, const UserId& user) = 0;

    /// Hands out up to `limit` mails of any account, the longest queued first, each to this caller alone until
    /// `now + lease`. One was queued longer than another where both its commit and its `queued_at` came earlier; where
    /// they disagree, or the times are equal, either may be first. Due are mails that are queued or deferred, whose
    /// `next_attempt_at` is none or reached, and that nobody holds. A claim holds while `claimed_at - lease <= now <
    /// claimed_at + lease`, so that a clock set back cannot leave a mail held for ever. A claim that ran out unsettled
    /// has an unknown outcome: the next record handed out counts it in `attempts`, `unknown` and `lapses`.
    virtual std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) = 0;

    /// Records what became of a mail, and ends the claim. Only the latest claim of a mail can settle it, and only
    /// once; it may do so after its lease has ended, as long as nobody has claimed the mail since.
    virtual SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) = 0;

    /// Records that the mail which that revision of the user asked for came back: it is `bounced`, whatever it was, and
    /// whoever holds it can no longer settle it. One that is `bounced` already stays as it is. False: there is no such
    /// mail, as there is none of a link by hand.
    virtual bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                             std::string_view detail) = 0;
};

}  // namespace beckon
