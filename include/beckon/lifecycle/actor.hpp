// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/user.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// The host itself. It needs no permission. Every other rule binds it too.
struct Host {
    friend bool operator==(const Host&, const Host&) = default;
};

/// A signed-in person, with the roles that the host states. The roles are trusted, not looked up.
struct Member {
    UserId id;
    std::vector<std::string> roles;

    friend bool operator==(const Member&, const Member&) = default;
};

/// The holder of an authentic link. Its signature has been checked; whether it still works has not.
struct LinkHolder {
    Link link;

    friend bool operator==(const LinkHolder&, const LinkHolder&) = default;
};

/// Who makes the request.
using Actor = std::variant<Host, Member, LinkHolder>;

/// The kind of an actor, as stored in audit events. Numbers are stored: new ones are appended, none ever changes.
enum class ActorKind : std::uint8_t { host = 1, member = 2, invitee = 3 };

template <>
inline constexpr Word<ActorKind> words_of<ActorKind>[] = {
    {ActorKind::host, "host"},
    {ActorKind::member, "member"},
    {ActorKind::invitee, "invitee"},
};

static_assert(words_are_sound<ActorKind>());

/// The author of a change, as stored in audit events. A member has an id. The invitee is the user of the event. The
/// host has none.
struct Author {
    ActorKind kind = ActorKind::host;
    std::optional<UserId> id{};

    friend bool operator==(const Author&, const Author&) = default;
};

}  // namespace beckon
