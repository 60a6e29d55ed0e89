// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace beckon::mail {

/// Throws std::invalid_argument. `why` says why the value of `field` cannot be used.
[[noreturn]] inline void refuse(std::string_view field, std::string_view why) {
    throw std::invalid_argument(fmt::format("{}: {}", field, why));
}

}  // namespace beckon::mail
