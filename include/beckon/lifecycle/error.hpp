// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace beckon {

/// What beckon throws when the world fails, and the base of every exception of its own. Nothing is half-done, except as
/// `UnknownOutcomeError` says.
///
/// `what()` says what was being done, on what, and what went wrong; never a link, a password or an email's text.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace beckon
