// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "beckon/lifecycle/rules.hpp"

namespace beckon {

/// Whether an action is open to an actor, and if not, why.
struct Availability {
    Action action{};
    std::optional<Refusal> refusal{};  ///< None: enabled.

    friend bool operator==(const Availability&, const Availability&) = default;
};

/// Every action, in the order of `Action`, enabled or with the refusal that `decide` would give: what a user interface
/// greys out, and the tooltip over it.
///
/// An action is enabled when some command for it would be accepted given the same facts. Of an action that sends, this
/// is about sending by email: sending by hand needs what `copy_link` needs, too, and waits for no cooldown. Threads:
/// pure.
inline std::vector<Availability> available_actions(const User& user, const Actor& actor, const Facts& facts,
                                                   const Policy& policy, Instant now) {
    std::vector<Availability> all;
    all.reserve(all_actions.size());
    for (const Action action : all_actions) {
        all.push_back({action, detail::refusal_of({.user = &user,
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
