// SPDX-License-Identifier: MIT
#pragma once

/// Only the rules: what may be done to a user, what results from it, and the words for it. Pure: no store and no clock.
#include "beckon/lifecycle/available_actions.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/domain_rules.hpp"
#include "beckon/lifecycle/erasure.hpp"
#include "beckon/lifecycle/evolve.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/literals.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
