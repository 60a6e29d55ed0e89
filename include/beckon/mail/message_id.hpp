// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/mail_intent.hpp"

namespace beckon {

/// The Message-ID of an intent's mail, with its angle brackets: `<user.revision@domain of from>`.
///
/// Every attempt at one intent repeats it while the domain of `from` stays the same, so that a duplicate is known by
/// it; no other intent ever has it.
std::string message_id_of(const MailIntent& intent, const EmailAddress& from);

}  // namespace beckon
