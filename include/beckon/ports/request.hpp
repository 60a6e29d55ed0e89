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
    /// For a new user: nobody, if the service is to draw the id, or an id of the host's own, which must be random and
    /// never used before.
    Subject subject{};
    /// One or more, carried out in this order, each on the result of those before it. All of them happen, or none.
    std::vector<Command> commands{};
    Actor by{};
    /// If given, a request that would be carried out is refused as `changed_meanwhile` unless the subject is at this
    /// revision, so that nothing is done to a user who has changed since the asker saw them. It needs a subject by id,
    /// because another user may have the same address by now.
    std::optional<std::int64_t> revision{};
    /// 1 to 200 printable ASCII characters, scoped by account. Empty: none.
    std::string idempotency_key{};
};

/// The answer to a request that was not refused.
struct Done {
    User user;             ///< As they are now; for a request that repeats its key: as they were after it.
    bool changed = false;  ///< False: nothing had to change.
    /// The token of the newest link if the request copied it, or sent it by hand, and did not email it after that.
    /// A secret: `link_url` makes a link of it. Empty for every other request, and in a dry run.
    std::string token{};
};

/// How to carry out many requests.
struct BatchOptions {
    /// Decides each request as usual, but changes nothing. Idempotency keys are looked up but not remembered, so two
    /// requests under one key are judged as if each had its own.
    bool dry_run = false;
};

}  // namespace beckon
