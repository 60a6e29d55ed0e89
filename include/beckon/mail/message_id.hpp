// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/mail_intent.hpp"
#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// Which mail it is: the one that this revision of the user asked for.
struct MailName {
    AccountId account;
    UserId user;
    std::int64_t revision = 0;

    friend bool operator==(const MailName&, const MailName&) = default;
};

/// The Message-ID of an intent's mail, with its angle brackets: `<user.revision.account@domain of from>`, the account
/// in base64url.
///
/// Every attempt at one intent repeats it while the domain of `from` stays the same, so that a duplicate is known by
/// it; no other intent ever has it. It is no secret and proves nothing: anybody can make one up.
std::string message_id_of(const MailIntent& intent, const EmailAddress& from);

/// The mail that `message_id_of` names like this, whatever the domain; the angle brackets may be left out. Refuses any
/// other text as `invalid_message_id`, `Field::message_id`.
[[nodiscard]] Result<MailName> read_message_id(std::string_view text);

}  // namespace beckon
