// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>

#include "beckon/ports/directory.hpp"

namespace beckon {

/// A directory over a store that only knows how to go through an account's users, one after another. Each list and
/// each count goes through all of them, which is quick enough for some ten thousand.
///
///     class MyStore : public Store, public ListInMemory { ... };
class ListInMemory : public virtual Directory {
public:
    UserPage list(const UserQuery& query) override;
    StatusCounts count(const AccountId& account, Instant now) override;
    DeliveryCounts count_deliveries(const AccountId& account) override;

protected:
    /// A live user and the state of their newest mail, if there is one.
    using Visitor = std::function<void(const User&, std::optional<Delivery>)>;

    /// Calls `visit` with every live user of the account, in any order, all as of one moment. `visit` calls no store.
    virtual void visit_live(const AccountId& account, const Visitor& visit) = 0;
};

}  // namespace beckon
