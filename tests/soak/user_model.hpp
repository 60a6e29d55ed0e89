// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "beckon/lifecycle/policy.hpp"
#include "tests/soak/history.hpp"

namespace beckon::soak {

/// One user as a few numbers, and what each operation does to them: the lifecycle told a second time, by the words of
/// the help pages and docs/behaviours.md, and without a line of the library's rules.
struct UserModel {
    Phase phase = Phase::nobody;
    std::uint32_t generation = 0;
    Micros expires_at = 0;
    bool opened = false;  ///< By the newest link.
    std::int64_t revision = 0;
    std::vector<std::pair<std::uint32_t, std::int64_t>> keys{};  ///< Those used, each with the revision it led to.

    /// Does what is asked at that time, and answers.
    Answer take(const Request& request, Micros now, const Policy& policy);

    friend auto operator<=>(const UserModel&, const UserModel&) = default;

private:
    Answer act(const Request& request, Micros now, const Policy& policy);
    Answer done();
    Answer sent_again(bool by_fresh_link, Micros now, const Policy& policy);
    std::optional<Reason> worth_of(std::uint32_t link, Micros now, const Policy& policy) const;
};

/// As UserModel, of a user just invited at that time.
UserModel invited_at(Micros now, const Policy& policy);

/// Whether one user can have lived through this. Operations that failed are none.
bool is_linearizable(std::span<const Operation> history, const UserModel& initial, const Policy& policy);

}  // namespace beckon::soak
