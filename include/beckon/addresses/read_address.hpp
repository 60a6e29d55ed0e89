// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// Returns the email address that somebody typed or pasted. Call it wherever people enter an address.
///
/// White space and zero-width characters around it do not count. A domain that is not ASCII is converted to its "xn--"
/// form (IDNA 2008, nontransitional), so that both spellings are one user. An ASCII domain stays as typed. Refuses as
/// `EmailAddress::parse` does. Threads: pure.
[[nodiscard]] Result<EmailAddress> read_address(std::string_view text, Field field = Field::email);

}  // namespace beckon
