// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/records/stored_rows.hpp"

// The meaning of rows.
namespace beckon::sqlite {

using records::columns_of_user;
using records::read_event;
using records::read_mail;
using records::read_user;
using records::user_columns;

/// The greatest row that a user or an event of the account `a` can have. Its rows are all those between the account's
/// own row, shifted left by 40 bits, and this.
inline constexpr const char* last_row = "(a.row << 40 | ~(-1 << 40))";

/// The columns that `read_mail` expects, from column 0 on, of the tables beckon_outbox, beckon_users and
/// beckon_accounts named `o`, `u` and `a`.
inline constexpr const char* mail_columns =
    "a.account, u.id, o.revision, o.generation, o.email, o.queued_at, o.delivery, o.attempts, o.unknown, o.lapses, "
    "o.refusals, o.refused_since, o.next_attempt_at, o.settled_at, o.cause, o.detail";
inline constexpr int columns_of_mail = 16;

}  // namespace beckon::sqlite
