// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/ports/request.hpp"

namespace beckon {

/// Returns a refusal as one JSON object on one line.
///
///     {"reason":"too_soon","kind":"too_soon","remedy":"wait","message":"...","retry_at":"2026-01-01T00:01:00.000000Z"}
///
/// `remedy` is null if there is none. `retry_at`, `field`, `actual` and `names` are left out if there is nothing to
/// say. docs/messages.schema.json is the JSON Schema. Throws `Error` naming the member that has no such form: text that
/// is not UTF-8, an instant that `to_iso` cannot write.
std::string to_json(const Refusal& refusal);

/// Returns the answer to a request as one JSON object on one line.
///
///     {"ok":true,"changed":true,"user":{"account":"acme",...},"token":"AQ..."}
///     {"ok":false,"reason":"too_soon",...}
///
/// The user is as `to_json(user, now)` writes them, the rest of a refusal as above. `token` is left out if it is empty;
/// if it is there, the text is a secret. Never pass `actual` or
/// the user on to somebody who holds a link. Throws as those do.
std::string to_json(const Result<Done>& answer, Instant now);

}  // namespace beckon
