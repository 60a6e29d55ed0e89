// SPDX-License-Identifier: MIT
// B3: two commands meet. The outcome is that of one after the other, and the loser's answer names what happened.
#include <array>

#include "beckon/link/token.hpp"
#include "beckon/memory/memory_store.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

/// What can happen to one user, as a command that tells its refusal.
struct Deed {
    const char* name;
    std::optional<Refusal> (*run)(Service&, const User&, const std::string& token);
};

const Deed deeds[]{
    {"accept", [](Service& s, const User&, const std::string& token) { return refusal_in(s.accept(token)); }},
    {"begin_setup", [](Service& s, const User&, const std::string& token) { return refusal_in(s.begin_setup(token)); }},
    {"decline", [](Service& s, const User&, const std::string& token) { return refusal_in(s.decline(token)); }},
    {"cancel",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.cancel(u.account, u.id, Host{})); }},
    {"resend",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.resend(u.account, u.id, Host{})); }},
    {"send_new",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.send_new(u.account, u.id, Host{})); }},
    {"copy_link",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.copy_link(u.account, u.id, Host{})); }},
    {"correct_email",
     [](Service& s, const User& u, const std::string&) {
         return refusal_in(s.correct_email(u.account, u.id, address("right@example.test"), Host{}));
     }},
    {"deactivate",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.deactivate(u.account, u.id, Host{})); }},
    {"activate",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.activate(u.account, u.id, Host{})); }},
    {"remove",
     [](Service& s, const User& u, const std::string&) { return refusal_in(s.remove(u.account, u.id, Host{})); }},
    {"edit", [](Service& s, const User& u,
                const std::string&) { return refusal_in(s.edit(u.account, u.id, {.name = "Another Name"}, Host{})); }},
    {"invite the address",
     [](Service& s, const User& u, const std::string&) {
         return refusal_in(
             s.invite(u.account, {address("right@example.test"), {.name = "R", .roles = {"Agent"}}}, Host{}));
     }},
};

enum class Start { invited, expired, active, deactivated };
constexpr std::array starts{Start::invited, Start::expired, Start::active, Start::deactivated};

/// A user who has come that far, in an account of their own.
struct Scene {
    Scene(World& world, Start start, int number)
        : account(account_named("scene-" + std::to_string(number))),
          user(world.invite("wrong@example.test", {"Agent"}, Host{}, account)),
          token(make_token(key_ring(), {account, user.id, *user.link}).value()) {
        world.surroundings.set(start == Start::expired ? *expiry_of(user) : world.now() + minutes(5));
        if (start == Start::active || start == Start::deactivated) world.service.accept(token).value();
        if (start == Start::deactivated) world.service.deactivate(account, user.id, Host{}).value();
    }

    AccountId account;
    User user;
    std::string token;
};

/// What is left of a scene, whatever its account.
struct Remains {
    Remains(World& world, const Scene& scene, std::vector<std::optional<Refusal>> given) : answers(std::move(given)) {
        const User user = world.stored(scene.user);
        email = user.email;
        profile = user.profile;
        state = user.state;
        link = user.link;
        revision = user.revision;
        for (const Event& event : world.events(scene.account)) actions.push_back(action_of(event));
        mails = world.service.mail(scene.account, scene.user.id).size();
    }

    friend bool operator==(const Remains&, const Remains&) = default;

    std::vector<std::optional<Refusal>> answers;  // of the first deed, of the second
    std::optional<EmailAddress> email;
    Profile profile;
    State state;
    std::optional<Link> link;
    std::int64_t revision = 0;
    std::vector<Action> actions;
    std::size_t mails = 0;
};

}  // namespace

TEST_CASE("B3: a command that another one overtakes between its load and its commit ends as if it came after it") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        MemoryStore calm_store;  // What one after the other leaves is the same in every store.
        World calm_world(calm_store, policy);
        int number = 0;
        int overtaken = 0;
        for (const Start start : starts) {
            for (const Deed& late : deeds) {
                for (const Deed& early : deeds) {
                    world.surroundings.set(new_year());
                    const Scene scene(world, start, ++number);
                    std::vector<std::optional<Refusal>> answers;
                    FaultyStore watched(store);
                    watched.plan(
                        {.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                             answers.push_back(early.run(world.service, scene.user, scene.token));
                         }});
                    Service overtaken_service(watched, world.service_config(policy));
                    const auto answer = late.run(overtaken_service, scene.user, scene.token);
                    if (answers.empty()) continue;  // It was refused, or changed nothing: there was no commit.
                    answers.push_back(answer);
                    const Remains remains(world, scene, answers);
                    ++overtaken;

                    calm_world.surroundings.set(new_year());
                    const Scene calm(calm_world, start, number);
                    std::vector<std::optional<Refusal>> in_order{early.run(calm_world.service, calm.user, calm.token)};
                    in_order.push_back(late.run(calm_world.service, calm.user, calm.token));
                    const Remains expected(calm_world, calm, in_order);
                    INFO(early.name << " overtakes " << late.name << " from start " << static_cast<int>(start));
                    CHECK(answers == in_order);
                    CHECK(remains == expected);
                }
            }
        }
        CHECK(overtaken > 200);
    });
}

TEST_CASE("B3: accept against cancel") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Scene first(world, Start::invited, 1);
        REQUIRE(world.service.accept(first.token));
        CHECK(refusal_in(world.service.cancel(first.account, first.user.id, Host{})) ==
              no(Reason::already_active, Remedy::deactivate));
        const Scene second(world, Start::invited, 2);
        REQUIRE(world.service.cancel(second.account, second.user.id, Host{}));
        CHECK(refusal_in(world.service.accept(second.token)) == no(Reason::link_cancelled, Remedy::ask_administrator));
    });
}

TEST_CASE("B3: accept against resend") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Scene first(world, Start::invited, 1);
        REQUIRE(world.service.accept(first.token));
        CHECK(refusal_in(world.service.resend(first.account, first.user.id, Host{})) ==
              no(Reason::already_active, Remedy::reset_password));
        const Scene second(world, Start::invited, 2);
        REQUIRE(world.service.resend(second.account, second.user.id, Host{}));
        const auto late = world.service.accept(second.token);
        if (policy.resend_while_valid == ResendWhileValid::keep) {
            CHECK(late->first);
        } else if (policy.presents_superseded_as_expired) {
            Refusal refusal{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator};
            refusal.actual = Reason::link_superseded;
            CHECK(refusal_in(late) == refusal);
        } else {
            CHECK(refusal_in(late) == no(Reason::link_superseded, Remedy::open_latest_mail));
        }
    });
}

TEST_CASE("B3: accept against expiry: the time of the attempt decides, however long its commit takes") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Scene scene(world, Start::invited, 1);
        const Instant expiry = *expiry_of(scene.user);
        FaultyStore slow(store);
        slow.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                       world.surroundings.set(expiry + hours(1));
                   }});
        Service service(slow, world.service_config(policy));
        world.surroundings.set(expiry);
        CHECK(refusal_in(service.accept(scene.token)) == no(Reason::link_expired, Remedy::ask_administrator));
        world.surroundings.set(expiry - tick);
        const auto accepted = service.accept(scene.token);
        REQUIRE(accepted);
        CHECK(accepted->user.joined_at == expiry - tick);
    });
}

TEST_CASE("B3: an accept that has to decide again after its invitation expired is refused as expired") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Scene scene(world, Start::invited, 1);
        const Instant expiry = *expiry_of(scene.user);
        FaultyStore slow(store);
        slow.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                       REQUIRE(world.service.edit(scene.account, scene.user.id, {.name = "Another Name"}, Host{}));
                       world.surroundings.set(expiry);
                   }});
        Service service(slow, world.service_config(policy));
        world.surroundings.set(expiry - tick);
        CHECK(refusal_in(service.accept(scene.token)) == no(Reason::link_expired, Remedy::ask_administrator));
        CHECK(world.status(scene.user) == Status::invite_expired);
    });
}

TEST_CASE("B3: accept against deactivate") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Scene first(world, Start::invited, 1);
        REQUIRE(world.service.accept(first.token));
        REQUIRE(world.service.deactivate(first.account, first.user.id, Host{}));
        CHECK(refusal_in(world.service.accept(first.token)) == no(Reason::link_deactivated, Remedy::ask_administrator));
        const Scene second(world, Start::invited, 2);
        CHECK(refusal_in(world.service.deactivate(second.account, second.user.id, Host{})) ==
              no(Reason::not_accepted_yet, Remedy::cancel));
        CHECK(world.service.accept(second.token)->first);
    });
}

TEST_CASE(
    "B3: a store that is never at rest ends in an error that says that trying again may help, and nothing is done") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const Scene scene(world, Start::invited, 1);
        FaultyStore busy(store);
        int edits = 0;
        busy.plan(
            {.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .lasting = true, .meanwhile = [&] {
                 const std::string name = "Name " + std::to_string(++edits);
                 REQUIRE(world.service.edit(scene.account, scene.user.id, {.name = name}, Host{}));
             }});
        Service service(busy, world.service_config(policies::recommended()));
        try {
            static_cast<void>(service.accept(scene.token));
            FAIL("it was answered");
        } catch (const StoreError& error) {
            CHECK(error.retry() == StoreError::Retry::may_help);
        }
        CHECK(world.status(scene.user) == Status::invite_sent);
        CHECK(world.service.accept(scene.token)->first);
    });
}

TEST_CASE("B3, A15: an owner who falls while somebody else would make them fall is not called the last one") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User one = world.adopt("one@example.test", {"Owner"});
        world.adopt("two@example.test", {"Owner"});
        FaultyStore watched(store);
        watched.plan({.call = StoreCall::look_all, .kind = StoreFault::Kind::delays_answer, .meanwhile = [&] {
                          REQUIRE(world.service.remove(one.account, one.id, Host{}));
                      }});
        Service service(watched, world.service_config(policies::atender()));
        CHECK(refusal_in(service.deactivate(one.account, one.id, Host{})) == no(Reason::user_not_found));
        CHECK(watched.planned() == 0);
    });
}

TEST_CASE("B3, A15: nor is one of many tasks refused for an owner who fell meanwhile") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User one = world.adopt("one@example.test", {"Owner"});
        const User two = world.adopt("two@example.test", {"Owner"});
        FaultyStore watched(store);
        watched.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                          REQUIRE(world.service.remove(one.account, one.id, Host{}));
                      }});
        Service service(watched, world.service_config(policies::atender()));
        const std::vector<Request> requests{{.subject = two.id, .commands = {Edit{{.name = "Renamed"}}}, .by = Host{}},
                                            {.subject = one.id, .commands = {Deactivate{}}, .by = Host{}}};
        const auto answers = service.apply_all(one.account, requests, service.now());
        CHECK(watched.planned() == 0);
        CHECK(answers.at(0).value().user == world.stored(two));
        CHECK(answers.at(0)->user.profile.name == "Renamed");
        CHECK(refusal_in(answers.at(1)) == no(Reason::user_not_found));
        CHECK(watched.writes() == 2);
    });
}

TEST_CASE("B3, A15: a request of several commands, refused for the last owner, is refused once") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User one = world.adopt("one@example.test", {"Owner"});
        const Request request{
            .subject = one.id, .commands = {Edit{{.name = "Another Name"}}, Deactivate{}}, .by = Host{}};
        const auto answer = world.service.apply(one.account, request, world.service.now());
        CHECK(refusal_in(answer) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(one) == one);
    });
}
