// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/user.hpp"

/// A second implementation of the rules, written from the documents of the three products as plain if-statements. It
/// knows the policies by name and reads no table, no guard and no `Policy`.
namespace oracle {

/// The four presets; `recommended` where roles rank Owner, Admin, Agent from the highest to the lowest, Team
/// Managers, who are not ranked, may do what Admins may except for copying links, and members may ask for up to 30
/// days; `recommended` where only an expired invitation is resent; `recommended` where nothing is resent and an expired
/// invitation is replaced by a new one; and `recommended` for addresses at example.test only.
enum class Preset { gladly, softwareone, atender, recommended, ranked, late, once, walled };

/// What should be answered. The members after `changes` mean something where `changes` is true.
struct Answer {
    std::optional<beckon::Refusal> refusal{};
    bool changes = false;  ///< One event, or a success that changes nothing.
    std::optional<beckon::Status> from{};
    std::optional<beckon::Status> to{};
    std::optional<beckon::Link> link{};           ///< The newest link afterwards.
    std::optional<beckon::Instant> expires_at{};  ///< Afterwards, while invited.
    std::optional<beckon::EmailAddress> mail_to{};
    bool by_hand = false;  ///< No mail, but the link for `mail_to` to whoever asks.
    std::string note{};    ///< Afterwards, while invited.
    std::vector<beckon::Precondition> only_if{};
};

/// The answer to a command. If several rules refuse at once, a malformed value comes first, then what the actor may not
/// (oneself and the role ceiling included), then what the product does not have, then what the link and the status are,
/// then other users, then the cooldown.
Answer answer(Preset preset, const beckon::User* user, const beckon::Command& command, const beckon::Actor& actor,
              const beckon::Facts& facts, beckon::Instant now);

}  // namespace oracle
