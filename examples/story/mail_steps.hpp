// SPDX-License-Identifier: MIT
#pragma once

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

/// What happens to the emails.
namespace story {

Answer deliver(World& world, const Step& step);
Answer take_link(World& world, const Step& step);

}  // namespace story
