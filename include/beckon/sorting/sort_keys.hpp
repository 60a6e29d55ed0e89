// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/directory.hpp"

/// Sort and search keys. Every store must use these, so that all stores list in the same order. A store that saves them
/// must compute them at commit time.
namespace beckon {

/// Returns the text for comparison regardless of letter case and accents: Unicode's toNFKC_Casefold, without the marks
/// on Latin, Greek and Cyrillic letters, and with "i" for the Turkish dotless i. The letter "й" keeps its breve. Marks
/// of all other scripts stay, because they are letters there. Text that is not UTF-8 is returned as it is.
std::string folded(std::string_view text);

/// Returns what a user is sorted by: the address key; the folded name; the folded roles in the order in which they are
/// held, separated by line feeds; the number of labels of the attribute; the number of the status at `now`; or the
/// microseconds of an instant since 1970, and the greatest number if there is none. Folded texts are cut to as many
/// whole characters as fit into 200 octets.
SortKey sort_key(const User& user, UserOrder order, Instant now, const std::string& attribute = {});

/// Returns the user's place in the list.
UserPlace place_of(const User& user, const UserQuery& query);

/// Returns the text that a search looks through: the folded name, address and roles, separated by line feeds, so that a
/// single-line text is never found across two of them.
std::string search_text(const User& user);

}  // namespace beckon
