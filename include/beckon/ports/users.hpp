// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/ports/look.hpp"

namespace beckon {

/// Which events of an account to read, in the order of their commits.
struct EventQuery {
    AccountId account;
    std::optional<UserId> user{};  ///< Only this user's.
    std::int64_t after = 0;        ///< Only events at later positions.
    std::size_t size = 100;        ///< Events at the most, 1 to 1000: the caller's duty, not checked.
};

/// An event and its place in the account's feed: 1 for the first, never changing, with no gaps but those that `purge`
/// leaves.
struct PlacedEvent {
    std::int64_t position = 0;
    Event event;

    friend bool operator==(const PlacedEvent&, const PlacedEvent&) = default;
};

struct EventPage {
    std::vector<PlacedEvent> events;
    bool more = false;  ///< Whether further events follow the last.
};

/// Where users and their history are kept: what every command needs. For threads and errors see `Store`.
class Users {
public:
    Users() = default;
    Users(const Users&) = delete;
    Users& operator=(const Users&) = delete;
    virtual ~Users() = default;

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
    /// next position, and the outbox the `first_record` of the intent. A store may forget expired keys of the account.
    virtual CommitResult commit_all(std::span<const Commit> commits) = 0;

    /// `commit_all` of one.
    [[nodiscard]] CommitResult commit(const Commit& commit) { return commit_all({&commit, 1}); }

    /// One page of events.
    virtual EventPage events(const EventQuery& query) = 0;

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
