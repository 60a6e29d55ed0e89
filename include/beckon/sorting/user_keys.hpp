// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/directory.hpp"

/// By what users are sorted and found. Every store calls these, so that every store lists alike; one that keeps what
/// they give computes it with the commit.
namespace beckon {

/// Text for comparing without regard to letter case: Unicode's toNFKC_Casefold. What is not UTF-8 is left as it is.
std::string folded(std::string_view text);

/// What a user is sorted by: the address key; the folded name; the folded roles in the order they are held, a line feed
/// between them; how many labels the attribute has; the number of the status at `now`; microseconds since 1970 of an
/// instant, and the greatest number where there is none. Of a folded text, as many whole characters as fit into 200
/// octets.
SortKey sort_key(const User& user, UserOrder order, Instant now, const std::string& attribute = {});

/// The user's place in the list.
UserPlace place_of(const User& user, const UserQuery& query);

/// What a search looks through: the folded name, address and roles, a line feed between them, so that no text of one
/// line is found across two of them.
std::string search_text(const User& user);

}  // namespace beckon
