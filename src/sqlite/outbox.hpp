// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "beckon/ports/outbox.hpp"
#include "sqlite/connection.hpp"

namespace beckon::sqlite {

/// `Store::claim_mail` and `Store::settle_mail` within a write transaction.
std::vector<ClaimedMail> claim_mail(Connection& connection, Instant now, Duration lease, std::size_t limit);
SettleResult settle_mail(Connection& connection, const ClaimedMail& claimed, const Settlement& settlement);

}  // namespace beckon::sqlite
