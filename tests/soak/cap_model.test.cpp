// SPDX-License-Identifier: MIT
#include "tests/soak/cap_model.hpp"

#include "tests/soak/host.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::soak;

namespace {

const UserId first = user_id(1, 1);
const UserId second = user_id(1, 2);

Answer ok(std::int64_t revision) { return {.kind = Answer::Kind::ok, .revision = revision}; }
Answer refused(Reason reason) { return {.kind = Answer::Kind::refused, .reason = reason}; }

Operation call(const UserId& user, Verb verb, std::uint64_t began, std::uint64_t ended, const Answer& answer) {
    return {.user = user, .request = {.verb = verb}, .began = began, .ended = ended, .answer = answer};
}

bool possible_within_cap(const std::vector<Operation>& history) {
    return is_linearizable(history, Pending{first}, std::uint32_t{1});
}

}  // namespace

TEST_CASE("I19: under a cap of one, an invitation and a cancellation at once have the answers of one of two orders") {
    const auto cancelled = call(first, Verb::cancel, 1, 4, ok(2));
    CHECK(possible_within_cap({cancelled, call(second, Verb::invite, 2, 3, refused(Reason::too_many_pending))}));
    CHECK(possible_within_cap({cancelled, call(second, Verb::invite, 2, 3, ok(1))}));
    // Begun when the cancellation had ended, so that there was room.
    CHECK_FALSE(possible_within_cap({cancelled, call(second, Verb::invite, 5, 6, refused(Reason::too_many_pending))}));
    // Nobody made room.
    CHECK_FALSE(possible_within_cap({call(second, Verb::invite, 2, 3, ok(1))}));
    CHECK_FALSE(possible_within_cap({cancelled, call(first, Verb::cancel, 2, 3, ok(2))}));
    CHECK(possible_within_cap({cancelled, call(first, Verb::cancel, 2, 3, refused(Reason::user_not_found))}));
    CHECK(possible_within_cap({call(first, Verb::invite, 2, 3, refused(Reason::address_taken))}));
}
