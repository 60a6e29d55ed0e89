// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/records/stored_rows.hpp"

// The meaning of rows.
namespace beckon::postgres {

using records::columns_of_user;
using records::read_event;
using records::read_mail;
using records::read_user;
using records::user_columns;

/// The columns that `read_mail` expects, from column 0 on, of the table outbox named `o`.
inline constexpr const char* mail_columns =
    "o.account, o.user_id, o.revision, o.generation, o.email, o.queued_at, o.delivery, o.attempts, o.unknown, "
    "o.lapses, o.refusals, o.refused_since, o.next_attempt_at, o.settled_at, o.cause, o.detail";
inline constexpr int columns_of_mail = 16;

}  // namespace beckon::postgres
