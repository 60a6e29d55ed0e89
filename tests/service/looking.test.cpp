// SPDX-License-Identifier: MIT
#include <fstream>
#include <iterator>

#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("I9, B1: checking a link 1,000 times leaves the database and its write-ahead log byte for byte the same") {
    const TemporaryFolder folder;
    const auto store = open_sqlite(folder);
    World world(*store, policies::recommended());
    const User inviter = world.adopt("ada@example.test", {"Owner"});
    world.invite("deirdre@example.test", {"Agent"}, as_member(inviter));
    const std::string token = world.token_to("deirdre@example.test");

    const auto database = folder.path() / "users.db";
    const auto log = folder.path() / "users.db-wal";
    const std::string database_before = bytes_of(database);
    const std::string log_before = bytes_of(log);
    REQUIRE(database_before.size() + log_before.size() > 1000);
    for (int i = 0; i < 1000; ++i) REQUIRE(world.service.check_link(token).presented == LinkState::valid);
    CHECK(bytes_of(database) == database_before);
    CHECK(bytes_of(log) == log_before);

    world.advance(days(7));
    for (int i = 0; i < 10; ++i) REQUIRE(world.service.check_link(token).presented == LinkState::expired);
    for (int i = 0; i < 10; ++i) REQUIRE(world.service.check_link("nonsense").presented == LinkState::invalid);
    CHECK(bytes_of(database) == database_before);
    CHECK(bytes_of(log) == log_before);

    world.service.resend(acme(), world.service.find(acme(), address("deirdre@example.test"))->id, Host{}).value();
    CHECK(bytes_of(log) != log_before);
}
