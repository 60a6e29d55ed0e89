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

/// Selects events of an account, which are read in the order of their commits.
struct EventQuery {
    AccountId account;
    std::optional<UserId> user{};  ///< Only this user's.
    std::int64_t after = 0;        ///< Only events at later positions.
    std::size_t size = 100;  ///< At most this many events: 1 to 1000. The caller must ensure it; it is not checked.
};

/// An event and its position in the account's feed. Positions start at 1 and never change. The only gaps are those that
/// `purge` leaves.
struct PlacedEvent {
    std::int64_t position = 0;
    Event event;

    friend bool operator==(const PlacedEvent&, const PlacedEvent&) = default;
};

struct EventPage {
    std::vector<PlacedEvent> events;
    bool more = false;  ///< Whether more events follow the last one.
};

/// Keeps users and their history: what every command needs. For threads and errors see `Store`.
class Users {
public:
    Users() = default;
    Users(const Users&) = delete;
    Users& operator=(const Users&) = delete;
    virtual ~Users() = default;

    /// Returns the answers to the looks, in their order, all as of one moment: no commit is seen in part, and none is
    /// seen by one answer and not by another.
    virtual std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) = 0;

    /// `look_all` of one.
    [[nodiscard]] Seen look(const AccountId& account, const Look& look) {
        return std::move(look_all(account, {&look, 1}).front());
    }

    /// Returns the user as last committed, which may be a tombstone, or none if there never was one.
    [[nodiscard]] std::optional<User> load(const AccountId& account, const UserId& user) {
        return look(account, {.user = user}).user;
    }

    /// Returns the live user who holds the address, compared by its key, or none.
    [[nodiscard]] std::optional<User> find(const AccountId& account, const EmailAddress& email) {
        return look(account, {.user = email}).user;
    }

    /// Carries out all of the commits, in their order, or none of them. Once it returns `committed`, they are durable.
    /// They must be of one account. Each is checked against the state that those before it leave.
    ///
    /// Of any number of commits with equal `before`, at once or one after another, exactly one is committed. These are
    /// checked in this order, against the account as it is before the commit: the key (one that has expired by
    /// `event.at` counts as free and is replaced), the revision, the address, the preconditions. The event gets the
    /// account's next position, and the outbox the `first_record` of the intent. A store may forget expired keys of the
    /// account.
    virtual CommitResult commit_all(std::span<const Commit> commits) = 0;

    /// `commit_all` of one.
    [[nodiscard]] CommitResult commit(const Commit& commit) { return commit_all({&commit, 1}); }

    /// Returns one page of events.
    virtual EventPage events(const EventQuery& query) = 0;

    /// Blanks the personal data of a tombstone. The user and their events become `erased` (lifecycle/erasure.hpp).
    /// Their emails become addressed to `erased_address()` and lose their detail; those not settled are dropped and can
    /// no longer be settled. The idempotency keys of their commits are forgotten. Positions, revisions and times stay.
    /// When it returns, none of the data is left in storage, apart from backups. If it throws, some of it may be left,
    /// and repeating the call helps. Returns false, having done nothing, if there is no such user or the user is live.
    virtual bool erase(const AccountId& account, const UserId& user) = 0;

    /// Permanently deletes up to `limit` tombstones with `Removed::at < removed_before`, earliest removed first, with
    /// their events, emails and idempotency keys. Returns the number of users deleted. Their positions and ids are not
    /// used again.
    virtual std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) = 0;
};

}  // namespace beckon
