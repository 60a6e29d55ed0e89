// SPDX-License-Identifier: MIT
#pragma once

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

namespace story {

/// Carries out the step and returns the answer. Throws `StoryError`, having changed nothing, if the step is wrong.
Answer play(World& world, const Step& step);

}  // namespace story
