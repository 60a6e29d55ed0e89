// SPDX-License-Identifier: MIT
// How far the mails have come: an axis beside the status.
#include <algorithm>
#include <map>

#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// What the list shows of each user's newest mail, by address.
std::map<std::string, std::optional<Delivery>> shown(World& world, const ListRequest& request = {}) {
    std::map<std::string, std::optional<Delivery>> all;
    const UserList list = world.service.list(acme(), request).value();
    for (const UserRow& row : list.users) all[row.user.email.text()] = row.delivery;
    return all;
}

using Shown = std::map<std::string, std::optional<Delivery>>;

/// Mails the invitation again by whatever the policy offers now, which must be something.
User mail_again(World& world, const User& user) {
    const auto actions = world.service.available_actions(acme(), user.id, Host{}).value();
    const bool resend = !refusal_of_action(actions, Action::resend);
    return (resend ? world.service.resend(acme(), user.id, Host{}) : world.service.send_new(acme(), user.id, Host{}))
        .value();
}

}  // namespace

TEST_CASE("Delivery: a mail that failed or came back can be sent again in each preset, and the new one goes out") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        for (const bool bounced : {false, true}) {
            for (const bool expired : {false, true}) {
                INFO((bounced ? "bounced" : "failed") << (expired ? ", expired" : ""));
                const std::string email = "user" + std::to_string(bounced) + std::to_string(expired) + "@example.test";
                const User user = world.invite(email);
                world.mailer.script = {bounced ? accepted() : rejected()};
                REQUIRE(world.deliver() == 1);
                const std::string first_id = world.mailer.handed.back().message.message_id;
                if (bounced) REQUIRE(world.service.report_bounce(first_id, "550 no such mailbox"));
                world.advance(expired ? policy.validity : Duration(hours(1)));
                REQUIRE(world.status(user) == (expired ? Status::invite_expired : Status::invite_sent));
                CHECK(world.deliver() == 0);  // Final.

                const User again = mail_again(world, user);
                CHECK(world.status(again) == Status::invite_sent);
                CHECK(shown(world)[email] == Delivery::queued);
                CHECK(world.deliver() == 1);
                CHECK(world.mailer.handed.back().message.message_id != first_id);
                CHECK(shown(world)[email] == Delivery::sent);
                const auto mails = world.service.mail(acme(), user.id);
                REQUIRE(mails.size() == 2);
                CHECK(mails[0].delivery == Delivery::sent);
                CHECK(mails[1].delivery == (bounced ? Delivery::bounced : Delivery::failed));
                CHECK(world.service.accept(world.token_to(email))->first);
            }
        }
    });
}

TEST_CASE("Delivery: a corrected address is a new mail, however the one to the old address ended") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("dierdre@example.test");
        world.deliver();
        REQUIRE(world.service.report_bounce(acme(), user.email, "550 no such mailbox"));
        world.advance(minutes(2));
        REQUIRE(world.service.correct_email(acme(), user.id, address("deirdre@example.test"), Host{}));
        CHECK(shown(world) == Shown{{"deirdre@example.test", Delivery::queued}});
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->user.id == user.id);
    });
}

TEST_CASE("Delivery: the list shows how far each one's newest mail has come, and finds those in trouble") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const std::map<std::string, MailOutcome> outcomes{
            {"sent@example.test", accepted()},     {"bounced@example.test", accepted()},
            {"deferred@example.test", deferred()}, {"failed@example.test", rejected()},
            {"resent@example.test", rejected()},   {"joined@example.test", accepted()}};
        world.mailer.answer = [&](const MailMessage& message) { return outcomes.at(message.to.text()); };
        world.adopt("adopted@example.test");
        world.invite("dropped@example.test");
        world.advance(hours(24));
        for (const auto& [email, outcome] : outcomes) world.invite(email);
        world.deliver();
        REQUIRE(world.service.report_bounce(acme(), address("bounced@example.test"), "550"));
        const User resent = world.service.find(acme(), address("resent@example.test")).value();
        REQUIRE(world.service.resend(acme(), resent.id, Host{}));
        REQUIRE(world.service.accept(world.token_to("joined@example.test")));  // Which delivers the resent mail too.
        world.invite("queued@example.test");

        const Shown all{{"adopted@example.test", std::nullopt},        {"bounced@example.test", Delivery::bounced},
                        {"deferred@example.test", Delivery::deferred}, {"dropped@example.test", Delivery::dropped},
                        {"failed@example.test", Delivery::failed},     {"joined@example.test", Delivery::sent},
                        {"queued@example.test", Delivery::queued},     {"resent@example.test", Delivery::failed},
                        {"sent@example.test", Delivery::sent}};
        CHECK(shown(world) == all);
        for (const auto& [email, delivery] : all) {
            const User user = world.service.find(acme(), address(email)).value();
            const auto mails = world.service.mail(acme(), user.id);
            CHECK((mails.empty() ? std::nullopt : std::optional(mails.front().delivery)) == delivery);
        }

        CHECK(shown(world, {.deliveries = {Delivery::bounced, Delivery::failed}}) ==
              Shown{{"bounced@example.test", Delivery::bounced},
                    {"failed@example.test", Delivery::failed},
                    {"resent@example.test", Delivery::failed}});
        CHECK(shown(world, {.statuses = {Status::active}}) ==
              Shown{{"adopted@example.test", std::nullopt}, {"joined@example.test", Delivery::sent}});
        const DeliveryCounts counts = world.service.count_deliveries(acme());
        CHECK(counts == DeliveryCounts{1, 1, 2, 1, 2, 1, 1});
    });
}
