// SPDX-License-Identifier: MIT
#pragma once

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

namespace story {

/// Does what the step says and gives the answer. Throws `StoryError`, having changed nothing, where the step is wrong.
Answer play(World& world, const Step& step);

}  // namespace story
