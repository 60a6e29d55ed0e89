// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/look.hpp"

namespace beckon {

/// What somebody asks of one user. A plain value.
struct Request {
    /// Nobody yet, for a new user whose id the service draws. An id that is nobody's, for a new user with an id of the
    /// host's: it must be random and never used before.
    Subject subject{};
    /// One or more, in their order, each on what those before it leave. All of them happen, or none.
    std::vector<Command> commands{};
    Actor by{};
    /// If given, a request that would be carried out is refused as `changed_meanwhile` unless the subject is at this
    /// revision: nothing is done to a user who is no longer as the asker saw them. Needs a subject by id, for another
    /// user may have the same address by now.
    std::optional<std::int64_t> revision{};
    /// 1 to 200 printable ASCII characters, scoped by account. Empty: none.
    std::string idempotency_key{};
};

/// The answer to a request that was not refused.
struct Done {
    User user;             ///< As they are now; for a request that repeats its key: as they were after it.
    bool changed = false;  ///< False: everything was so already.
    /// The token of the newest link if the request copied it, or sent it by hand, and did not email it after that.
    /// A secret: `link_url` makes a link of it. Empty for every other request, and in a dry run.
    std::string token{};
};

/// How to carry out many requests.
struct BatchOptions {
    /// Answer all of them by the same decisions, and change nothing. Keys are looked up and none is remembered, so that
    /// two requests under one key are judged as if each had its own.
    bool dry_run = false;
};

}  // namespace beckon
