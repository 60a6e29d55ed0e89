// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "beckon/ports/outbox.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// The methods of `Store`, within a write transaction.
std::vector<MailRecord> mail_to(Connection& connection, const EmailAddress& address, Instant since);
std::vector<ClaimedMail> claim_mail(Connection& connection, Instant now, Duration lease, std::size_t limit);
SettleResult settle_mail(Connection& connection, const ClaimedMail& claimed, const Settlement& settlement);
bool bounce_mail(Connection& connection, const AccountId& account, const UserId& user, std::int64_t revision,
                 Instant at, std::string_view detail);

}  // namespace beckon::sqlite
