// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/error.hpp"

namespace beckon {

/// The storage failed, and what was asked for has not happened.
class StoreError : public Error {
public:
    enum class Retry { may_help, pointless };

    StoreError(const std::string& what, Retry retry) : Error(what), retry_(retry) {}

    /// Whether the same call may succeed later without anybody mending anything (a lock, a lost connection), or not (a
    /// corrupt file, a schema from the future).
    Retry retry() const noexcept { return retry_; }

private:
    Retry retry_;
};

/// The storage failed while it wrote, and nobody can say whether it did. Repeating a command with the same idempotency
/// key gives one effect and its answer; without a key it may act twice. Mails, erasing and purging need no key: what is
/// repeated finds what was done, and a claim whose answer was lost runs out. Catch it before `StoreError`: `retry()`
/// says `may_help`.
class UnknownOutcomeError : public StoreError {
public:
    explicit UnknownOutcomeError(const std::string& what) : StoreError(what, Retry::may_help) {}
};

}  // namespace beckon
