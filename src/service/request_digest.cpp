// SPDX-License-Identifier: MIT
#include "service/request_digest.hpp"

#include <sodium.h>

#include <string>
#include <utility>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/records/request_json.hpp"

namespace beckon::service {

namespace {

/// Returns the request without what may differ between two attempts.
Request in_one_form(Request request, const Policy& policy) {
    for (Command& command : request.commands) command = in_spelling_of(policy, std::move(command));
    if (auto* member = std::get_if<Member>(&request.by)) member->roles.clear();
    request.idempotency_key.clear();
    return request;
}

}  // namespace

std::optional<RequestDigest> digest_of(const Request& request, const Policy& policy) {
    std::string text;
    try {
        text = to_json(in_one_form(request, policy));
    } catch (const Error&) {
        return std::nullopt;
    }
    RequestDigest digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       nullptr, 0);
    return digest;
}

}  // namespace beckon::service
