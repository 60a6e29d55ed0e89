// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/outbox.hpp"
#include "database.hpp"

/// What the columns mean.
namespace host {

/// A user's id as the host writes it: "7d0c...".
std::string to_text(const beckon::UserId& id);
beckon::UserId to_id(const std::string& text);

/// Microseconds since 1970.
std::int64_t to_number(beckon::Instant instant);
beckon::Instant to_instant(std::int64_t number);
std::optional<std::int64_t> to_number(const std::optional<beckon::Instant>& instant);

/// The columns that `read_user` reads, from column 0 on.
inline const std::string user_columns =
    "id, email, full_name, locale, roles, attributes, state, since, expires_at, times_sent, opened_at, removal, "
    "link_generation, link_key, created_at, joined_at, invited_by, revision, reference";
beckon::User read_user(const Statement& row, const beckon::AccountId& account);

/// Writes all that beckon keeps of a user, whether or not the host has a row of them yet.
void write_user(Database& database, const beckon::User& user);

/// The role names in the column `roles`.
std::vector<std::string> to_labels(const std::string& column);

/// The columns that `read_mail` reads, from column 0 on.
inline const std::string mail_columns =
    "tenant_id, user_id, revision, generation, email, queued_at, delivery, attempts, unknown, lapses, next_attempt_at, "
    "settled_at, detail";
beckon::MailRecord read_mail(const Statement& row);

}  // namespace host
