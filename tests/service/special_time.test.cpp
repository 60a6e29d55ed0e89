// SPDX-License-Identifier: MIT
#include <stdexcept>

#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;

TEST_CASE("A clock that gives a special value: commands are refused, reading and mailing throw, nothing is touched") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        world.invite("other@example.test");
        const Instant special = GENERATE(Instant(boost::posix_time::not_a_date_time),
                                         Instant(boost::posix_time::pos_infin), Instant(boost::posix_time::neg_infin));
        FaultyStore watched(store);
        ServiceConfig config = world.service_config(policies::recommended());
        config.clock = [&] { return special; };
        Service service(watched, config);
        CourierConfig courier_config = world.courier_config();
        courier_config.clock = config.clock;
        Courier courier(watched, courier_config);

        const auto refused = no_field(Reason::invalid_time, Field::now);
        const NewUser newcomer{address("new@example.test"), {.name = "New", .roles = {"Agent"}}};
        CHECK(refusal_in(service.invite(acme(), newcomer, Host{}, "key")) == refused);
        CHECK(refusal_in(service.adopt(acme(), newcomer)) == refused);
        CHECK(refusal_in(service.resend(acme(), user.id, Host{})) == refused);
        CHECK(refusal_in(service.copy_link(acme(), user.id, Host{})) == refused);
        CHECK(refusal_in(service.cancel(acme(), user.id, Host{})) == refused);
        CHECK(refusal_in(service.edit(acme(), user.id, {.name = "N"}, Host{})) == refused);
        CHECK(refusal_in(service.accept(token)) == refused);
        CHECK(refusal_in(service.begin_setup(token)) == refused);
        CHECK(refusal_in(service.decline(token)) == refused);
        CHECK(watched.writes() == 0);
        CHECK_THROWS_AS(service.check_link(token), std::invalid_argument);
        CHECK_THROWS_AS(service.list(acme(), {}), std::invalid_argument);
        CHECK_THROWS_AS(service.count(acme()), std::invalid_argument);
        CHECK_THROWS_AS(service.available_actions(acme(), user.id, Host{}), std::invalid_argument);
        CHECK_THROWS_AS(courier.deliver(world.mailer), std::invalid_argument);
        CHECK_THROWS_AS(courier.claim(), std::invalid_argument);
        CHECK(watched.writes() == 0);
        CHECK(world.stored(user) == user);
        CHECK(world.deliver() == 1);
    });
}
