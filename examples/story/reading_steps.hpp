// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

/// What can be read about users.
namespace story {

Answer status(World& world, const Step& step);
Answer actions(World& world, const Step& step);
Answer list(World& world, const Step& step);
Answer count(World& world, const Step& step);
Answer history(World& world, const Step& step);

/// The label of a user, or the address for a user of an earlier story in the same database.
std::string name_of(const World& world, const beckon::User& user);

}  // namespace story
