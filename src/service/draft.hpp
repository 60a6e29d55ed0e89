// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/commit.hpp"
#include "beckon/ports/query.hpp"
#include "beckon/ports/store.hpp"

namespace beckon::detail {

/// An account as it would be after some commits that nobody has done yet: what they leave and, for all else, what
/// stands beneath. Writes nothing; checks nothing, for what is added has been decided on this very draft.
class Draft {
public:
    /// Without a commit. `store` must outlive the draft.
    Draft(Store& store, AccountId account) : store_(&store), account_(std::move(account)) {}

    /// A draft on top of this one, which must outlive it and stay as it is meanwhile.
    Draft on_top() const;

    const AccountId& account() const noexcept { return account_; }

    // As the methods of `Store`.
    std::optional<User> load(const UserId& user) const;
    std::optional<User> find(const EmailAddress& email) const;
    AccountFacts facts(const std::optional<std::string>& role) const;
    std::optional<Instant> last_mail_at(const EmailAddress& email) const;

    void add(const Commit& commit);

private:
    void tally(const User& user, std::int64_t step);

    Store* store_;
    const Draft* beneath_ = nullptr;
    AccountId account_;
    std::map<UserId, User> users_;
    std::map<std::string, std::optional<UserId>> holders_;  // by address key; none: the address has become free
    std::map<std::string, Instant> mailed_at_;              // by address key
    std::int64_t pending_ = 0;                              // more than beneath
    std::map<std::string, std::int64_t> active_holders_;    // by role: more than beneath
};

}  // namespace beckon::detail
