// SPDX-License-Identifier: MIT
#include "beckon/records/answer_json.hpp"
#include "beckon/records/request_json.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// Carries out a request that came as JSON. Returns the answer as JSON.
std::string apply_json(Service& service, const AccountId& account, std::string_view text) {
    const Instant now = service.now();
    const auto request = request_from_json(text);
    return to_json(request ? service.apply(account, *request, now) : Result<Done>(request.error()), now);
}

const std::string by_owner = R"("by":{"kind":"member","id":"a0000000-0000-0000-0000-000000000001","roles":["Owner"]})";

}  // namespace

TEST_CASE("a request that comes as JSON is carried out, and its answer goes as JSON") {
    MemoryStore store;
    World world(store, policies::recommended());
    const std::string invite = R"({"commands":[{"do":"invite","email":"ada@acme.example","name":"Ada",)"
                               R"("roles":["Agent"],"by_hand":true}],)" +
                               by_owner + R"(,"idempotency_key":"k"})";
    const std::string answer = apply_json(world.service, acme(), invite);
    CAPTURE(answer);
    const User user = world.service.find(acme(), address("ada@acme.example")).value();
    CHECK(answer.starts_with(R"({"ok":true,"changed":true,"user":{"account":"acme","id":")" + to_text(user.id)));
    CHECK(user.profile.name == "Ada");
    const std::string token = answer.substr(answer.rfind(':') + 2, answer.rfind('"') - answer.rfind(':') - 2);
    CHECK(world.service.check_link(token).presented == LinkState::valid);
    CHECK(apply_json(world.service, acme(), invite) == answer);  // It has the same key.

    const std::string deactivate =
        R"({"subject":{"id":")" + to_text(user.id) + R"("},"commands":[{"do":"deactivate"}],)" + by_owner + "}";
    CHECK(apply_json(world.service, acme(), deactivate)
              .starts_with(R"({"ok":false,"reason":"not_accepted_yet","kind":"conflict","remedy":"cancel",)"));
    CHECK(apply_json(world.service, acme(), R"({"commands":[{"do":"invite","email":"ada"}],)" + by_owner + "}") ==
          R"({"ok":false,"reason":"invalid_address","kind":"malformed","remedy":null,)"
          R"("message":"email: This is not a valid email address.","field":"email"})");
}
