// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/user.hpp"
#include "database.hpp"

/// What the columns mean.
namespace host {

/// The columns that beckon's `records::read_user` reads, from column 0 on.
inline const std::string user_columns =
    "id, revision, email, full_name, locale, roles, attributes, state, since, expires_at, times_sent, opened_at, "
    "removal, link_generation, link_key, created_at, joined_at, invited_by, reference, note";

/// The columns that beckon's `records::read_mail` reads, from column 0 on.
inline const std::string mail_columns =
    "tenant_id, user_id, revision, generation, email, queued_at, delivery, attempts, unknown, lapses, refusals, "
    "refused_since, next_attempt_at, settled_at, cause, detail";

/// Writes everything that beckon keeps about a user, whether or not the host has a row for them yet.
void write_user(Database& database, const beckon::User& user);

}  // namespace host
