// SPDX-License-Identifier: MIT
#include <stdexcept>

#include "beckon/language/english.hpp"
#include "examples/support/german.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// A service of this world that tells invitees in these languages.
Service service_in(World& world, std::vector<Catalogue> spoken) {
    ServiceConfig config = world.service_config(world.service.policy());
    config.catalogues = std::move(spoken);
    return {world.store, std::move(config)};
}

User invite_in(World& world, std::string_view email, const std::string& locale) {
    return world.service.invite(acme(), {address(email), {.name = "Jo", .locale = locale, .roles = {"Agent"}}}, Host{})
        .value();
}

}  // namespace

TEST_CASE("an invitee is told in their own language what became of the link") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        Service service = service_in(world, {catalogues::english(), example::german()});
        const User user = invite_in(world, "jo@example.test", "de-AT");
        const std::string token = world.token_to("jo@example.test");
        CHECK(service.check_link(token).message.empty());
        world.advance(days(7));
        CHECK(service.check_link(token).message ==
              "Diese Einladung ist abgelaufen. Bitten Sie Ihre Administration um eine neue Einladung.");
        service.cancel(acme(), user.id, Host{}).value();
        CHECK(service.check_link(token).message ==
              "Diese Einladung wurde zurückgezogen. Wenden Sie sich an Ihre Administration.");
        CHECK(world.service.check_link(token).message == "This invitation has been cancelled. Ask your administrator.");
    });
}

TEST_CASE("the language is the one that the user's profile states now") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        Service service = service_in(world, {catalogues::english(), example::german()});
        const User user = invite_in(world, "jo@example.test", "de");
        const std::string token = world.token_to("jo@example.test");
        service.accept(token).value();
        CHECK(service.check_link(token).message == "Diese Einladung wurde bereits angenommen. Melden Sie sich an.");
        for (const auto* locale : {"", "fr", "en-GB"}) {
            service.edit(acme(), user.id, {.locale = locale}, Host{}).value();
            CHECK(service.check_link(token).message == "This invitation has already been accepted. Sign in.");
        }
    });
}

TEST_CASE("where nothing tells whose link it is, the message is in the first language") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        Service german = service_in(world, {example::german(), catalogues::english()});
        Service english = service_in(world, {catalogues::english(), example::german()});
        const std::string not_valid =
            "Dieser Link ist ungültig. Öffnen Sie den Link in der neuesten Einladungs-E-Mail.";
        CHECK(german.check_link("nonsense").message == not_valid);
        CHECK(english.check_link("nonsense").message == world.service.check_link("nonsense").message);

        // Authentic, but never issued: nothing is told about the user, not even the language.
        const User user = invite_in(world, "jo@example.test", "en");
        const auto unissued = make_token(key_ring(), {acme(), user.id, Link{7, 1}});
        CHECK(german.check_link(*unissued).message == not_valid);

        // The row is gone.
        const auto gone = make_token(key_ring(), {globex(), user.id, Link{1, 1}});
        CHECK(german.check_link(*gone).message ==
              "Diese Einladung ist nicht mehr offen. Wenden Sie sich an Ihre Administration.");
    });
}

TEST_CASE("a service with a catalogue that cannot be used is not made") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        Catalogue broken = example::german();
        broken.texts["sentence.with_remedy"] = "{reason} {cure}";
        CHECK_THROWS_AS(service_in(world, {broken}), std::invalid_argument);
        CHECK_THROWS_AS(service_in(world, {example::german(), example::german()}), std::invalid_argument);
    });
}

TEST_CASE("S16: one courier writes to each invitee in their language") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        invite_in(world, "jo@example.test", "de-CH");
        invite_in(world, "jane@example.test", "en-GB");
        CourierConfig config = world.courier_config();
        config.text = localized_invitation_text({catalogues::english(), example::german()});
        Courier courier(store, config);
        const auto reports = courier.deliver(world.mailer);
        REQUIRE(reports.size() == 2);
        CHECK(reports[0].subject == "Einladung zu The acme company");
        CHECK(reports[1].subject == "Invitation to join The acme company");
        CHECK(world.service.accept(world.token_to("jo@example.test"))->first);
    });
}
