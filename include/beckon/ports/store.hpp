// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/ports/look.hpp"
#include "beckon/ports/outbox.hpp"
#include "beckon/ports/query.hpp"

namespace beckon {

/// Where users, their history and their outgoing mail are kept.
///
/// Every sentence here is a check in testing/store_contract.hpp; run it over a store of your own. Threads: every
/// method may be called from any thread at any time. Errors: every method may throw `StoreError`, having changed
/// nothing (`erase` aside), and one that writes `UnknownOutcomeError`, after which it may be done or not. No method of
/// an account sees anything of another account, `claim_mail` excepted. A store knows no rule and reads no clock: times
/// are arguments.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// Answers each of the looks, in their order, all of them as of one moment: no commit is seen in part, and none is
    /// seen by one answer and not by another.
    virtual std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) = 0;

    /// `look_all` of one.
    [[nodiscard]] Seen look(const AccountId& account, const Look& look) {
        return std::move(look_all(account, {&look, 1}).front());
    }

    /// Returns the user as last committed, a tombstone included; none if there never was one.
    [[nodiscard]] std::optional<User> load(const AccountId& account, const UserId& user) {
        return look(account, {.user = user}).user;
    }

    /// Returns the live user who holds the address, by its key.
    [[nodiscard]] std::optional<User> find(const AccountId& account, const EmailAddress& email) {
        return look(account, {.user = email}).user;
    }

    /// Does all of the commits, in their order, or nothing, and durably once it says `committed`. They are of one
    /// account; each is checked against what those before it leave.
    ///
    /// Of any number of commits with equal `before`, at once or one after another, exactly one is committed. Checked
    /// in this order, against the account as it is before the commit: the key (one that has expired by `event.at`
    /// counts as free and is replaced), the revision, the address, the preconditions. The event gets the account's
    /// next position. A store may forget expired keys of the account.
    virtual CommitResult commit_all(std::span<const Commit> commits) = 0;

    /// `commit_all` of one.
    [[nodiscard]] CommitResult commit(const Commit& commit) { return commit_all({&commit, 1}); }

    /// One page of live users.
    virtual UserPage list(const UserQuery& query) = 0;

    /// How many live users have each status at `now`.
    virtual StatusCounts count(const AccountId& account, Instant now) = 0;

    /// How many live users have their newest mail in each state.
    virtual DeliveryCounts count_deliveries(const AccountId& account) = 0;

    /// One page of events.
    virtual EventPage events(const EventQuery& query) = 0;

    /// A user's mails, the newest first.
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
    /// mail.
    virtual bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                             std::string_view detail) = 0;

    /// Blanks what is personal about a tombstone: the user and their events become `erased` (lifecycle/erasure.hpp),
    /// their mails go to `erased_address()` without a detail, those not settled are dropped and can no longer be
    /// settled, and the idempotency keys of their commits are forgotten. Positions, revisions and times stay. When it
    /// returns, none of it is left in storage, backups aside; where it throws, some of
    /// it may be, and repeating it helps. False, and nothing is done: there is no such user, or a
    /// live one.
    virtual bool erase(const AccountId& account, const UserId& user) = 0;

    /// Takes tombstones with `Removed::at < removed_before` out for good, those removed first first, up to `limit`: the
    /// users, their events, mails and keys. How many. Their positions and ids are not given out again.
    virtual std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) = 0;
};

}  // namespace beckon
