// SPDX-License-Identifier: MIT
#pragma once

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

/// The steps of a person who has a link.
namespace story {

Answer check(World& world, const Step& step);
Answer open(World& world, const Step& step);
Answer decline(World& world, const Step& step);
Answer accept(World& world, const Step& step);
Answer tamper(World& world, const Step& step);

}  // namespace story
