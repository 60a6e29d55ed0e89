// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <variant>

#include "beckon/ports/commit.hpp"
#include "beckon/ports/look.hpp"

/// Helpers for a store that reads one thing at a time, to answer a look and to examine a commit. They must run within
/// one transaction, or under one lock, so that everything they read is of one moment. `reads` is an object of the store
/// with
///
///     std::optional<User> user_by_id(const UserId&);             // a tombstone too
///     std::optional<User> user_by_address(const EmailAddress&);  // a live user
///     std::optional<Instant> last_mail_at(const EmailAddress&);  // of the newest that `starts_cooldown`
///     std::uint32_t pending(Instant now);
///     std::uint32_t active_holders(const std::string& role);
///     std::optional<RememberedRequest> remembered(const std::string& key, Instant now);
///
/// each for the account of the look or the commit, and with the meaning of the members of `Seen`.
namespace beckon {

/// Returns the answer to the look.
template <class Reads>
Seen see(Reads&& reads, const Look& look) {
    Seen seen;
    if (const auto* id = std::get_if<UserId>(&look.user)) seen.user = reads.user_by_id(*id);
    if (const auto* address = std::get_if<EmailAddress>(&look.user)) seen.user = reads.user_by_address(*address);
    if (look.address) seen.holder = reads.user_by_address(*look.address);
    if (look.user_mailed_at && seen.user) seen.user_mailed_at = reads.last_mail_at(seen.user->email);
    if (look.address_mailed_at && look.address) seen.address_mailed_at = reads.last_mail_at(*look.address);
    if (look.pending) seen.counters.pending = reads.pending(look.now);
    if (look.role) seen.counters.active_holders = reads.active_holders(*look.role);
    if (!look.idempotency_key.empty()) seen.remembered = reads.remembered(look.idempotency_key, look.now);
    return seen;
}

/// Returns the outcome that `commit_all` must report for the commit before it carries it out: `committed` if it may
/// carry it out.
template <class Reads>
CommitResult examine(Reads&& reads, const Commit& commit) {
    using Outcome = CommitResult::Outcome;
    if (commit.key && reads.remembered(commit.key->key, commit.event.at)) return {Outcome::key_taken};
    const std::optional<User> current = reads.user_by_id(commit.after.id);
    const bool as_decided_on = commit.before ? current && current->revision == commit.before->revision : !current;
    if (!as_decided_on) return {Outcome::revision_conflict};
    if (is_live(commit.after)) {
        const std::optional<User> holder = reads.user_by_address(commit.after.email);
        if (holder && holder->id != commit.after.id) return {Outcome::address_taken};
    }
    for (std::size_t i = 0; i < commit.only_if.size(); ++i) {
        const Precondition& rule = commit.only_if[i];
        const bool holds = rule.rule == Precondition::Rule::pending_below ? reads.pending(commit.event.at) < rule.limit
                                                                          : reads.active_holders(rule.role) >= 2;
        if (!holds) return {Outcome::precondition_failed, i};
    }
    return {Outcome::committed};
}

}  // namespace beckon
