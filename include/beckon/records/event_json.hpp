// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/event.hpp"
#include "beckon/ports/users.hpp"

namespace beckon {

/// Returns an event as one JSON object on one line: the form in which stores keep events and hosts export them.
///
///     {"account":"acme","user":"7d0c...","revision":2,"at":"2026-01-01T00:00:00.000000Z","action":"resend",
///      "by":{"kind":"host","id":null},"from":"invite_sent","to":"invite_sent",
///      "change":{"link":{"generation":2,"key_id":1},"expires_at":"2026-01-08T00:00:00.000000Z","by_hand":false}}
///
/// Members are in this order, and equal events have equal texts. `change` has what the type in `events` has; that of an
/// edit has only what was edited, and there is a `note` only if one was given. Throws `Error` naming the member that
/// has no such form: text that is not UTF-8, an instant that `to_iso` cannot write. docs/event.schema.json is its JSON
/// Schema.
std::string to_json(const Event& event);

/// Returns an event of an account's feed with its position, also on one line, as pages of the feed are exported.
///
///     {"position":17,"event":{"account":"acme",...}}
std::string to_json(const PlacedEvent& placed);

/// Returns exactly the event that `to_json` wrote. Throws `Error`, naming the member at fault, if a member is missing,
/// is unknown or has a wrong value, and if an object has the same member twice.
Event event_from_json(std::string_view text);

}  // namespace beckon
