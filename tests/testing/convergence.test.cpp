// SPDX-License-Identifier: MIT
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "beckon/testing/faulty_mailer.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyMailer;
using beckon::testing::FaultyStore;
using beckon::testing::MailFault;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

constexpr std::string_view key = "one and the same";

struct KeyedCommand {
    std::string name;
    /// What it takes, and the command itself.
    std::function<std::function<Result<User>(Service&)>(World&)> prepare;
};

std::vector<KeyedCommand> commands() {
    const auto of = [](std::string name, auto make_user, auto command) {
        return KeyedCommand{std::move(name), [=](World& world) {
                                const User user = make_user(world);
                                return [=](Service& service) -> Result<User> { return command(service, user); };
                            }};
    };
    const auto invited = [](World& world) { return world.invite("deirdre@example.test"); };
    const auto joined = [](World& world) { return world.join("deirdre@example.test"); };
    const auto away = [=](World& world) { return world.service.deactivate(acme(), joined(world).id, Host{}).value(); };
    const auto nobody = [](World& world) { return world.adopt("somebody@example.test"); };
    return {of("invite", nobody,
               [](Service& service, const User&) {
                   return service.invite(acme(), {address("new@example.test"), {.roles = {"Agent"}}}, Host{}, key);
               }),
            of("resend", invited,
               [](Service& service, const User& user) { return service.resend(acme(), user.id, Host{}, key); }),
            of("correct_email", invited,
               [](Service& service, const User& user) {
                   return service.correct_email(acme(), user.id, address("right@example.test"), Host{}, key);
               }),
            of("cancel", invited,
               [](Service& service, const User& user) { return service.cancel(acme(), user.id, Host{}, key); }),
            of("edit", joined,
               [](Service& service, const User& user) {
                   return service.edit(acme(), user.id, {.name = "Renamed"}, Host{}, key);
               }),
            of("deactivate", joined,
               [](Service& service, const User& user) { return service.deactivate(acme(), user.id, Host{}, key); }),
            of("activate", away,
               [](Service& service, const User& user) { return service.activate(acme(), user.id, Host{}, key); }),
            of("remove", joined,
               [](Service& service, const User& user) { return service.remove(acme(), user.id, Host{}, key); })};
}

}  // namespace

TEST_CASE("I20, I21: under its key a command has one effect whatever was lost and however often it is repeated") {
    using Kind = StoreFault::Kind;
    for (const StoreKind& store_kind : store_kinds()) {
        for (const KeyedCommand& each : commands()) {
            for (const Kind kind : {Kind::fails, Kind::loses_request, Kind::loses_answer}) {
                CAPTURE(store_kind.name, each.name, static_cast<int>(kind));
                const OpenStore open = store_kind.open_fresh();
                World world(*open.store, policies::atender());
                const auto command = each.prepare(world);
                FaultyStore faulty(*open.store);
                Service service(faulty, world.service_config(policies::atender()));
                const std::size_t events = world.events().size();

                faulty.plan({.call = StoreCall::commit_all, .kind = kind, .lasting = true});
                CHECK_THROWS_AS(command(service), StoreError);
                const bool happened = kind == Kind::loses_answer;
                CHECK(world.events().size() == events + (happened ? 1 : 0));
                // What happened is found by its key, without another commit; what did not fails again.
                if (!happened) CHECK_THROWS_AS(command(service), StoreError);
                if (!happened) faulty.clear();
                const auto answer = command(service);
                REQUIRE(answer);
                CHECK(world.stored(*answer) == *answer);
                CHECK(command(service).value() == *answer);
                CHECK(world.events().size() == events + 1);
                CHECK(faulty.writes() == (happened ? 1 : 3));
            }
        }
    }
}

TEST_CASE("a race at the very point of a commit is decided again, and the loser told what happened") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        FaultyStore faulty(store);
        Service service(faulty, world.service_config(policies::atender()));
        faulty.plan({.call = StoreCall::commit_all, .kind = StoreFault::Kind::delays_call, .meanwhile = [&] {
                         REQUIRE(world.service.cancel(acme(), user.id, Host{}));
                     }});
        CHECK(refusal_in(service.accept(token)) == no(Reason::link_cancelled, Remedy::ask_administrator));
        CHECK(faulty.planned() == 0);
    });
}

TEST_CASE(
    "I13, I14: a courier whose mailer goes wrong at any mail in any way loses none and repeats only the unknown") {
    using Kind = MailFault::Kind;
    for (const StoreKind& store_kind : store_kinds()) {
        for (const Kind kind : {Kind::defers, Kind::rejects, Kind::refuses, Kind::is_away, Kind::loses_request,
                                Kind::loses_answer, Kind::throws, Kind::delays_call, Kind::delays_answer}) {
            for (std::size_t n = 1; n <= 4; ++n) {
                CAPTURE(store_kind.name, static_cast<int>(kind), n);
                const OpenStore open = store_kind.open_fresh();
                World world(*open.store, policies::gladly());
                std::vector<User> users;
                for (int i = 0; i < 3; ++i) users.push_back(world.invite("user" + std::to_string(i) + "@example.test"));
                FaultyMailer faulty(world.mailer);
                faulty.plan({.at = n, .kind = kind});
                for (int round = 0; round < 3; ++round) {
                    world.courier.deliver(faulty);
                    world.advance(minutes(30));
                }
                const bool again = kind != Kind::rejects && kind != Kind::delays_call && kind != Kind::delays_answer;
                const bool happened = n <= users.size();
                CHECK(faulty.planned() == (happened ? 0 : 1));
                CHECK(faulty.calls() == users.size() + (happened && again ? 1 : 0));
                std::map<std::string, std::size_t> copies;
                for (const auto& handed : world.mailer.handed) ++copies[handed.message.to.text()];
                std::size_t failed = 0;
                for (const User& user : users) {
                    const MailRecord mail = world.service.mail(acme(), user.id).front();
                    failed += mail.delivery == Delivery::failed ? 1 : 0;
                    CHECK((mail.delivery == Delivery::sent || mail.delivery == Delivery::failed));
                    CHECK(copies[user.email.text()] >= (mail.delivery == Delivery::sent ? 1 : 0));
                    CHECK(copies[user.email.text()] <= 1 + mail.unknown);
                }
                CHECK(failed == (happened && kind == Kind::rejects ? 1 : 0));
                CHECK(world.mailer.handed.size() ==
                      users.size() - failed + (happened && kind == Kind::loses_answer ? 1 : 0));
            }
        }
    }
}

TEST_CASE("a mail whose lease runs out while it is sent is another courier's and nobody's settlement is lost") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        FaultyMailer slow(world.mailer);
        slow.plan({.kind = MailFault::Kind::delays_call, .meanwhile = [&] {
                       world.advance(minutes(5));
                       CHECK(world.deliver() == 1);
                   }});
        const auto reports = world.courier.deliver(slow);
        REQUIRE(reports.size() == 1);
        CHECK(reports.front().result == SettleResult::not_held);
        const MailRecord mail = world.service.mail(acme(), user.id).front();
        CHECK(mail.delivery == Delivery::sent);
        CHECK(mail.lapses == 1);
        CHECK(world.mailer.handed.size() == 2);
    });
}
