// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>

#include "beckon/ports/directory.hpp"

namespace beckon {

/// A directory for a store that can only visit an account's users one after another. Each list and each count visits
/// all of them, which is fast enough for some ten thousand users.
///
///     class MyStore : public Store, public ListInMemory { ... };
class ListInMemory : public virtual Directory {
public:
    UserPage list(const UserQuery& query) override;
    StatusCounts count(const AccountId& account, Instant now) override;
    DeliveryCounts count_deliveries(const AccountId& account) override;

protected:
    /// Receives a live user and the state of their latest email, if there is one.
    using Visitor = std::function<void(const User&, std::optional<Delivery>)>;

    /// Calls `visit` with every live user of the account, in any order, all as of one moment. `visit` must not call a
    /// store.
    virtual void visit_live(const AccountId& account, const Visitor& visit) = 0;
};

}  // namespace beckon
