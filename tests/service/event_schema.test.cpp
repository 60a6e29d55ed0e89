// SPDX-License-Identifier: MIT
#include <algorithm>
#include <fstream>
#include <limits>
#include <set>

#include "beckon/records/event_json.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// The feed of an account in which everything has happened, in each status and by each kind of actor.
std::vector<PlacedEvent> whole_feed() {
    MemoryStore store;
    Policy policy = policies::recommended();
    policy.offers_send_new = true;
    policy.cooldown = {};
    World world(store, policy);
    const Actor owner = member({"Owner"});
    const Profile profile{
        "D\xC3\xA9irdre \"D\" \\ \xF0\x9F\x8E\x89", "pt-BR", {"Agent", "Auditor"}, {{"teams", {"a/b"}}}};
    const User user = world.service.invite(acme(), {address("Deirdre.O'Neil+x@Example.test"), profile}, owner).value();
    world.service.resend(acme(), user.id, owner).value();
    world.service.resend(acme(), user.id, owner, {}, {.note = "Hi,\n\"D\"", .by_hand = true}).value();
    world.service.invite(acme(), {address("noted@example.test"), profile}, owner, {}, {.note = "Hi"}).value();
    world.service.copy_link(acme(), user.id, owner).value();
    world.service.correct_email(acme(), user.id, address("d@example.test"), Host{}).value();
    world.advance(days(7));
    world.service.edit(acme(), user.id, {.name = ""}, owner).value();
    world.service.send_new(acme(), user.id, owner, {}, {.note = ""}).value();
    const std::string token = world.token_to("d@example.test");
    world.service.begin_setup(token).value();
    world.service.accept(token).value();
    world.service.deactivate(acme(), user.id, owner).value();
    world.service
        .edit(acme(), user.id,
              {.name = "D", .locale = "", .roles = {{"Agent"}}, .attributes = {{"teams", {}}, {"inboxes", {"i", "j"}}}},
              Host{})
        .value();
    world.service.activate(acme(), user.id, owner).value();
    world.service.remove(acme(), user.id, owner).value();
    world.adopt("ada@example.test");
    world.invite("declined@example.test");
    world.service.decline(world.token_to("declined@example.test")).value();
    const User expired = world.invite("expired@example.test");
    world.advance(days(7));
    world.service.cancel(acme(), expired.id, owner).value();

    EventPage page = world.service.events({.account = acme(), .size = 1000});
    REQUIRE_FALSE(page.more);
    return std::move(page.events);
}

/// An event whose every value is at its limit.
PlacedEvent extreme(bool high) {
    const Link link = high ? Link{std::numeric_limits<std::uint32_t>::max(), 255} : Link{1, 0};
    const Instant at(boost::gregorian::date(high ? 9999 : 1400, 1, 1));
    const std::int64_t number = high ? std::numeric_limits<std::int64_t>::max() : 1;
    UserId id{};
    if (high) std::fill(id.begin(), id.end(), std::uint8_t{0xFF});
    return {number, Event{account_named(high ? std::string(64, '~') : "!"), id, number, at,
                          Author{ActorKind::invitee, id}, std::nullopt, std::nullopt, events::Resent{link, at}}};
}

}  // namespace

TEST_CASE("B7: events and feeds as JSON are as docs/event.schema.json says, and nothing near them is") {
    std::vector<PlacedEvent> feed = whole_feed();
    std::set<Action> actions;
    for (const PlacedEvent& placed : feed) actions.insert(action_of(placed.event));
    REQUIRE(actions.size() == all_actions.size());
    feed.push_back(extreme(false));
    feed.push_back(extreme(true));

    const TemporaryFolder folder;
    const std::string file = (folder.path() / "feed.jsonl").string();
    {
        std::ofstream lines(file);
        for (const PlacedEvent& placed : feed) lines << to_json(placed) << '\n' << to_json(placed.event) << '\n';
        REQUIRE(lines.flush());
    }
    const std::string script = BECKON_TESTS_DIR "/service/event_schema.py";
    test_support::check_by_schema({script, BECKON_SOURCE_DIR "/docs/event.schema.json", file});
}
