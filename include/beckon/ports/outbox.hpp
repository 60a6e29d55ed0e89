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

/// How far an email has come. It is independent of the user's status. Numbers are stored: new ones are appended, none
/// ever changes.
enum class Delivery : std::uint8_t {
    queued = 1,       ///< Not tried yet.
    sent = 2,         ///< The server took responsibility for it. Final, unless it bounces.
    deferred = 3,     ///< Tried, and due again at `next_attempt_at`.
    failed = 4,       ///< Given up; `detail` says why. Final.
    dropped = 5,      ///< No longer true when its turn came; `detail` says why. Final.
    bounced = 6,      ///< It came back, as the host reported; `detail` says why. Final.
    by_hand = 7,      ///< No email: the command returned the link instead (`MailIntent::by_hand`). Final.
    unconfirmed = 8,  ///< It may have arrived, nobody knows, and it is not sent again. Final, unless it bounces.
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
    {Delivery::unconfirmed, "unconfirmed"},
};
// clang-format on

static_assert(words_are_sound<Delivery>());

inline constexpr auto all_deliveries = all_values<Delivery>();

/// Why an email has failed. Numbers are stored: new ones are appended, none ever changes.
enum class FailureCause : std::uint8_t {
    no_such_address = 1,  ///< A server said that the address does not exist.
    refused = 2,          ///< The address's mail server refuses it, while other emails of the same sender are accepted.
    out_of_time = 3,      ///< It was not accepted before its invitation expires.
    no_key = 4,           ///< The key of its link was retired.
    not_composed = 5,     ///< The host's template failed.
};

// clang-format off
template <>
inline constexpr Word<FailureCause> words_of<FailureCause>[] = {
    {FailureCause::no_such_address, "no_such_address"},
    {FailureCause::refused, "refused"},
    {FailureCause::out_of_time, "out_of_time"},
    {FailureCause::no_key, "no_key"},
    {FailureCause::not_composed, "not_composed"},
};
// clang-format on

static_assert(words_are_sound<FailureCause>());

/// An email in the outbox, or a link that was passed on by hand.
struct MailRecord {
    MailIntent intent;
    Delivery delivery = Delivery::queued;
    std::uint32_t attempts = 0;                ///< Settlements that counted as an attempt.
    std::uint32_t unknown = 0;                 ///< Attempts after which nobody knows whether the server has it.
    std::uint32_t lapses = 0;                  ///< Claims that ran out unsettled. They are not attempts.
    std::uint32_t refusals = 0;                ///< Refusals that were about its address. They are not attempts.
    std::optional<Instant> refused_since{};    ///< When the first of these refusals was.
    std::optional<Instant> next_attempt_at{};  ///< None: due at once, whatever the clock says.
    /// When it was last settled or bounced; none before that. By hand: when it was queued.
    std::optional<Instant> settled_at{};
    std::optional<FailureCause> cause{};  ///< Why it has failed.
    std::string detail{};                 ///< The last answer or reason, for people.

    friend bool operator==(const MailRecord&, const MailRecord&) = default;
};

/// Returns whether a mail server has the email or may have it, so that it can arrive or come back.
constexpr bool may_have_arrived(const MailRecord& mail) {
    const bool was_taken = mail.delivery == Delivery::sent || mail.delivery == Delivery::bounced;
    return was_taken || mail.delivery == Delivery::unconfirmed || mail.unknown > 0 || mail.lapses > 0;
}

/// Returns whether an email is a reason to wait before the next one to its address. It is one if it may have arrived,
/// if a server was asked to take it, if a worker holds it (has claimed it and not settled it), or if it is waiting and
/// still true: the latest email of a user who is still invited. A link by hand is never a reason.
constexpr bool starts_cooldown(const MailRecord& mail, bool is_held, bool is_true) {
    const bool waits = mail.delivery == Delivery::queued || mail.delivery == Delivery::deferred;
    const bool was_tried = mail.delivery == Delivery::deferred && mail.attempts > 0;
    return may_have_arrived(mail) || is_held || was_tried || (waits && is_true);
}

/// Returns the first record of an intent: queued, or settled already if it is by hand.
inline MailRecord first_record(const MailIntent& intent) {
    if (!intent.by_hand) return {.intent = intent};
    return {.intent = intent, .delivery = Delivery::by_hand, .settled_at = intent.queued_at};
}

/// An email that one worker holds until its lease ends. The fence proves it: once another worker has claimed the email,
/// this one can no longer settle it.
struct ClaimedMail {
    MailRecord mail;
    std::int64_t fence = 0;
    Instant lease_ends;

    /// Returns the number of the attempt about to be made, counted from 1. What was not an attempt is not counted.
    std::uint32_t attempt() const { return mail.attempts + 1; }
};

/// What a worker found out about an email that it holds.
struct Settlement {
    Delivery delivery{};  ///< `sent`, `deferred`, `failed`, `dropped` or `unconfirmed`.
    Instant at;
    bool counts = true;                        ///< Whether this was an attempt.
    bool unknown = false;                      ///< Whether the server may have the email all the same.
    bool refused = false;                      ///< Whether this was a refusal of the address: counted in `refusals`.
    std::optional<Instant> next_attempt_at{};  ///< When the next attempt is due, for `deferred`.
    std::optional<FailureCause> cause{};       ///< For `failed`.
    std::string detail{};                      ///< Valid UTF-8, at most 500 octets.
};

enum class SettleResult : std::uint8_t {
    settled,
    not_held,  ///< The lease ran out and the email was claimed again, or it is settled already. Nothing has changed.
};

/// The outgoing email, and what became of it: what the courier needs. For threads and errors see `Store`.
class Outbox {
public:
    Outbox() = default;
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;
    virtual ~Outbox() = default;

    /// Returns a user's emails, latest first, including the links that were passed on by hand.
    virtual std::vector<MailRecord> mail(const AccountId& account, const UserId& user) = 0;

    /// Returns the emails to an address, in any letter case, of any account and user, that were queued at `since` or
    /// later. Those queued latest come first; if the times are equal, either may. Links by hand are among them.
    virtual std::vector<MailRecord> mail_to(const EmailAddress& address, Instant since) = 0;

    /// Claims up to `limit` emails of any account, longest queued first, and returns them. Each is reserved for this
    /// caller until `now + lease`. An email is due if it is queued or deferred, its `next_attempt_at` is none or has
    /// been reached, and nobody holds it. One email was queued before another if both its commit and its `queued_at`
    /// came earlier; if the two disagree, or the times are equal, either may come first. A claim holds while
    /// `claimed_at - lease <= now < claimed_at + lease`, so that a clock that is set back cannot hold an email
    /// permanently. The next record handed out counts a claim that ran out unsettled, in `lapses` only.
    virtual std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) = 0;

    /// Records what became of an email, and ends the claim. The first settlement that is `refused` sets
    /// `refused_since`, and later ones leave it. Everything else that is not a count is replaced. Only the latest claim
    /// of an email can settle it, and only once. It may do so after its lease has ended, as long as nobody has claimed
    /// the email since.
    virtual SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) = 0;

    /// Records that the email which this revision of the user asked for came back. It becomes `bounced`, whatever it
    /// was, and a worker that holds it can no longer settle it. If it is `bounced` already, it stays as it is. Returns
    /// false if there is no such email, as is the case for a link by hand.
    virtual bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                             std::string_view detail) = 0;
};

}  // namespace beckon
