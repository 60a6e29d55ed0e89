// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/outbox.hpp"
#include "postgres/connection.hpp"

// What rows mean.
namespace beckon::postgres {

/// What `read_user` wants to find, from column 0 on, of the table users named `u`.
inline constexpr const char* user_columns =
    "u.id, u.revision, u.email, u.name, u.roles, u.teams, u.inboxes, u.locale, u.state, u.since, u.expires_at, "
    "u.times_sent, u.opened_at, u.removal, u.link_generation, u.link_key, u.created_at, u.joined_at, u.invited_by";
inline constexpr int columns_of_user = 19;

User read_user(const Rows::Row& row, const AccountId& account);

/// The event of which the column holds the JSON.
Event read_event(const Rows::Row& row, int column);

/// What `read_mail` wants to find, from column 0 on, of the table outbox named `o`.
inline constexpr const char* mail_columns =
    "o.account, o.user_id, o.revision, o.generation, o.email, o.queued_at, o.delivery, o.attempts, o.unknown, "
    "o.lapses, o.next_attempt_at, o.settled_at, o.detail";
inline constexpr int columns_of_mail = 13;

MailRecord read_mail(const Rows::Row& row);

}  // namespace beckon::postgres
