// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include "beckon/lifecycle/refusal.hpp"
#include "moments.hpp"

namespace story {

Answer yes() { return {{"ok", true}}; }

Answer no(const beckon::Refusal& refusal) {
    Answer answer{{"ok", false},
                  {"reason", code(refusal.reason)},
                  {"remedy", code_or_null(refusal.remedy)},
                  {"message", message(refusal)}};
    if (refusal.retry_at) answer["retry_at"] = to_text(*refusal.retry_at);
    if (refusal.field != beckon::Field::none) answer["field"] = refusal.input();
    if (refusal.actual) answer["actual"] = code(*refusal.actual);
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
