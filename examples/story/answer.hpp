// SPDX-License-Identifier: MIT
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"

namespace story {

/// The answer to a step, from "ok" on.
using Answer = boost::json::object;

/// {"ok":true}
Answer yes();

/// {"ok":false} with the members that the refusal has as JSON.
Answer no(const beckon::Refusal& refusal);

boost::json::value code_or_null(std::optional<beckon::Status> status);
boost::json::value code_or_null(beckon::Remedy remedy);
boost::json::value text_or_null(std::optional<beckon::Instant> instant);

}  // namespace story
