// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"
#include "beckon/ports/directory.hpp"

namespace beckon::service {

/// Where the next page of a list begins, and as of when the list is meant.
struct ListCursor {
    Instant now;
    UserPlace after;
};

/// An opaque text for a cursor: URL-safe, with a checksum over it and over what `list` asks for, so that a mangled one
/// and one of another list are told apart.
std::string to_text(const ListCursor& cursor, const UserQuery& list);

/// None for anything that `to_text` does not give for this list.
std::optional<ListCursor> list_cursor_from(std::string_view text, const UserQuery& list);

}  // namespace beckon::service
