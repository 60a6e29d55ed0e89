// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/user.hpp"

namespace beckon {

/// Returns a user as one JSON object on one line, as a host shows them at `now`.
///
///     {"account":"acme","id":"7d0c...","email":"ada@acme.example",
///      "profile":{"name":"Ada","locale":"","roles":["Agent"],"attributes":{}},"reference":"","status":"invite_sent",
///      "since":null,"invitation":{"sent_at":"2026-01-01T00:00:00.000000Z","expires_at":"2026-01-08T00:00:00.000000Z",
///      "times_sent":1,"opened_at":null,"note":""},"link":{"generation":1,"key_id":1},
///      "created_at":"2026-01-01T00:00:00.000000Z","joined_at":null,"invited_by":null,"revision":1}
///
/// All members are there, in this order. `status` is null for a tombstone. `invitation` is null unless the user is
/// invited; otherwise `since` says since when they have been in this state. No token is in it.
/// docs/messages.schema.json is the JSON Schema. Throws `Error` naming the member that has no such form: text that is
/// not UTF-8, an instant that `to_iso` cannot write.
std::string to_json(const User& user, Instant now);

}  // namespace beckon
