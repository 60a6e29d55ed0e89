// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sqlite/connection.hpp"

/// The index that searches look into first. No commit writes to it: it follows the accounts' events in steps of its
/// own, and whoever has events that it has not taken in yet is looked at besides.
namespace beckon::sqlite {

/// What to ask the index for to get all of the account's users in whose text the part is, and some others. None: the
/// part has fewer than three letters, which the index cannot find.
std::optional<std::string> match_for(std::int64_t account, std::string_view part);

/// How many positions of the account's feed the index is behind.
std::int64_t search_lag(Connection& connection, const AccountId& account);

/// Takes in the account's next events, up to so many. How many, within a write transaction like all that follows.
std::size_t index_events(Connection& connection, std::int64_t account, std::size_t limit);
void index_events(Connection& connection, const AccountId& account, std::size_t limit);

/// Takes in events of all accounts from a row on, up to so many. From where to go on; none: all are taken in.
std::optional<std::int64_t> index_accounts(Connection& connection, std::int64_t from, std::size_t limit);

/// Takes the user out of the index.
void forget_in_search(Connection& connection, std::int64_t user);

/// Merges a part of the index's pieces into one, in which nothing is left of those who have gone. Whether to go on.
bool merge_index(Connection& connection, bool is_first);

}  // namespace beckon::sqlite
