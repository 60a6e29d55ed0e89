// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beckon {

/// Returns the octets in base64url (RFC 4648 section 5), without padding.
std::string to_base64url(const std::vector<std::uint8_t>& octets);

/// Returns the octets for which `to_base64url` returns exactly this text. Empty if there are none.
std::vector<std::uint8_t> from_base64url(std::string_view text);

}  // namespace beckon
