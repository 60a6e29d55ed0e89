// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/ports/request.hpp"

namespace beckon {

/// Returns a request as one JSON object on one line.
///
///     {"subject":{"id":"7d0c..."},"commands":[{"do":"resend","validity":259200000000,"note":"Hi"}],
///      "by":{"kind":"member","id":"a9f1...","roles":["Owner"]},"revision":7,"idempotency_key":"k1"}
///
/// Members are in this order. Equal requests have equal texts, and different requests different ones: idempotency keys
/// rely on it. What is empty is left out: no `subject` for nobody, no
/// `note` for none. A command has the members of its type, those of its profile and its terms among them; a validity is
/// in microseconds, since every language can count them and each has one spelling. The subject of a request has an `id`
/// or an `email`; the holder of a link is {"kind":"invitee","link":{"generation":1,"key_id":1}}. Numbers are at most
/// 2^53 - 1. docs/messages.schema.json is the JSON Schema.
///
/// Throws `Error` naming the member that has no such form: text that is not UTF-8, a number that is too large.
std::string to_json(const Request& request);

/// Returns the request that has this text. What may be empty may be left out.
///
/// Refuses an address as `EmailAddress::parse` does (field "email" or "identity"), because people type addresses. Text
/// from a page goes through `read_address` first, which also converts domains in other scripts. Throws `Error`, naming
/// the member at fault, if a member is missing, is unknown or has a wrong value, and if an object has the same member
/// twice. A wrong address may be reported first. `Service::apply` judges whether the request makes sense, and trusts
/// `by`: never take that from a browser.
[[nodiscard]] Result<Request> request_from_json(std::string_view text);

}  // namespace beckon
