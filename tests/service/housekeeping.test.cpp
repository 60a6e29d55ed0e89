// SPDX-License-Identifier: MIT
#include <utility>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

TEST_CASE("Erasing fails at its n-th call of the store: repeated without a key, it comes to the same end") {
    using Kind = StoreFault::Kind;
    for (const Kind kind : {Kind::fails, Kind::loses_request, Kind::loses_answer}) {
        for (std::size_t n = 1;; ++n) {
            MemoryStore store;
            World world(store, policies::recommended());
            const User user = world.invite("deirdre@example.test");
            FaultyStore failing(store);
            failing.plan({.at = n, .kind = kind});
            Service service(failing, world.service_config(policies::recommended()));
            bool failed = false;
            try {
                service.erase(acme(), user.id).value();
            } catch (const StoreError&) {
                failed = true;
            }
            CAPTURE(static_cast<int>(kind), n);
            REQUIRE(failed == (failing.planned() == 0));
            if (!failed) {
                CHECK(n > 4);
                break;
            }
            const auto erased = service.erase(acme(), user.id);
            CHECK(is_erased(erased.value()));
            CHECK(world.stored(user) == erased.value());
            CHECK(world.events().size() == 2);  // Removed once.
        }
    }
}

TEST_CASE("Erasing who is removed at the same instant erases them all the same") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.join("deirdre@example.test");
        FaultyStore racing(store);
        Service service(racing, world.service_config(policies::recommended()));
        racing.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                         REQUIRE(world.service.remove(acme(), user.id, Host{}));
                     }});
        const auto erased = service.erase(acme(), user.id);
        CHECK(is_erased(erased.value()));
        CHECK(world.events().size() == 3);
    });
}

TEST_CASE("Erasing who is purged at the same instant finds nobody to answer with") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        for (const auto kind : {StoreFault::Kind::delays_call, StoreFault::Kind::delays_answer}) {
            const User user = world.join("deirdre@example.test");
            FaultyStore racing(store);
            Service service(racing, world.service_config(policies::recommended()));
            racing.plan({.call = StoreCall::erase, .kind = kind, .meanwhile = [&] {
                             world.advance(tick);
                             world.service.purge(acme(), Duration{}, 10).value();
                         }});
            CHECK(refusal_in(service.erase(acme(), user.id)) == no(Reason::user_not_found));
        }
    });
}

TEST_CASE("Purging asks for a time that has passed and for a number, and refuses others, naming them") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        world.advance(days(1));
        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::recommended()));
        const auto wrong_time = no_field(Reason::invalid_time, Field::retention);
        CHECK(refusal_in(service.purge(acme(), -tick, 10)) == wrong_time);
        for (const auto special :
             {boost::posix_time::not_a_date_time, boost::posix_time::pos_infin, boost::posix_time::neg_infin}) {
            CHECK(refusal_in(service.purge(acme(), Duration(special), 10)) == wrong_time);
        }
        CHECK(refusal_in(service.purge(acme(), Duration{}, 0)) == no_field(Reason::empty, Field::limit));
        // Longer than there have been years.
        CHECK(service.purge(acme(), hours(24 * 366 * 2026), 10).value() == 0);
        CHECK(service.purge(acme(), hours(2'000'000'000), 10).value() == 0);
        CHECK(watched.calls() == 0);
        CHECK(service.purge(acme(), hours(24 * 365 * 600), 10).value() == 0);
        CHECK(service.purge(acme(), days(1), 10).value() == 0);  // Not longer ago than that.
        CHECK(service.purge(globex(), days(1) - tick, 10).value() == 0);
        CHECK(service.purge(acme(), days(1) - tick, 10).value() == 1);
        CHECK(service.purge(acme(), days(1) - tick, 10).value() == 0);
    });
}

TEST_CASE("A clock that gives a special value: nothing is erased, purged or taken for bounced, and nothing diagnosed") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        const std::string id = world.mailer.handed.back().message.message_id;
        const User gone = world.join("gone@example.test");
        REQUIRE(world.service.remove(acme(), gone.id, Host{}));
        const UserList list = world.service.list(acme(), {}).value();
        const Instant special = GENERATE(Instant(boost::posix_time::not_a_date_time),
                                         Instant(boost::posix_time::pos_infin), Instant(boost::posix_time::neg_infin));
        FaultyStore watched(store);
        ServiceConfig config = world.service_config(policies::recommended());
        config.clock = [&] { return special; };
        Service service(watched, config);
        const auto refused = no_field(Reason::invalid_time, Field::now);
        CHECK(refusal_in(service.erase(acme(), user.id)) == refused);
        CHECK(refusal_in(service.erase(acme(), gone.id)) == refused);
        CHECK(refusal_in(service.purge(acme(), Duration{}, 10)) == refused);
        CHECK(refusal_in(service.report_bounce(id, "550")) == refused);
        CHECK(refusal_in(service.report_bounce(acme(), user.email, "550")) == refused);
        CHECK_THROWS_AS(service.diagnose(acme(), user.id), std::invalid_argument);
        CHECK_THROWS_AS(service.available_actions(acme(), list.users, Host{}), std::invalid_argument);
        CHECK(watched.writes() == 0);
    });
}
