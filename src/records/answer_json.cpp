// SPDX-License-Identifier: MIT
#include "beckon/records/answer_json.hpp"

#include "records/json_values.hpp"

namespace beckon {

namespace records {

namespace {

void put_refusal(json::object& members, const Refusal& refusal) {
    put(members, "reason", refusal.reason);
    put(members, "kind", kind(refusal.reason));
    const bool has_remedy = refusal.remedy != Remedy::none;
    put(members, "remedy", has_remedy ? std::optional(refusal.remedy) : std::nullopt);
    put(members, "message", message(refusal));
    if (refusal.retry_at) put(members, "retry_at", *refusal.retry_at);
    if (refusal.field != Field::none) put(members, "field", refusal.field);
    if (refusal.actual) put(members, "actual", *refusal.actual);
    if (!refusal.names.empty()) put(members, "names", refusal.names);
}

json::object answer_value(const Result<Done>& answer, Instant now) {
    json::object members{{"ok", answer.has_value()}};
    if (!answer) {
        put_refusal(members, answer.error());
        return members;
    }
    members.emplace("changed", answer->changed);
    members.emplace("user", in_member("user", [&] { return user_value(answer->user, now); }));
    if (!answer->token.empty()) put(members, "token", answer->token);
    return members;
}

}  // namespace

}  // namespace records

std::string to_json(const Refusal& refusal) {
    return records::in_document("refusal", [&] {
        boost::json::object members;
        records::put_refusal(members, refusal);
        return boost::json::serialize(members);
    });
}

std::string to_json(const Result<Done>& answer, Instant now) {
    return records::in_document("answer", [&] { return boost::json::serialize(records::answer_value(answer, now)); });
}

}  // namespace beckon
