// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/outbox.hpp"

namespace beckon {

/// Returns why a user is not in yet, and what an administrator can do about it. The findings follow from the user's
/// status and from how far their emails have come, most telling first.
///
/// `newest_first` must be all of the user's emails, as `Outbox::mail` returns them. The advice is limited to what the
/// policy offers at `now`; the cooldown may still require a wait. Every live user with an email has a finding. A
/// tombstone has none. Pure.
std::vector<Finding> diagnose(const User& user, const std::vector<MailRecord>& newest_first, const Policy& policy,
                              Instant now);

}  // namespace beckon
