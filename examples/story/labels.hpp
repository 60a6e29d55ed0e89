// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"

namespace story {

/// The id that stands for a text, the same on every run.
beckon::UserId id_for(std::string_view text);

/// Whom and what a story means by its labels, so that it never has to name an id or a token.
class Labels {
public:
    /// From now on `label` means this user.
    void bind_user(const std::string& label, const beckon::UserId& id);

    /// The label was used, for somebody who did not come to be. It keeps its meaning where it has one.
    void mention_user(const std::string& label);

    /// Throws `StoryError` where the label was never used.
    const beckon::UserId& user(const std::string& label) const;

    /// Who acts under this name: the user of that label or, for any other text, an id of its own.
    beckon::UserId actor(const std::string& name);

    /// The label or name behind an id; none where this story does not know it.
    std::optional<std::string> name_of(const beckon::UserId& id) const;

    void bind_link(const std::string& label, std::string token);

    /// The token. Throws `StoryError` where the label was never bound.
    const std::string& link(const std::string& label) const;

private:
    std::map<std::string, beckon::UserId> users_;
    std::map<beckon::UserId, std::string> names_;
    std::map<std::string, std::string> links_;
};

}  // namespace story
