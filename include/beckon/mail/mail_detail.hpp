// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace beckon::detail {

/// Fits what somebody else said of a mail into its record: one line of UTF-8, at most 500 octets.
std::string tidy(std::string_view text);

/// Takes the link out of what somebody said about its mail: a filter may quote the link that it does not like, and the
/// record must not open an invitation (I10). The quotation may be cut short, or broken up by the mail's own encoding,
/// so every piece of the token of some length goes.
std::string without(std::string_view token, std::string_view text);

}  // namespace beckon::detail
