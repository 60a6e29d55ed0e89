// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/look.hpp"
#include "beckon/ports/request.hpp"
#include "beckon/service/service_config.hpp"
#include "service/draft.hpp"

namespace beckon::service {

/// What must be looked up to decide a request: one look for each of its commands.
std::vector<Look> looks_for(const Request& request, const Policy& policy, Instant now);

/// What must be looked up to tell which actions are open to a user.
Look look_for_all_actions(const UserId& user, const Policy& policy, Instant now);

/// What the rules need to know about the account and the address, taken from what was seen.
Facts facts_of(const Seen& seen, const ServiceConfig& config, Instant now);

/// The result of deciding a request.
struct Proposal {
    Result<Done> answer;
    std::vector<Commit> commits{};  ///< In their order, to be made together. Empty: nothing changes.
};

/// Decides a request at `now`, based on what its looks have seen and on the draft. `fresh` is the id of a new user.
/// Changes nothing.
Proposal propose(const Request& request, const AccountId& account, const UserId& fresh, std::span<const Look> looks,
                 std::span<const Seen> seen, const Draft& draft, const ServiceConfig& config, Instant now);

}  // namespace beckon::service
