// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"
#include "beckon/ports/directory.hpp"

namespace beckon::service {

/// Where the next page of a list begins, and the time for which the list is computed.
struct ListCursor {
    Instant now;
    UserPlace after;
};

/// Returns an opaque text for a cursor: URL-safe, with a checksum over it and over what `list` asks for, so that a
/// damaged cursor or one of another list is recognised.
std::string to_text(const ListCursor& cursor, const UserQuery& list);

/// Returns none for anything that `to_text` does not return for this list.
std::optional<ListCursor> list_cursor_from(std::string_view text, const UserQuery& list);

}  // namespace beckon::service
