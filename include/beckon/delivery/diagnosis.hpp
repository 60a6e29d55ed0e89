// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/outbox.hpp"

namespace beckon {

/// Why somebody is not in yet, and what an administrator can do about it (A11): the user's status and how far their
/// mails have come, told as findings, the most telling first.
///
/// `newest_first` are all of the user's mails, as `Outbox::mail` gives them. What is advised is what the policy offers
/// at `now`; a cooldown may still ask to wait. There is a finding for every live user with a mail, none for a
/// tombstone. Pure.
std::vector<Finding> diagnose(const User& user, const std::vector<MailRecord>& newest_first, const Policy& policy,
                              Instant now);

}  // namespace beckon
