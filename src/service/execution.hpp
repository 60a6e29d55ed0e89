// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/store.hpp"
#include "service/draft.hpp"

namespace beckon {
struct ServiceConfig;
}

namespace beckon::detail {

/// A user after what was asked for, and whether that changed anything.
struct Done {
    User user;
    bool changed = false;
};

/// Whom something is asked about, as they are now (none: nobody), and what: one command or more, together or not at
/// all.
struct Planned {
    std::optional<User> user;
    std::vector<Command> commands;
};

/// Looks at the account as it is now and says what to do. Called again where another change got in between.
using Plan = std::function<Result<Planned>(const Draft& account)>;

/// As above, for one of many.
using PlanOfOne = std::function<Result<Planned>(std::size_t index, const Draft& account)>;

/// An idempotency key, and what it is used for.
struct KeyUse {
    std::string_view key;
    std::array<std::uint8_t, 32> digest{};
};

/// So many tasks are committed together: enough that the store's price for a commit does not count, few enough that
/// nobody waits long for it.
inline constexpr std::size_t batch_size = 500;

/// What the rules ask beyond the user at hand, read now.
Facts facts_for(const Draft& account, const ServiceConfig& config, const User* user, const Command* command,
                Instant now);

/// The part of them that is about the user.
void add_facts_about(const User& user, const Draft& account, const ServiceConfig& config, Facts& facts);

/// Decides on what one actor asks of one account, and commits what comes of it. All of its arguments must outlive it.
class Execution {
public:
    Execution(Store& store, const ServiceConfig& config, const AccountId& account, const Actor& by)
        : store_(store), config_(config), account_(account), by_(by) {}

    /// Carries out one plan. Throws `StoreError` where it met another change 64 times in a row.
    Result<Done> run(const Plan& plan, const std::optional<KeyUse>& key = {}) const;

    /// Carries out many, each on what those before it leave: in one transaction or, where something else got in
    /// between, one by one, so that each has its true answer.
    std::vector<Result<Done>> run_all(std::size_t count, const PlanOfOne& plan) const;

    /// The answers that `run_all` would give, by the same decisions. Commits nothing: adds to the draft, and to
    /// `commits` where that is given, what it would commit.
    std::vector<Result<Done>> try_all(Draft& draft, std::size_t count, const PlanOfOne& plan,
                                      std::vector<Commit>* commits = nullptr) const;

private:
    struct Read {
        UserId user{};
        std::int64_t revision = 0;
    };
    struct Attempt {
        Instant at;  ///< The one clock reading that it was decided by.
        Result<Done> answer;
        std::vector<Commit> commits{};
        std::optional<Read> refused_on{};  ///< Where refused: the user as read, if there is one.
    };

    Attempt attempt(const Draft& account, const Plan& plan) const;
    Attempt attempt_once(const Draft& account, const Plan& plan, Instant now) const;
    static bool is_stale(const Draft& account, const Attempt& tried);
    Result<Done> replay(const KeptKey& kept) const;

    Store& store_;
    const ServiceConfig& config_;
    const AccountId& account_;
    const Actor& by_;
};

}  // namespace beckon::detail
