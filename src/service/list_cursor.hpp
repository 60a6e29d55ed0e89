// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/time.hpp"

namespace beckon::detail {

/// Where the next page of a list begins, and as of when the list is meant.
struct ListCursor {
    Instant now;
    std::string after;
};

/// An opaque text for a cursor: URL-safe, with a checksum, so that a mangled one is told apart.
std::string to_text(const ListCursor& cursor);

/// None for anything that `to_text` does not give.
std::optional<ListCursor> list_cursor_from(std::string_view text);

}  // namespace beckon::detail
