// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string_view>

#include "beckon/ports/mailer.hpp"

namespace beckon {

/// How Catch2 prints an outcome in a failed comparison.
inline std::ostream& operator<<(std::ostream& stream, MailOutcome::Kind kind) {
    constexpr std::string_view names[] = {"accepted", "deferred", "rejected", "unknown"};
    return stream << names[static_cast<std::size_t>(kind)];
}

}  // namespace beckon
