// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/outbox.hpp"
#include "sqlite/connection.hpp"

// What rows mean.
namespace beckon::sqlite {

/// What `read_user` wants to find, from column 0 on, of the table beckon_users named `u`.
inline constexpr const char* user_columns =
    "u.id, u.revision, u.email, u.name, u.roles, u.teams, u.inboxes, u.locale, u.state, u.since, u.expires_at, "
    "u.times_sent, u.opened_at, u.removal, u.link_generation, u.link_key, u.created_at, u.joined_at, u.invited_by";
inline constexpr int columns_of_user = 19;

User read_user(const Run& row, const AccountId& account);

/// The event of which the column holds the JSON.
Event read_event(const Run& row, int column);

/// What `read_mail` wants to find, from column 0 on, of the tables beckon_outbox, beckon_users and beckon_accounts
/// named `o`, `u` and `a`.
inline constexpr const char* mail_columns =
    "a.account, u.id, o.revision, o.generation, o.email, o.queued_at, o.delivery, o.attempts, o.unknown, o.lapses, "
    "o.next_attempt_at, o.settled_at, o.detail";
inline constexpr int columns_of_mail = 13;

MailRecord read_mail(const Run& row);

}  // namespace beckon::sqlite
