// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace story {

/// A mistake in the story itself, as opposed to a refusal by the library. The player says where it is, and stops.
class StoryError : public std::runtime_error {
public:
    /// About one key of the line, or about the whole line if `key` is empty.
    StoryError(std::string_view key, std::string_view why)
        : std::runtime_error(key.empty() ? std::string(why) : std::string(key).append(": ").append(why)) {}
};

}  // namespace story
