// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/facts.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/user.hpp"
#include "tests/lifecycle/oracle.hpp"

/// A world shrunk until every question can be asked: all kinds of users, actors, commands and facts.
namespace world {

/// Noon of a day in spring.
beckon::Instant now();

beckon::EmailAddress address(std::string_view text);
beckon::AccountId account();

/// An id made of one repeated octet.
beckon::UserId id(std::uint8_t octet);

beckon::Policy policy(oracle::Preset preset);

/// A role that may do everything in a preset.
std::string administrator(oracle::Preset preset);

struct Person {
    std::string name;
    std::optional<beckon::User> user;  ///< None: there is none.
};

/// Nobody; and everyone who can be, with and without the role Owner, invited by the link `newest`. "expired" expires
/// at `now()` exactly, "invite_sent" a microsecond later.
std::vector<Person> people();

/// One of `people()`.
Person person(std::string_view name);

inline constexpr beckon::Link newest{2, 4};
inline constexpr beckon::Link older{1, 3};
inline constexpr beckon::Link never_issued{3, 5};
inline constexpr beckon::Link other_key{2, 5};
inline constexpr std::uint8_t signing_key = 5;

struct NamedActor {
    std::string name;
    beckon::Actor actor;
};

/// The host, members of all roles, the person themselves, and holders of every kind of link.
std::vector<NamedActor> actors(oracle::Preset preset);

struct NamedCommand {
    std::string name;
    beckon::Command command;
};

/// Every action, with every kind of value that makes a difference to the rules.
std::vector<NamedCommand> commands();

/// Every combination of facts that makes a difference to the rules, cooldowns to the microsecond. Under the sanitizers
/// only one of so many. With 5 each value of one fact still meets each value of another.
std::vector<beckon::Facts> all_facts(std::size_t under_sanitizers);

/// Facts in which no rule about others stands in the way.
beckon::Facts easy_facts();

std::string describe(const beckon::Facts& facts);

/// "refused: reason, remedy" and what else a refusal has; "yes" for none.
std::string describe(const std::optional<beckon::Refusal>& refusal);

}  // namespace world
