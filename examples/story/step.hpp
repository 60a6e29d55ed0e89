// SPDX-License-Identifier: MIT
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace story {

/// One line of a story: what to do, and the keys with the details. Reading a key throws `StoryError`, naming it, if it
/// is required and missing, or if its value is of another kind.
class Step {
public:
    /// Throws `StoryError` if the line is not a JSON object with a "do".
    explicit Step(std::string_view line);

    /// What to do, e.g. "invite".
    const std::string& verb() const noexcept { return verb_; }

    /// Throws `StoryError` for a key that is neither "do" nor one of these.
    void allow_only(const std::vector<std::string_view>& keys) const;

    bool has(std::string_view key) const { return object_.contains(key); }
    std::string text(std::string_view key) const;
    std::optional<std::string> text_if(std::string_view key) const;
    std::optional<std::vector<std::string>> texts_if(std::string_view key) const;
    std::optional<std::size_t> number_if(std::string_view key) const;
    std::optional<bool> flag_if(std::string_view key) const;

    /// Who acts: the "user" and "roles" in the object of "by".
    struct By {
        std::string user;
        std::vector<std::string> roles;
    };
    std::optional<By> by_if() const;

private:
    boost::json::object object_;
    std::string verb_;
};

}  // namespace story
