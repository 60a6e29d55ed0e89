// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "beckon/lifecycle/rules.hpp"

namespace beckon {

/// Whether an actor may take an action and, if not, why.
struct Availability {
    Action action{};
    std::optional<Refusal> refusal{};  ///< None: the action is enabled.

    friend bool operator==(const Availability&, const Availability&) = default;
};

/// Returns every action, in the order of `Action`, each enabled or with the refusal that `decide` would return. A user
/// interface greys out the refused ones and shows the refusal as a tooltip.
///
/// An action is enabled if some command for it would be accepted, given the same facts. For an action that sends, this
/// is about sending by email. Sending by hand also needs what `copy_link` needs, and ignores the cooldown. Threads:
/// pure.
inline std::vector<Availability> available_actions(const User& user, const Actor& actor, const Facts& facts,
                                                   const Policy& policy, Instant now) {
    std::vector<Availability> all;
    all.reserve(all_actions.size());
    for (const Action action : all_actions) {
        all.push_back({action, lifecycle::refusal_of({.user = &user,
                                                      .command = nullptr,
                                                      .cell = table::cell_of(action, table::place_of(&user, now)),
                                                      .actor = actor,
                                                      .facts = facts,
                                                      .policy = policy,
                                                      .now = now})});
    }
    return all;
}

}  // namespace beckon
