// SPDX-License-Identifier: MIT
#include <utility>

#include "beckon/link/token.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;
using beckon::testing::StoreFault;

namespace {

/// What a store shows of the account.
struct View {
    std::vector<Event> events;
    std::vector<UserRow> users;
    std::vector<MailRecord> mails;

    friend bool operator==(const View&, const View&) = default;
};

View view_of(World& world) {
    View view{world.events(), world.service.list(acme(), {.size = 500}).value().users, {}};
    for (const auto& [user, delivery] : view.users) {
        for (const MailRecord& mail : world.service.mail(acme(), user.id)) view.mails.push_back(mail);
    }
    return view;
}

/// A story, step by step. Every step may be repeated; it succeeds where it returns.
class Story {
public:
    explicit Story(World& world) : world_(&world) {}

    static constexpr std::size_t steps = 12;
    static bool writes(std::size_t step) { return step < 10; }

    void tell(std::size_t step, Service& service) {
        const std::string key = "step-" + std::to_string(step);
        const auto user = world_->service.find(acme(), address("deirdre@example.test"));
        const auto other = world_->service.find(acme(), address("other@example.test"));
        const Host host;
        switch (step) {
            case 0: return require(service.invite(acme(), newcomer("deirdre@example.test"), host, key));
            case 1: return require(service.resend(acme(), user->id, host, key));
            case 2: return require(service.copy_link(acme(), user->id, host, key));
            case 3: return require(service.invite(acme(), newcomer("typo@example.test"), host, key));
            case 4: {
                const auto typo = world_->service.find(acme(), address("typo@example.test"));
                return require(
                    service.correct_email(acme(), (typo ? typo : other)->id, address("other@example.test"), host, key));
            }
            case 5: return require(service.accept(token_for(*user), user->email, key));
            case 6: return require(service.edit(acme(), user->id, {.roles = {{"Agent"}}}, host, key));
            case 7: return require(service.deactivate(acme(), user->id, host, key));
            case 8: return require(service.activate(acme(), user->id, host, key));
            case 9: return require(service.decline(token_for(*other_as_invited(other)), key));
            case 10: return require(service.available_actions(acme(), user->id, host));
            default: {
                const LinkReport report = service.check_link(token_for(*user));
                const UserList list = service.list(acme(), {}).value();
                const StatusCounts counts = service.count(acme());
                REQUIRE(report.presented == LinkState::used);
                REQUIRE(list.users.size() == 2);
                REQUIRE(counts.active == 2);
            }
        }
    }

private:
    template <class Answer>
    static void require(const Answer& answer) {
        REQUIRE(answer);
    }
    static NewUser newcomer(std::string_view email) { return {address(email), {.name = "New", .roles = {"Owner"}}}; }
    static std::string token_for(const User& user) {
        return make_token(key_ring(), {user.account, user.id, *user.link}).value();
    }
    /// Once declined, nobody has the address any more: the story remembers.
    const std::optional<User>& other_as_invited(const std::optional<User>& other) {
        if (other) other_ = other;
        return other_;
    }

    World* world_;
    std::optional<User> other_;
};

Policy policy_of_the_story() {
    Policy policy = policies::recommended();
    policy.cooldown = tick;
    return policy;
}

/// Tells the story; a step that fails is checked and told again.
template <class WhenFailed>
void tell(World& world, Service& service, WhenFailed when_failed) {
    Story story(world);
    world.adopt("owner@example.test", {"Owner"});
    for (std::size_t step = 0; step < Story::steps; ++step) {
        world.advance(minutes(1));
        const View before = view_of(world);
        try {
            story.tell(step, service);
        } catch (const Error&) {  // Anything else that escapes fails the test.
            when_failed(step, before, view_of(world));
            story.tell(step, service);
        }
        const View after = view_of(world);
        REQUIRE(after.events.size() == before.events.size() + (Story::writes(step) ? 1U : 0U));
    }
}

}  // namespace

TEST_CASE(
    "I21, I22: a store that fails at its n-th call leaves everything as before, and the command can be repeated") {
    for_each_kind([](const StoreKind& kind) {
        std::size_t calls = 0;
        {
            const OpenStore open = kind.open_fresh();
            World world(*open.store, policy_of_the_story());
            FaultyStore counted(*open.store);
            Service service(counted, world.service_config(policy_of_the_story()));
            tell(world, service, [](std::size_t, const View&, const View&) { FAIL("nothing was made to fail"); });
            calls = counted.calls();
        }
        REQUIRE(calls > 20);
        for (std::size_t n = 1; n <= calls; ++n) {
            INFO("call " << n);
            const OpenStore open = kind.open_fresh();
            World world(*open.store, policy_of_the_story());
            FaultyStore failing(*open.store);
            failing.plan({.at = n});
            Service service(failing, world.service_config(policy_of_the_story()));
            int failures = 0;
            tell(world, service, [&](std::size_t, const View& before, const View& after) {
                ++failures;
                REQUIRE(after == before);
            });
            REQUIRE(failures == 1);
        }
    });
}

TEST_CASE("I20, I21: a commit that happened and whose answer was lost is found by its key, whichever it was") {
    for_each_kind([](const StoreKind& kind) {
        for (std::size_t n = 1; n <= 10; ++n) {
            INFO("commit " << n);
            const OpenStore open = kind.open_fresh();
            World world(*open.store, policy_of_the_story());
            FaultyStore failing(*open.store);
            failing.plan({.call = StoreCall::commit_all, .at = n, .kind = StoreFault::Kind::loses_answer});
            Service service(failing, world.service_config(policy_of_the_story()));
            int failures = 0;
            tell(world, service, [&](std::size_t, const View& before, const View& after) {
                ++failures;
                REQUIRE(after.events.size() == before.events.size() + 1);
            });
            REQUIRE(failures == 1);
        }
    });
}

TEST_CASE("I13: a store that fails at any call of a courier loses no mail") {
    for_each_kind([](const StoreKind& kind) {
        for (const auto fault : {StoreFault::Kind::fails, StoreFault::Kind::loses_answer}) {
            for (std::size_t n = 1; n <= 15; ++n) {
                CAPTURE(static_cast<int>(fault), n);
                const OpenStore open = kind.open_fresh();
                World world(*open.store, policies::gladly());
                const User inviter = world.adopt("ada@example.test", {"Administrator"});
                std::vector<User> users;
                users.reserve(3);
                for (int i = 0; i < 3; ++i) {
                    users.push_back(
                        world.invite("user" + std::to_string(i) + "@example.test", {"Agent"}, as_member(inviter)));
                }
                FaultyStore failing(*open.store);
                failing.plan({.at = n, .kind = fault});
                Courier courier(failing, world.courier_config());
                bool failed = false;
                try {
                    courier.deliver(world.mailer);
                } catch (const Error&) {
                    failed = true;
                }
                // Three mails take four calls each, and one call finds that there is none left.
                REQUIRE(failed == (n <= 13));
                world.advance(minutes(5));
                world.deliver();
                std::size_t copies = 0;
                for (const User& user : users) {
                    const MailRecord mail = world.service.mail(acme(), user.id).front();
                    REQUIRE(mail.delivery == Delivery::sent);
                    REQUIRE(mail.unknown == 0);
                    copies += 1 + mail.lapses;
                }
                REQUIRE(world.mailer.handed.size() <= copies);
                REQUIRE(world.mailer.handed.size() >= users.size());
            }
        }
    });
}
