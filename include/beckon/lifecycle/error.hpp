// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace beckon {

/// Thrown by beckon when something outside fails, and the base class of all its exceptions. Nothing is half-done,
/// except as `UnknownOutcomeError` says.
///
/// `what()` says what was being done, on what, and what went wrong. It never contains a link, a password or the text of
/// an email.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace beckon
