// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <boost/json/parse.hpp>

#include "beckon/records/answer_json.hpp"
#include "moments.hpp"

namespace story {

Answer yes() { return {{"ok", true}}; }

Answer no(const beckon::Refusal& refusal) {
    Answer answer{{"ok", false}};
    const boost::json::value members = boost::json::parse(to_json(refusal));
    answer.insert(members.get_object().begin(), members.get_object().end());
    if (refusal.retry_at) answer["retry_at"] = to_text(*refusal.retry_at);
    if (refusal.names_attribute()) answer["field"] = refusal.input();  // A story has a key for each attribute.
    return answer;
}

boost::json::value code_or_null(std::optional<beckon::Status> status) {
    return status ? boost::json::value(code(*status)) : nullptr;
}

boost::json::value code_or_null(beckon::Remedy remedy) {
    return remedy != beckon::Remedy::none ? boost::json::value(code(remedy)) : nullptr;
}

boost::json::value text_or_null(std::optional<beckon::Instant> instant) {
    return instant ? boost::json::value(to_text(*instant)) : nullptr;
}

}  // namespace story
