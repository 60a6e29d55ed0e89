// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/lifecycle/evolve.hpp"
#include "src/testing/story.hpp"

namespace beckon::test_support {

/// Commits that take more octets than the buffers between a client and a server hold: 5 MB.
inline std::vector<Commit> many_long() {
    std::vector<Commit> all;
    for (std::uint32_t i = 1; i <= 500; ++i) {
        Commit commit = testing::to_invite(i, "u" + std::to_string(i) + "@example.com", testing::noon());
        std::vector<std::string>& teams = std::get<events::Invited>(commit.event.change).profile.attributes["teams"];
        for (int team = 0; team < 100; ++team) teams.push_back(std::string(90, 't') + std::to_string(team));
        commit.after = evolve(nullptr, commit.event);
        all.push_back(std::move(commit));
    }
    return all;
}

}  // namespace beckon::test_support
