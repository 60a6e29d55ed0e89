// SPDX-License-Identifier: MIT
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("I9, B1: checking a link 1,000 times leaves the database and its write-ahead log byte for byte the same") {
    const TemporaryFolder folder;
    const auto store = open_sqlite(folder);
    World world(*store, policies::recommended());
    const User inviter = world.adopt("ada@example.test", {"Owner"});
    world.invite("deirdre@example.test", {"Agent"}, as_member(inviter));
    const std::string token = world.token_to("deirdre@example.test");

    const auto database = folder.path() / "users.db";
    const auto log = folder.path() / "users.db-wal";
    const std::string database_before = contents_of(database);
    const std::string log_before = contents_of(log);
    REQUIRE(database_before.size() + log_before.size() > 1000);
    for (int i = 0; i < 1000; ++i) REQUIRE(world.service.check_link(token).presented == LinkState::valid);
    CHECK(contents_of(database) == database_before);
    CHECK(contents_of(log) == log_before);

    world.advance(days(7));
    for (int i = 0; i < 10; ++i) REQUIRE(world.service.check_link(token).presented == LinkState::expired);
    for (int i = 0; i < 10; ++i) REQUIRE(world.service.check_link("nonsense").presented == LinkState::invalid);
    CHECK(contents_of(database) == database_before);
    CHECK(contents_of(log) == log_before);

    world.service.resend(acme(), world.service.find(acme(), address("deirdre@example.test"))->id, Host{}).value();
    CHECK(contents_of(log) != log_before);
}
