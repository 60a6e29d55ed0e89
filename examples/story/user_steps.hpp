// SPDX-License-Identifier: MIT
#pragma once

#include "answer.hpp"
#include "step.hpp"
#include "world.hpp"

/// What administrators do to users.
namespace story {

Answer seed_user(World& world, const Step& step);
Answer invite(World& world, const Step& step);
Answer resend(World& world, const Step& step);
Answer send_new(World& world, const Step& step);
Answer copy_link(World& world, const Step& step);
Answer cancel(World& world, const Step& step);
Answer deactivate(World& world, const Step& step);
Answer activate(World& world, const Step& step);
Answer remove(World& world, const Step& step);
Answer edit(World& world, const Step& step);
Answer correct_email(World& world, const Step& step);
Answer import_users(World& world, const Step& step);

/// The actor: the member in "by" or, without it, the host.
beckon::Actor actor_in(World& world, const Step& step);

/// The answer of a step that returns a user: the status.
Answer with_status(const World& world, const beckon::Result<beckon::User>& user);

}  // namespace story
