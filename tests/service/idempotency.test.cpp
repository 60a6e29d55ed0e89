// SPDX-License-Identifier: MIT
#include <cstdint>
#include <limits>

#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

const Actor owner = member({"Owner", "Administrator", "Account administrator"});

NewUser newcomer(std::string_view email = "deirdre@example.test") {
    return {address(email), {.name = "Deirdre", .roles = {"Agent"}}};
}

const auto reused = no_field(Reason::key_reused, Field::idempotency_key);

}  // namespace

TEST_CASE("I20: every command under its key has one effect, and the same answer whatever happened since") {
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.cooldown = {};
        policy.offers_send_new = true;
        World world(store, policy);
        Service& service = world.service;
        int number = 0;
        // Does it, does something else to the user, and does it again.
        const auto repeat = [&](auto command) {
            const std::string key = "key-" + std::to_string(++number);
            const auto first = command(key);
            REQUIRE(first);
            const std::size_t events = world.events().size();
            if (is_live(*first)) REQUIRE(service.edit(acme(), first->id, {.name = "Name " + key}, owner));
            world.advance(minutes(1));
            const auto again = command(key);
            REQUIRE(again);
            CHECK(*again == *first);
            CHECK(world.events().size() == events + (is_live(*first) ? 1U : 0U));
            return *first;
        };
        const User user = repeat([&](auto key) { return service.invite(acme(), newcomer(), owner, key); });
        repeat([&](auto key) { return service.resend(acme(), user.id, owner, key); });
        repeat([&](auto key) { return service.correct_email(acme(), user.id, address("b@example.test"), owner, key); });
        world.advance(days(7));
        repeat([&](auto key) { return service.send_new(acme(), user.id, owner, key); });
        const User cancelled = service.invite(acme(), newcomer("c@example.test"), owner).value();
        repeat([&](auto key) { return service.cancel(acme(), cancelled.id, owner, key); });
        service.invite(acme(), newcomer("d@example.test"), owner).value();
        const std::string declined = world.token_to("d@example.test");
        repeat([&](auto key) { return service.decline(declined, key); });
        REQUIRE(service.accept(world.token_to("b@example.test")));
        repeat([&](auto key) {
            return service.edit(acme(), user.id, {.attributes = {{"teams", {"North"}}}}, owner, key);
        });
        repeat([&](auto key) { return service.deactivate(acme(), user.id, owner, key); });
        repeat([&](auto key) { return service.activate(acme(), user.id, owner, key); });
        repeat([&](auto key) { return service.remove(acme(), user.id, owner, key); });
        repeat([&](auto key) { return service.adopt(acme(), newcomer("e@example.test"), key); });
    });
}

TEST_CASE("I20: a repeated accept is the first again, by link and by verified address") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const Acceptance first = world.service.accept(token, user.email, "key").value();
        CHECK(first.first);
        REQUIRE(world.service.deactivate(acme(), user.id, Host{}));
        const Acceptance again = world.service.accept(token, user.email, "key").value();
        CHECK(again.first);
        CHECK(again.user == first.user);
        CHECK(refusal_in(world.service.accept(token, {}, "key")) == reused);  // The identity is part of the command.

        const User other = world.invite("other@example.test");
        const Acceptance by_address = world.service.accept_verified(acme(), other.email, "sso").value();
        world.advance(hours(1));
        const Acceptance repeated = world.service.accept_verified(acme(), other.email, "sso").value();
        CHECK(repeated.first);
        CHECK(repeated.user == by_address.user);
    });
}

TEST_CASE("I20: a repeated copy gives the same link, also once a newer one was sent") {
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.cooldown = {};
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const CopiedLink first = world.service.copy_link(acme(), user.id, owner, "key").value();
        REQUIRE(world.service.resend(acme(), user.id, owner));
        const CopiedLink again = world.service.copy_link(acme(), user.id, owner, "key").value();
        CHECK(again.token == first.token);
        CHECK(again.user == first.user);
        CHECK(world.service.copy_link(acme(), user.id, owner, "other")->token != first.token);
    });
}

TEST_CASE("I20: the answer is made up of any number of events") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        for (int i = 0; i < 230; ++i) {
            REQUIRE(world.service.edit(acme(), user.id, {.name = "Name " + std::to_string(i)}, owner));
        }
        const User resent = world.service.resend(acme(), user.id, owner, "key").value();
        CHECK(resent.revision == 232);
        for (int i = 0; i < 5; ++i) {
            REQUIRE(world.service.edit(acme(), user.id, {.name = "Later " + std::to_string(i)}, owner));
        }
        CHECK(world.service.resend(acme(), user.id, owner, "key").value() == resent);
    });
}

TEST_CASE("I20: another command, another user or another actor under a key is refused, and changes nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.service.invite(acme(), newcomer(), owner, "key").value();
        const User other = world.invite("other@example.test");
        const std::size_t events = world.events().size();

        CHECK(refusal_in(world.service.resend(acme(), user.id, owner, "key")) == reused);
        CHECK(refusal_in(world.service.invite(acme(), newcomer("x@example.test"), owner, "key")) == reused);
        CHECK(refusal_in(world.service.invite(acme(), newcomer("Deirdre@example.test"), owner, "key")) == reused);
        NewUser changed = newcomer();
        changed.profile.attributes = {{"teams", {"North"}}};
        CHECK(refusal_in(world.service.invite(acme(), changed, owner, "key")) == reused);
        CHECK(refusal_in(world.service.invite(acme(), newcomer(), Host{}, "key")) == reused);
        CHECK(refusal_in(world.service.invite(acme(), newcomer(), Member{other.id, {"Administrator"}}, "key")) ==
              reused);
        CHECK(refusal_in(world.service.adopt(acme(), newcomer(), "key")) == reused);

        REQUIRE(world.service.resend(acme(), user.id, owner, "resend"));
        CHECK(refusal_in(world.service.resend(acme(), other.id, owner, "resend")) == reused);
        REQUIRE(world.service.edit(acme(), user.id, {.name = "A", .locale = "de"}, owner, "edit"));
        CHECK(refusal_in(world.service.edit(acme(), user.id, {.name = "A"}, owner, "edit")) == reused);
        CHECK(refusal_in(world.service.edit(acme(), user.id, {.attributes = {{"teams", {"A"}}}}, owner, "edit")) ==
              reused);
        CHECK(world.events().size() == events + 2);
        // The same actor with other roles is the same actor.
        CHECK(world.service.invite(acme(), newcomer(), member({"Agent"}), "key").value() == user);
    });
}

TEST_CASE("I20: lists that would run together are told apart") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const NewUser one{address("a@example.test"),
                          {.name = "A", .roles = {"ab", "c"}, .attributes = {{"teams", {"d"}}}}};
        const NewUser two{address("a@example.test"),
                          {.name = "A", .roles = {"a", "bc"}, .attributes = {{"teams", {"d"}}}}};
        const NewUser three{address("a@example.test"), {.name = "A", .roles = {"ab", "c", "d"}}};
        REQUIRE(world.service.invite(acme(), one, owner, "key"));
        CHECK(refusal_in(world.service.invite(acme(), two, owner, "key")) == reused);
        CHECK(refusal_in(world.service.invite(acme(), three, owner, "key")) == reused);
    });
}

TEST_CASE("I20: a request that cannot be carried out is another one under a key, whatever is wrong with it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.service.invite(acme(), newcomer(), owner, "key").value();
        const auto refused = [&](Request request) {
            request.by = owner;
            request.idempotency_key = "key";
            CHECK(refusal_in(world.service.apply(acme(), request, world.now())) == reused);
            CHECK(refusal_in(world.service.apply_all(acme(), {&request, 1}, world.now()).at(0)) == reused);
        };
        refused({.commands = {Invite{address("deirdre@example.test"), {.name = "Deirdre\xFF", .roles = {"Agent"}}}}});
        refused({.subject = user.id, .commands = {Resend{{.validity = Duration(boost::posix_time::pos_infin)}}}});
        refused({.subject = user.id, .commands = {Resend{}}, .revision = std::numeric_limits<std::int64_t>::max()});
        refused({.subject = user.id, .commands = {Resend{}}, .revision = 0});
    });
}

TEST_CASE("I20: a key is scoped by its account") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User here = world.service.invite(acme(), newcomer(), owner, "key").value();
        const User there = world.service.invite(globex(), newcomer(), owner, "key").value();
        CHECK(here.id != there.id);
        CHECK(world.service.invite(globex(), newcomer(), owner, "key").value() == there);
        CHECK(world.service.resend(account_named("third"), here.id, owner, "key").error().reason ==
              Reason::user_not_found);
    });
}

TEST_CASE("I20: a key is remembered for the stated retention, to the microsecond") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        ServiceConfig config = world.service_config(policies::gladly());
        config.idempotency_window = hours(2);
        Service service(store, config);
        const User user = service.invite(acme(), newcomer(), owner, "key").value();
        world.surroundings.set(new_year(hours(2) - tick));
        CHECK(service.invite(acme(), newcomer(), owner, "key").value() == user);
        CHECK(refusal_in(service.resend(acme(), user.id, owner, "key")) == reused);
        world.surroundings.set(new_year(hours(2)));
        CHECK(refusal_in(service.invite(acme(), newcomer(), owner, "key"))->reason == Reason::address_taken);
        const User resent = service.resend(acme(), user.id, owner, "key").value();  // The key is free again.
        world.surroundings.set(new_year(hours(4) - tick));
        CHECK(service.resend(acme(), user.id, owner, "key").value() == resent);
    });
}

TEST_CASE("I20: refused commands, and those that change nothing, are not remembered") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.join("deirdre@example.test");
        CHECK(refusal_in(world.service.activate(acme(), user.id, owner, "key"))->reason == Reason::already_active);
        REQUIRE(world.service.edit(acme(), user.id, {.name = user.profile.name}, owner, "key"));
        const User deactivated = world.service.deactivate(acme(), user.id, owner, "key").value();
        CHECK(refusal_in(world.service.activate(acme(), user.id, owner, "key")) == reused);
        CHECK(world.service.deactivate(acme(), user.id, owner, "key").value() == deactivated);
    });
}

TEST_CASE("I20: after an unknown outcome, the same command under its key has one effect") {
    const bool happened = GENERATE(false, true);
    for_each_store([&](Store& store) {
        World world(store, policies::gladly());
        FaultyStore unsure(store);
        const StoreFault fault{.call = StoreCall::commit_all,
                               .kind = happened ? StoreFault::Kind::loses_answer : StoreFault::Kind::loses_request};
        unsure.plan(fault);
        Service service(unsure, world.service_config(policies::gladly()));

        CHECK_THROWS_AS(service.invite(acme(), newcomer(), owner, "key"), UnknownOutcomeError);
        CHECK(world.events().size() == (happened ? 1U : 0U));
        const auto user = service.invite(acme(), newcomer(), owner, "key");
        REQUIRE(user);
        CHECK(world.events().size() == 1);
        CHECK(world.stored(*user) == *user);
        CHECK(world.deliver() == 1);

        unsure.plan(fault);
        const std::string token = world.token_to("deirdre@example.test");
        CHECK_THROWS_AS(service.accept(token, {}, "accept"), UnknownOutcomeError);
        const auto accepted = service.accept(token, {}, "accept");
        REQUIRE(accepted);
        CHECK(accepted->first);
        CHECK(world.events().size() == 2);
    });
}

TEST_CASE("I20: a key that is no key is refused, naming it, before the store is asked") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        FaultyStore watched(store);
        Service service(watched, world.service_config(policies::gladly()));
        const auto invalid = no_field(Reason::invalid_key, Field::idempotency_key);
        for (const std::string& key :
             {std::string(201, 'k'), std::string("tab\there"), std::string("new\nline"), std::string("zero\0", 5),
              std::string("d\xC3\xA9j\xC3\xA0"), std::string("\x7F")}) {
            CHECK(refusal_in(service.resend(acme(), user.id, owner, key)) == invalid);
            CHECK(refusal_in(service.invite(acme(), newcomer("new@example.test"), owner, key)) == invalid);
        }
        CHECK(watched.calls() == 0);
        CHECK(world.service.resend(acme(), user.id, owner, std::string(200, 'k')));
        CHECK(world.service.resend(acme(), user.id, owner, " ~!\"#'%_"));
    });
}
