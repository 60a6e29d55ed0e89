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

/// Identifies an email: the one that this revision of the user asked for.
struct MailName {
    AccountId account;
    UserId user;
    std::int64_t revision = 0;

    friend bool operator==(const MailName&, const MailName&) = default;
};

/// Returns the Message-ID of an intent's email, with its angle brackets: `<user.revision.account@domain of from>`, with
/// the account in base64url.
///
/// Every attempt at one intent has the same Message-ID while the domain of `from` stays the same, so that a duplicate
/// can be recognised. No other intent ever has it. It is not secret and proves nothing: anybody can make one up.
std::string message_id_of(const MailIntent& intent, const EmailAddress& from);

/// Returns the email that `message_id_of` names like this, whatever the domain. The angle brackets may be missing, and
/// white space and line breaks around the id, inside or outside of them, are ignored. Refuses any other text with
/// `invalid_message_id`, `Field::message_id`.
[[nodiscard]] Result<MailName> read_message_id(std::string_view text);

}  // namespace beckon
