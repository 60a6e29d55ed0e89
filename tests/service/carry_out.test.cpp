// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

// docs/import.md shows it.
std::vector<Result<User>> resend_to(Service& service, const AccountId& account, const std::vector<UserId>& users,
                                    const Actor& by) {
    std::vector<Task> tasks;
    for (const UserId& user : users) tasks.push_back({user, {Resend{}}});
    return service.carry_out(account, tasks, by);
}

}  // namespace

TEST_CASE("resend in bulk: each user has an answer and a mail of their own") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User expired = world.invite("expired@example.test");
        world.advance(hours(24));
        const User sent = world.invite("sent@example.test");
        const User active = world.adopt("active@example.test");
        world.deliver();
        const std::vector<UserId> users{expired.id, active.id, sent.id, UserId{}};

        const auto answers = resend_to(world.service, acme(), users, member({"Team Manager"}));
        REQUIRE(answers.size() == 4);
        CHECK(answers[0].value() == world.stored(expired));
        CHECK(world.status(expired) == Status::invite_sent);
        CHECK(refusal_in(answers[1]) == no(Reason::already_active, Remedy::reset_password));
        CHECK(answers[2]->link->generation == 2);
        CHECK(refusal_in(answers[3]) == no(Reason::user_not_found));
        CHECK(world.deliver() == 2);

        for (const auto& answer : resend_to(world.service, acme(), users, member({"Agent"}))) {
            CHECK(refusal_in(answer) == no(Reason::not_permitted, Remedy::ask_administrator));
        }
    });
}

TEST_CASE("adopt in bulk: 10000 users whom the host has already") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<Task> tasks;
        for (int i = 0; i < 10'000; ++i) {
            const auto email = address("person" + std::to_string(i % 9'999) + "@example.test");
            tasks.push_back({{}, {Adopt{acme(), random_user_id(), email, {.roles = {"Agent"}}}}});
        }
        const auto answers = world.service.carry_out(acme(), tasks, Host{});
        REQUIRE(answers.size() == 10'000);
        CHECK(answers[9'998].value() == world.stored(*answers[9'998]));
        CHECK(refusal_in(answers[9'999]) == no_field(Reason::address_taken, "email", Remedy::edit));
        CHECK(world.service.count(acme()) == StatusCounts{0, 0, 9'999, 0});
        CHECK(world.deliver() == 0);

        const auto refused = world.service.carry_out(acme(), {tasks.front()}, member({"Administrator"}));
        CHECK(refusal_in(refused.at(0)) == no(Reason::host_only, Remedy::ask_administrator));
    });
}

TEST_CASE("the commands of a task are carried out together or not at all, each on what those before it leave") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User owner = world.adopt("owner@example.test", {"Owner"});
        const User other = world.adopt("other@example.test", {"Owner"});
        const User agent = world.adopt("agent@example.test");
        const auto demotion = Edit{{.roles = std::vector<std::string>{"Agent"}}};
        const auto renaming = Edit{{.name = "Renamed"}};
        const std::size_t events = world.events().size();

        const auto answers = world.service.carry_out(
            acme(),
            {{agent.id, {renaming, Activate{}}},
             {agent.id, {renaming, Deactivate{}, Activate{}, Remove{}}},
             {owner.id, {renaming, demotion}},
             {other.id, {renaming, Deactivate{}}},
             {{}, {Invite{acme(), random_user_id(), agent.email, {.roles = {"Agent"}}}, Cancel{}}},
             {{}, {Invite{acme(), random_user_id(), agent.email, {.roles = {"Agent"}}}}},
             {agent.id, {renaming}}},
            Host{});
        CHECK(refusal_in(answers.at(0)) == no(Reason::already_active));
        CHECK(answers.at(1).value() == world.stored(agent));
        CHECK_FALSE(is_live(*answers[1]));
        CHECK(answers[1]->revision == 5);
        CHECK(answers.at(2)->profile.roles == std::vector<std::string>{"Agent"});
        CHECK(refusal_in(answers.at(3)) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(other) == other);
        CHECK_FALSE(is_live(answers.at(4).value()));
        CHECK(world.service.find(acme(), agent.email) == answers.at(5).value());
        CHECK(refusal_in(answers.at(6)) == no(Reason::user_not_found));
        CHECK(world.events().size() == events + 4 + 2 + 2 + 1);
        CHECK(world.deliver() == 1);
    });
}

TEST_CASE("many tasks are one commit, and one by one where something else got in between") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        std::vector<Task> tasks;
        std::vector<User> users;
        for (int i = 0; i < 5; ++i) {
            users.push_back(world.adopt("owner" + std::to_string(i) + "@example.test", {"Owner"}));
            tasks.push_back({users.back().id, {Edit{{.name = "Renamed"}}, Deactivate{}}});
        }
        FaultyStore meddled(store);
        Service service(meddled, world.service_config(policies::atender()));

        const auto renamed = service.carry_out(
            acme(), {{users[0].id, {Edit{{.name = "One"}}}}, {users[1].id, {Edit{{.name = "Two"}}}}}, Host{});
        CHECK(meddled.writes() == 1);
        CHECK(renamed.at(1)->profile.name == "Two");

        // Decided: four may go, the fifth is the last. Then the second goes by another hand.
        meddled.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                          world.service.deactivate(acme(), users[1].id, Host{}).value();
                      }});
        const auto answers = service.carry_out(acme(), tasks, Host{});
        CHECK(meddled.writes() > 2);
        CHECK(answers.at(0).has_value());
        CHECK(refusal_in(answers.at(1)) == no(Reason::user_deactivated));
        CHECK(answers.at(2).has_value());
        CHECK(answers.at(3).has_value());
        CHECK(refusal_in(answers.at(4)) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(users[1]).profile.name == "Two");
        CHECK(world.stored(users[4]) == users[4]);
        CHECK(world.service.count(acme()) == StatusCounts{0, 0, 1, 4});
    });
}

TEST_CASE("a task whose last command is beaten to it changes nothing") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User first = world.adopt("first@example.test", {"Owner"});
        const User second = world.adopt("second@example.test", {"Owner"});
        FaultyStore meddled(store);
        const auto before_commit = [&](std::size_t n, std::function<void()> meanwhile) {
            meddled.plan({.call = StoreCall::commit_all,
                          .at = n,
                          .kind = StoreFault::Kind::delays_call,
                          .meanwhile = std::move(meanwhile)});
        };
        before_commit(1, [&] { world.service.edit(acme(), first.id, {.name = "Meddled"}, Host{}).value(); });
        before_commit(2, [&] { world.service.deactivate(acme(), second.id, Host{}).value(); });
        Service service(meddled, world.service_config(policies::atender()));
        const auto answers = service.carry_out(acme(), {{first.id, {Edit{{.name = "Renamed"}}, Deactivate{}}}}, Host{});
        CHECK(meddled.writes() == 2);
        CHECK(refusal_in(answers.at(0)) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(first).profile.name == "Meddled");
        CHECK(world.status(first) == Status::active);
    });
}

TEST_CASE("many tasks at once have the answers and the effects that they have one by one") {
    for_each_preset_and_store([](const Policy& preset, Store& store) {
        std::mt19937 random(20260104);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same tasks on every run
        const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
        Policy policy = preset;
        policy.max_pending = 4;
        MemoryStore other_store;
        World together(store, policy);
        World one_by_one(other_store, policy);
        const std::vector<std::vector<std::string>> roles{{"Agent"}, {"Owner"}, {"Owner", "Agent"}, {}};
        std::vector<UserId> ids{UserId{}};
        for (int round = 0; round < 200; ++round) {
            std::vector<Task> tasks(below(12));
            for (Task& task : tasks) {
                const auto email = address("person" + std::to_string(below(8)) + "@example.test");
                const Profile profile{.roles = roles[below(roles.size())]};
                if (below(2) == 0) {
                    ids.push_back(together.surroundings.new_user_id()());
                    task.commands.emplace_back(below(2) == 0 ? Command(Invite{acme(), ids.back(), email, profile})
                                                             : Command(Adopt{acme(), ids.back(), email, profile}));
                } else {
                    const auto holder = together.service.find(acme(), email);
                    task.user = holder && below(4) > 0
                                    ? holder->id
                                    : ids[ids.size() - 1 - below(std::min<std::size_t>(ids.size(), 5))];
                }
                const std::vector<Command> more{
                    Resend{},   SendNew{}, CorrectEmail{email},           Cancel{}, Deactivate{},
                    Activate{}, Remove{},  Edit{{.roles = profile.roles}}};
                for (std::size_t count = below(3) + (task.user ? 1 : 0); count > 0; --count) {
                    task.commands.push_back(more[below(more.size())]);
                }
            }
            const auto answers = together.service.carry_out(acme(), tasks, Host{});
            REQUIRE(answers.size() == tasks.size());
            for (std::size_t i = 0; i < tasks.size(); ++i) {
                CAPTURE(round, i);
                const auto alone = one_by_one.service.carry_out(acme(), {tasks[i]}, Host{});
                REQUIRE(answers[i].has_value() == alone.at(0).has_value());
                REQUIRE(refusal_in(answers[i]) == refusal_in(alone[0]));
                if (answers[i]) REQUIRE(*answers[i] == *alone[0]);
            }
            for (World* world : {&together, &one_by_one}) world->advance(minutes(30));
        }
        CHECK(together.events() == one_by_one.events());
        CHECK(together.events().size() > 100);
        CHECK(together.deliver() == one_by_one.deliver());
    });
}

TEST_CASE("in bulk as alone, two mails to one address wait for the cooldown") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("ada@example.test");
        world.advance(hours(1));
        const auto answers = world.service.carry_out(acme(), {{user.id, {Resend{}}}, {user.id, {Resend{}}}}, Host{});
        CHECK(answers.at(0).has_value());
        CHECK(answers.at(1).error().reason == Reason::too_soon);
        CHECK(world.deliver() == 1);
    });
}

TEST_CASE("tasks that name another account or no command are mistakes of the caller and nothing is done") {
    MemoryStore store;
    World world(store, policies::gladly());
    const Profile profile{.roles = {"Agent"}};
    const auto email = address("ada@example.test");
    const Task good{{}, {Invite{acme(), random_user_id(), email, profile}}};
    CHECK_THROWS_AS(world.service.carry_out(acme(), {good, {}}, Host{}), std::invalid_argument);
    CHECK_THROWS_AS(
        world.service.carry_out(acme(), {good, {{}, {Invite{globex(), random_user_id(), email, profile}}}}, Host{}),
        std::invalid_argument);
    CHECK_THROWS_AS(
        world.service.carry_out(acme(), {good, {{}, {Adopt{globex(), random_user_id(), email, profile}}}}, Host{}),
        std::invalid_argument);
    CHECK(world.events().empty());
    CHECK(world.events(globex()).empty());
    CHECK(world.service.carry_out(acme(), {}, Host{}).empty());

    world.surroundings.set(new_year());
    ServiceConfig config = world.service_config(policies::gladly());
    config.clock = [] { return Instant(boost::posix_time::not_a_date_time); };
    Service timeless(store, config);
    CHECK(refusal_in(timeless.carry_out(acme(), {good}, Host{}).at(0)) == no_field(Reason::invalid_time, "now"));
}
