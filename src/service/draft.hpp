// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/look.hpp"

namespace beckon::service {

/// What some commits of one account, all of one moment, would change if they were made.
class Draft {
public:
    void add(const Commit& commit);

    /// Returns what the look would find if the commits had been made after it found `beneath`.
    Seen over(const Look& look, Seen beneath) const;

private:
    std::optional<User> latest(std::optional<User> user) const;
    std::optional<User> holder(const EmailAddress& address, std::optional<User> beneath) const;
    void tally(const User& user, std::int64_t step, Instant now);

    std::map<UserId, User> users_;
    std::map<std::string, std::optional<UserId>> holders_;  // by address key; none: the address has become free
    std::map<std::string, Instant> mailed_at_;              // by address key
    std::int64_t pending_ = 0;                              // more than beneath
    std::map<std::string, std::int64_t> active_holders_;    // by role: more than beneath
};

}  // namespace beckon::service
