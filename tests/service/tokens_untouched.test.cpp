// SPDX-License-Identifier: MIT
#include "beckon/link/token.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;

TEST_CASE("I11: every flipped bit, cut and addition of a valid token is refused before the store is asked") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::recommended()));

        std::vector<std::string> wrong;
        for (std::size_t i = 0; i < token.size(); ++i) {
            for (unsigned bit = 0; bit < 8; ++bit) {
                wrong.push_back(token);
                wrong.back()[i] = static_cast<char>(static_cast<unsigned char>(token[i]) ^ (1U << bit));
            }
        }
        for (std::size_t length = 0; length < token.size(); ++length) {
            wrong.push_back(token.substr(0, length));
            wrong.push_back(token.substr(token.size() - length));
        }
        for (int octet = 0; octet < 256; ++octet) {
            wrong.push_back(token + static_cast<char>(octet));
            wrong.push_back(static_cast<char>(octet) + token);
        }
        for (const char* added : {"==", "AA", "AAA", "AAAA", "\r\n", "%20", "?utm_source=mail", "/"})
            wrong.push_back(token + added);
        wrong.push_back(token + token);
        wrong.push_back(base_url + token);
        wrong.emplace_back(100'000, 'A');

        const auto refused = no_field(Reason::link_invalid, Field::token, Remedy::open_latest_mail);
        for (const std::string& each : wrong) {
            REQUIRE(each != token);
            REQUIRE(refusal_in(service.accept(each)) == refused);
            REQUIRE(refusal_in(service.accept(each, user.email, "key")) == refused);
            REQUIRE(refusal_in(service.begin_setup(each)) == refused);
            REQUIRE(refusal_in(service.decline(each)) == refused);
            const LinkReport report = service.check_link(each);
            REQUIRE(report.presented == LinkState::invalid);
            REQUIRE(report.actual == LinkState::invalid);
            REQUIRE_FALSE(report.user);
            REQUIRE_FALSE(report.account);
            REQUIRE_FALSE(report.message.empty());
        }
        CHECK(watched.calls() == 0);
        CHECK(service.accept(token)->first);
        CHECK(watched.calls() > 0);
    });
}

TEST_CASE("I11: a token that was signed for a link never made is refused, whoever it names") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const auto forged = [&](const AccountId& account, const UserId& id, Link link) {
            return make_token(key_ring(), {account, id, link}).value();
        };
        const std::string future = forged(acme(), user.id, {2, 1});
        CHECK(refusal_in(world.service.accept(future))->reason == Reason::link_invalid);
        CHECK(world.service.check_link(future).presented == LinkState::invalid);
        CHECK_FALSE(world.service.check_link(future).user);
        const std::string elsewhere = forged(globex(), user.id, *user.link);
        CHECK(refusal_in(world.service.accept(elsewhere))->reason == Reason::link_removed);
        CHECK_FALSE(world.service.check_link(elsewhere).user);
        const std::string nobody_knows = forged(acme(), UserId{}, {1, 1});
        CHECK(refusal_in(world.service.accept(nobody_knows)) == no(Reason::link_removed, Remedy::ask_administrator));
        CHECK(world.stored(user) == user);
    });
}
