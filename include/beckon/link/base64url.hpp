// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beckon {

/// RFC 4648 section 5, without padding.
std::string to_base64url(const std::vector<std::uint8_t>& octets);

/// The octets for which `to_base64url` gives this very text; empty where there are none.
std::vector<std::uint8_t> from_base64url(std::string_view text);

}  // namespace beckon
