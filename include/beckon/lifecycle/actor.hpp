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

/// The host itself: passes permissions, and nothing else; every other rule holds.
struct Host {
    friend bool operator==(const Host&, const Host&) = default;
};

/// A signed-in person, with the roles as the host states them. They are believed, never looked up.
struct Member {
    UserId id;
    std::vector<std::string> roles;

    friend bool operator==(const Member&, const Member&) = default;
};

/// Whoever holds an authentic link: its signature has been checked, its worth has not.
struct LinkHolder {
    Link link;

    friend bool operator==(const LinkHolder&, const LinkHolder&) = default;
};

/// Who asks.
using Actor = std::variant<Host, Member, LinkHolder>;

/// The kind of an actor as audit events keep it. Numbers are stored: appended to, never moved.
enum class ActorKind : std::uint8_t { host = 1, member = 2, invitee = 3 };

template <>
inline constexpr Word<ActorKind> words_of<ActorKind>[] = {
    {ActorKind::host, "host"},
    {ActorKind::member, "member"},
    {ActorKind::invitee, "invitee"},
};

static_assert(words_are_sound<ActorKind>());

/// Who did it, as audit events keep it. A member has an id; the invitee is the event's own user; the host has none.
struct Author {
    ActorKind kind = ActorKind::host;
    std::optional<UserId> id{};

    friend bool operator==(const Author&, const Author&) = default;
};

}  // namespace beckon
