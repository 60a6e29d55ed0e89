// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"

namespace story {

/// The id that represents a text, the same on every run.
beckon::UserId id_for(std::string_view text);

/// What a story means by its labels, so that it never has to name an id or a token.
class Labels {
public:
    /// From now on `label` means this user.
    void bind_user(const std::string& label, const beckon::UserId& id);

    /// The label was used for somebody who was not created. It keeps its meaning if it has one.
    void mention_user(const std::string& label);

    /// Throws `StoryError` if the label was never used.
    const beckon::UserId& user(const std::string& label) const;

    /// The actor of this name: the user with that label or, for any other text, an id of its own.
    beckon::UserId actor(const std::string& name);

    /// The label or name of an id, or none if this story does not know it.
    std::optional<std::string> name_of(const beckon::UserId& id) const;

    void bind_link(const std::string& label, std::string token);

    /// The token. Throws `StoryError` if the label was never bound.
    const std::string& link(const std::string& label) const;

private:
    std::map<std::string, beckon::UserId> users_;
    std::map<beckon::UserId, std::string> names_;
    std::map<std::string, std::string> links_;
};

}  // namespace story
