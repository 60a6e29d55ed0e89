// SPDX-License-Identifier: MIT
#include "labels.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <utility>

#include "story_error.hpp"

namespace story {

using beckon::UserId;

namespace {

/// Never the id of a real user: those are made from other texts.
UserId id_of_name(const std::string& name) { return id_for("name " + name); }

}  // namespace

UserId id_for(std::string_view text) {
    const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
    return generate(text.data(), text.size());
}

void Labels::bind_user(const std::string& label, const UserId& id) {
    users_[label] = id;
    names_[id] = label;
}

void Labels::mention_user(const std::string& label) { users_.try_emplace(label, id_of_name(label)); }

const UserId& Labels::user(const std::string& label) const {
    const auto found = users_.find(label);
    if (found == users_.end()) throw StoryError("user", "no user is called \"" + label + "\"");
    return found->second;
}

UserId Labels::actor(const std::string& name) {
    const auto found = users_.find(name);
    const UserId id = found != users_.end() ? found->second : id_of_name(name);
    names_.try_emplace(id, name);
    return id;
}

std::optional<std::string> Labels::name_of(const UserId& id) const {
    const auto found = names_.find(id);
    if (found == names_.end()) return std::nullopt;
    return found->second;
}

void Labels::bind_link(const std::string& label, std::string token) { links_[label] = std::move(token); }

const std::string& Labels::link(const std::string& label) const {
    const auto found = links_.find(label);
    if (found == links_.end()) throw StoryError("link", "no link is called \"" + label + "\"");
    return found->second;
}

}  // namespace story
