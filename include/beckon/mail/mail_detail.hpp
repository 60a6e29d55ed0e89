// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace beckon {

/// Returns what somebody else said about an email as its record keeps it: one line of UTF-8, at most 500 octets, with a
/// space for each octet that is neither.
std::string mail_detail(std::string_view said);

/// Returns `text` with "[link]" in place of each piece of the token longer than seven characters. A filter may quote a
/// link that it objects to, shortened or broken up by the email's encoding, and a record must not open an invitation.
std::string without_token(std::string_view token, std::string_view text);

}  // namespace beckon
