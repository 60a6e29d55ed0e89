// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace story {

/// A mistake in the story itself, as against a refusal by the library: the player says where, and stops.
class StoryError : public std::runtime_error {
public:
    /// About one key of the line, or about the line as a whole where `key` is empty.
    StoryError(std::string_view key, std::string_view why)
        : std::runtime_error(key.empty() ? std::string(why) : std::string(key).append(": ").append(why)) {}
};

}  // namespace story
