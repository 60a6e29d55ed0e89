// SPDX-License-Identifier: MIT
#include "beckon/records/answer_json.hpp"

#include <string>

#include "beckon/ports/errors.hpp"
#include "beckon/records/user_json.hpp"
#include "tests/records/messages.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using namespace beckon::test_messages;

namespace {

template <class... Values>
std::string writing_error(const Values&... values) {
    try {
        return to_json(values...);
    } catch (const Error& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("a user in each status has the JSON text of it") {
    for (const auto& [user, text] : written_users()) {
        CAPTURE(text);
        CHECK(to_json(user, in_january(3)) == text);
    }
}

TEST_CASE("a refusal has its JSON text, with what there is to say") {
    for (const auto& [refusal, members] : written_refusals()) CHECK(to_json(refusal) == "{" + members + "}");
}

TEST_CASE("the answer to a request is a user or a refusal as JSON, and says which") {
    const auto [user, text] = written_users().front();
    const Instant now = in_january(3);
    CHECK(to_json(Result<Done>(Done{user, true}), now) == R"({"ok":true,"changed":true,"user":)" + text + "}");
    CHECK(to_json(Result<Done>(Done{user, false, "AQ_-"}), now) ==
          R"({"ok":true,"changed":false,"user":)" + text + R"(,"token":"AQ_-"})");
    for (const auto& [refusal, members] : written_refusals()) {
        CHECK(to_json(Result<Done>(refusal), now) == R"({"ok":false,)" + members + "}");
    }
}

TEST_CASE("a user or an answer that has no JSON form is not written, and its member is named") {
    User user = written_users().front().first;
    user.profile.attributes["teams"] = {"\xFF"};
    const Instant now = in_january(3);
    CHECK(writing_error(user, now) == R"(user as JSON: member "profile.attributes.teams": not valid UTF-8)");
    CHECK(writing_error(Result<Done>(Done{user, true}), now) ==
          R"(answer as JSON: member "user.profile.attributes.teams": not valid UTF-8)");
    user = written_users().front().first;
    std::get<Invited>(user.state).expires_at = Instant(boost::posix_time::not_a_date_time);
    CHECK(writing_error(user, now) ==
          R"(user as JSON: member "invitation.expires_at": not an instant in the years 1400 to 9999)");
    CHECK(writing_error(Refusal{.reason = Reason::unknown_role, .names = {"\xFF"}}) ==
          R"(refusal as JSON: member "message": not valid UTF-8)");
}
