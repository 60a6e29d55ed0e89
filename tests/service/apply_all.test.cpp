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
std::vector<Result<Done>> resend_to(Service& service, const AccountId& account, const std::vector<UserId>& users,
                                    const Actor& by) {
    std::vector<Request> requests;
    for (const UserId& user : users) requests.push_back({.subject = user, .commands = {Resend{}}, .by = by});
    return service.apply_all(account, requests, service.now());
}

std::vector<Result<Done>> apply_all(Service& service, const std::vector<Request>& requests) {
    return service.apply_all(acme(), requests, service.now());
}

/// By the host.
Request request(const Subject& subject, std::vector<Command> commands) {
    return {.subject = subject, .commands = std::move(commands), .by = Host{}};
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
        CHECK(answers[0].value().user == world.stored(expired));
        CHECK(world.status(expired) == Status::invite_sent);
        CHECK(refusal_in(answers[1]) == no(Reason::already_active, Remedy::reset_password));
        CHECK(answers[2]->user.link->generation == 2);
        CHECK(refusal_in(answers[3]) == no(Reason::user_not_found));
        CHECK(world.deliver() == 2);

        for (const auto& answer : resend_to(world.service, acme(), users, member({"Agent"}))) {
            CHECK(refusal_in(answer) == no_permission({"Administrator", "Team Manager"}));
        }
    });
}

TEST_CASE("adopt in bulk: 10000 users whom the host has already") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        std::vector<Request> requests;
        for (int i = 0; i < 10'000; ++i) {
            const auto email = address("person" + std::to_string(i % 9'999) + "@example.test");
            requests.push_back(request({}, {Adopt{email, {.roles = {"Agent"}}}}));
        }
        const auto answers = apply_all(world.service, requests);
        REQUIRE(answers.size() == 10'000);
        CHECK(answers[9'998].value().user == world.stored(answers[9'998]->user));
        CHECK(refusal_in(answers[9'999]) == no_field(Reason::address_taken, Field::email, Remedy::edit));
        CHECK(world.service.count(acme()) == StatusCounts{0, 0, 9'999, 0});
        CHECK(world.deliver() == 0);

        requests.front().by = member({"Administrator"});
        CHECK(refusal_in(apply_all(world.service, {requests.front()}).at(0)) ==
              no(Reason::host_only, Remedy::ask_administrator));
    });
}

TEST_CASE("the commands of a request are carried out together or not at all, each on what those before it leave") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User owner = world.adopt("owner@example.test", {"Owner"});
        const User other = world.adopt("other@example.test", {"Owner"});
        const User agent = world.adopt("agent@example.test");
        const auto demotion = Edit{{.roles = std::vector<std::string>{"Agent"}}};
        const auto renaming = Edit{{.name = "Renamed"}};
        const std::size_t events = world.events().size();

        const auto answers = apply_all(
            world.service, {request(agent.id, {renaming, Activate{}}),
                            request(agent.email, {renaming, Deactivate{}, Activate{}, Remove{}}),
                            request(owner.id, {renaming, demotion}), request(other.id, {renaming, Deactivate{}}),
                            request({}, {Invite{agent.email, {.roles = {"Agent"}}}, Cancel{}}),
                            request({}, {Invite{agent.email, {.roles = {"Agent"}}}}), request(agent.id, {renaming}),
                            request(agent.email, {renaming})});
        CHECK(refusal_in(answers.at(0)) == no(Reason::already_active));
        CHECK(answers.at(1).value().user == world.stored(agent));
        CHECK_FALSE(is_live(answers[1]->user));
        CHECK(answers[1]->user.revision == 5);
        CHECK(answers.at(2)->user.profile.roles == std::vector<std::string>{"Agent"});
        CHECK(refusal_in(answers.at(3)) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(other) == other);
        CHECK_FALSE(is_live(answers.at(4).value().user));
        CHECK(world.service.find(acme(), agent.email) == answers.at(7).value().user);
        CHECK(answers.at(7)->user.id == answers.at(5)->user.id);
        CHECK(refusal_in(answers.at(6)) == no(Reason::user_not_found));
        CHECK(world.events().size() == events + 4 + 2 + 2 + 1 + 1);
        CHECK(world.deliver() == 1);
    });
}

TEST_CASE("many requests are one commit, and one by one if something else got in between") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        std::vector<Request> requests;
        std::vector<User> users;
        for (int i = 0; i < 5; ++i) {
            users.push_back(world.adopt("owner" + std::to_string(i) + "@example.test", {"Owner"}));
            requests.push_back(request(users.back().id, {Edit{{.name = "Renamed"}}, Deactivate{}}));
        }
        FaultyStore meddled(store);
        Service service(meddled, world.service_config(policies::atender()));

        const auto renamed = apply_all(
            service, {request(users[0].id, {Edit{{.name = "One"}}}), request(users[1].id, {Edit{{.name = "Two"}}})});
        CHECK(meddled.writes() == 1);
        CHECK(renamed.at(1)->user.profile.name == "Two");

        // Decided: four may go, the fifth is the last. Then the second goes by another hand.
        meddled.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                          world.service.deactivate(acme(), users[1].id, Host{}).value();
                      }});
        const auto answers = apply_all(service, requests);
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

TEST_CASE("a request whose last command is beaten to it changes nothing") {
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
        const auto answers = apply_all(service, {request(first.id, {Edit{{.name = "Renamed"}}, Deactivate{}})});
        CHECK(meddled.writes() == 2);
        CHECK(refusal_in(answers.at(0)) == no(Reason::last_holder, Remedy::ask_administrator));
        CHECK(world.stored(first).profile.name == "Meddled");
        CHECK(world.status(first) == Status::active);
    });
}

TEST_CASE("many requests at once have the answers and the effects that they have one by one") {
    for_each_preset_and_store([](const Policy& preset, Store& store) {
        std::mt19937 random(20260104);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same requests on every run
        const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
        Policy policy = preset;
        policy.max_pending = 4;
        MemoryStore other_store;
        World together(store, policy);
        World one_by_one(other_store, policy);
        const std::vector<std::vector<std::string>> roles{{"Agent"}, {"Owner"}, {"Owner", "Agent"}, {}};
        std::vector<UserId> ids{UserId{}};
        for (int round = 0; round < 200; ++round) {
            std::vector<Request> requests(below(12));
            for (Request& each : requests) {
                const auto email = address("person" + std::to_string(below(8)) + "@example.test");
                const Profile profile{.roles = roles[below(roles.size())]};
                each.by = Host{};
                const bool is_new = below(2) == 0;
                if (is_new) {
                    ids.push_back(together.surroundings.new_user_id()());
                    each.subject = ids.back();
                    each.commands.emplace_back(below(2) == 0 ? Command(Invite{email, profile})
                                                             : Command(Adopt{email, profile}));
                } else if (below(4) > 0) {
                    each.subject = email;
                } else {
                    each.subject = ids[ids.size() - 1 - below(std::min<std::size_t>(ids.size(), 5))];
                }
                const std::vector<Command> more{
                    Resend{},   SendNew{}, CorrectEmail{email},           Cancel{}, Deactivate{},
                    Activate{}, Remove{},  Edit{{.roles = profile.roles}}};
                for (std::size_t count = below(3) + (is_new ? 0 : 1); count > 0; --count) {
                    each.commands.push_back(more[below(more.size())]);
                }
            }
            const auto supposed =
                together.service.apply_all(acme(), requests, together.service.now(), {.dry_run = true});
            const auto answers = apply_all(together.service, requests);
            REQUIRE(answers.size() == requests.size());
            for (std::size_t i = 0; i < requests.size(); ++i) {
                CAPTURE(round, i);
                const auto alone = one_by_one.service.apply(acme(), requests[i], one_by_one.service.now());
                REQUIRE(answers[i].has_value() == alone.has_value());
                REQUIRE(refusal_in(answers[i]) == refusal_in(alone));
                REQUIRE(refusal_in(answers[i]) == refusal_in(supposed.at(i)));
                if (!answers[i]) continue;
                REQUIRE(answers[i]->user == alone->user);
                REQUIRE(answers[i]->changed == alone->changed);
                REQUIRE(answers[i]->user == supposed[i]->user);
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
        const auto answers = apply_all(world.service, {request(user.id, {Resend{}}), request(user.id, {Resend{}})});
        CHECK(answers.at(0).has_value());
        CHECK(answers.at(1).error().reason == Reason::too_soon);
        CHECK(world.deliver() == 1);
    });
}

TEST_CASE("a request that cannot be meant is refused, with the field, and holds no other up") {
    MemoryStore store;
    World world(store, policies::gladly());
    const Request good = request({}, {Invite{address("ada@example.test"), {.roles = {"Agent"}}}});
    Request with_bad_key = good;
    with_bad_key.idempotency_key = "\t";
    const auto answers = apply_all(world.service, {request({}, {}), with_bad_key, good});
    CHECK(refusal_in(answers.at(0)) == no_field(Reason::empty, Field::commands));
    CHECK(refusal_in(answers.at(1)) == no_field(Reason::invalid_key, Field::idempotency_key));
    CHECK(answers.at(2).has_value());
    CHECK(world.events().size() == 1);
    CHECK(apply_all(world.service, {}).empty());

    for (const Instant never : {Instant(boost::posix_time::not_a_date_time), Instant(boost::posix_time::pos_infin)}) {
        CHECK(refusal_in(world.service.apply(acme(), good, never)) == no_field(Reason::invalid_time, Field::now));
        CHECK(refusal_in(world.service.apply_all(acme(), std::vector{good}, never).at(0)) ==
              no_field(Reason::invalid_time, Field::now));
    }
}

TEST_CASE("a new user has the id that the request chose, or a fresh one") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const UserId chosen = random_user_id();
        const auto adopt = [&](const Subject& subject, std::string_view email) {
            const Profile profile{.roles = {"Agent"}};
            return world.service.apply(acme(), request(subject, {Adopt{address(email), profile}}), world.service.now());
        };
        CHECK(adopt(chosen, "a@example.test").value().user.id == chosen);
        CHECK(adopt(chosen, "b@example.test").error().reason == Reason::address_taken);
        CHECK_FALSE(world.service.find(acme(), address("b@example.test")));
        CHECK(adopt({}, "c@example.test").value().user.id != chosen);
    });
}

TEST_CASE("nothing is done to a user who is no longer as the asker saw them") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User seen = world.adopt("a@example.test");
        Request renaming = request(seen.id, {Edit{{.name = "Renamed"}}});
        renaming.revision = seen.revision;
        CHECK(world.service.apply(acme(), renaming, world.service.now()).value().changed);
        CHECK(refusal_in(world.service.apply(acme(), renaming, world.service.now())) == no(Reason::changed_meanwhile));
        renaming.subject = seen.email;
        CHECK(refusal_in(world.service.apply(acme(), renaming, world.service.now())) ==
              no_field(Reason::invalid_value, Field::revision));
        renaming.subject = random_user_id();
        CHECK(refusal_in(apply_all(world.service, {renaming}).at(0)) == no(Reason::user_not_found));
        CHECK(world.events().size() == 2);
    });
}

TEST_CASE("a key in a batch is remembered, also if it comes twice in it") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        Request invite = request({}, {Invite{address("ada@example.test"), {.roles = {"Agent"}}}});
        invite.idempotency_key = "k";
        Request other = request({}, {Invite{address("bob@example.test"), {.roles = {"Agent"}}}});
        const auto answers = apply_all(world.service, {invite, other, invite});
        CHECK(answers.at(2).value().user == answers.at(0).value().user);
        CHECK(answers[2]->changed);
        CHECK(apply_all(world.service, {invite}).at(0).value().user == answers[0]->user);
        other.idempotency_key = "k";
        CHECK(refusal_in(apply_all(world.service, {other}).at(0)) ==
              no_field(Reason::key_reused, Field::idempotency_key));
        CHECK(world.events().size() == 2);
        CHECK(world.deliver() == 2);
    });
}

TEST_CASE("a request by address is repeated under its key, also once the address is nobody's") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const auto twice = [&](std::string_view email, Command command) {
            const User user = world.invite(email);
            Request asked = request(user.email, {std::move(command)});
            asked.idempotency_key = std::string(email);
            const Done first = world.service.apply(acme(), asked, world.service.now()).value();
            CHECK(world.service.apply(acme(), asked, world.service.now()).value().user == first.user);
            CHECK(apply_all(world.service, {asked}).at(0).value().user == first.user);
        };
        twice("corrected@example.test", CorrectEmail{address("correct@example.test")});
        twice("cancelled@example.test", Cancel{});

        Request again =
            request(address("again@example.test"), {Invite{address("again@example.test"), {.roles = {"Agent"}}}});
        again.idempotency_key = "again";
        const User invited = world.service.apply(acme(), again, world.service.now()).value().user;
        REQUIRE(world.service.cancel(acme(), invited.id, Host{}));
        CHECK(world.service.apply(acme(), again, world.service.now()).value().user == invited);
    });
}

TEST_CASE("I20: a sign-on under a key is not repeated for another user who has the address since") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User first = world.invite("ada@example.test");
        REQUIRE(world.service.accept_verified(acme(), first.email, "sso"));
        REQUIRE(world.service.remove(acme(), first.id, Host{}));
        CHECK(refusal_in(world.service.accept_verified(acme(), first.email, "sso")) ==
              no_field(Reason::user_not_found, Field::identity));
        const User second = world.invite("ada@example.test");
        CHECK(refusal_in(world.service.accept_verified(acme(), first.email, "sso")) ==
              no_field(Reason::key_reused, Field::idempotency_key));
        CHECK(world.status(second) == Status::invite_sent);
    });
}

TEST_CASE("a dry run changes nothing, and judges each request on what those before it would leave") {
    for_each_store([](Store& store) {
        Policy policy = policies::gladly();
        policy.max_pending = 700;
        World world(store, policy);
        std::vector<Request> requests;
        for (int i = 0; i < 1'200; ++i) {
            const auto email = address("person" + std::to_string(i) + "@example.test");
            requests.push_back(request({}, {Invite{email, {.roles = {"Agent"}}}}));
        }
        const auto answers = world.service.apply_all(acme(), requests, world.service.now(), {.dry_run = true});
        CHECK(answers.at(699).has_value());
        CHECK(refusal_in(answers.at(700)) == no(Reason::too_many_pending));
        CHECK(world.events().empty());
        CHECK(world.deliver() == 0);
    });
}
