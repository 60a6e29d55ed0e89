// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/error.hpp"

namespace beckon {

/// Storage failed, and what was asked for has not happened.
class StoreError : public Error {
public:
    enum class Retry { may_help, pointless };

    StoreError(const std::string& what, Retry retry) : Error(what), retry_(retry) {}

    /// Returns whether the same call may succeed later without anybody fixing anything (a lock, a lost connection), or
    /// not (a corrupt file, a schema from a newer version).
    Retry retry() const noexcept { return retry_; }

private:
    Retry retry_;
};

/// Storage failed during a write, and it is unknown whether the write happened. If you repeat a command under the same
/// idempotency key, it takes effect once, and you get its answer. Without a key it may take effect twice. Emails,
/// erasing and purging need no key: a repetition finds what was done, and a claim whose answer was lost runs out. Catch
/// it before `StoreError`. Its `retry()` is `may_help`.
class UnknownOutcomeError : public StoreError {
public:
    explicit UnknownOutcomeError(const std::string& what) : StoreError(what, Retry::may_help) {}
};

}  // namespace beckon
