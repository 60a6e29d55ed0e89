// SPDX-License-Identifier: MIT
#include "tests/behaviours/people.hpp"
#include "tests/behaviours/walk.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("Seed 000: Gladly's page about resending an invitation, sentence by sentence") {
    const Actor team_manager = member({"Team Manager"});
    const Actor agent = member({"Agent"});
    for_each_store([&](Store& store) {
        World world(store, policies::gladly());
        const Profile profile{.name = "Deirdre Deering",
                              .roles = {"Agent", "Task User"},
                              .attributes = {{"teams", {"Billing", "North"}}, {"inboxes", {"Chat", "Email", "Voice"}}}};
        const User deirdre =
            world.service.invite(acme(), {address("deirdre@example.test"), profile}, administrator).value();
        const std::string deirdres_first = world.token_to("deirdre@example.test");
        world.advance(hours(9));
        const User ada = world.invite("ada@example.test");
        const std::string adas = world.token_to("ada@example.test");

        PAGE_SAYS(
            "An invitation link can only be used once and expires 24 hours from the time the invitation is sent.");
        CHECK(expiry_of(deirdre) == new_year(hours(24)));
        CHECK(expiry_of(ada) == new_year(hours(9 + 24)));
        CHECK(world.service.accept(adas)->first);
        CHECK(refusal_in(world.service.accept(adas)) == no(Reason::link_used, Remedy::sign_in));

        world.advance(hours(15) - tick);
        CHECK(world.service.check_link(deirdres_first).presented == LinkState::valid);
        world.advance(tick);
        CHECK(world.service.check_link(deirdres_first).presented == LinkState::expired);
        CHECK(refusal_in(world.service.accept(deirdres_first)) == no(Reason::link_expired, Remedy::ask_administrator));

        PAGE_SAYS("You can resend an invitation to any user if the invitation link expires.");
        CHECK(greyed_out(world, Action::resend, deirdre, administrator) == std::nullopt);

        PAGE_SAYS("**REQUIRED USER ROLE** Administrator and Team Manager");
        CHECK(greyed_out(world, Action::resend, deirdre, team_manager) == std::nullopt);
        CHECK(greyed_out(world, Action::resend, deirdre, agent) == no_permission({"Administrator", "Team Manager"}));

        // Ines leaves, and Otis waits for his invitation.
        const User ines = world.join("ines@example.test");
        REQUIRE(world.service.deactivate(acme(), ines.id, administrator));
        const User otis = world.invite("otis@example.test");

        PAGE_SAYS(
            "Under the **People**category, click **Users**. The Users page will show you a list of users currently in "
            "Gladly.");
        const UserList page = world.service.list(acme(), {}).value();
        REQUIRE(page.users.size() == 4);
        CHECK(page.users[0].user.id == ada.id);
        CHECK(page.users[1].user.id == deirdre.id);
        CHECK(page.users[2].user.id == ines.id);
        CHECK(page.users[3].user.id == otis.id);

        PAGE_SAYS(
            "For ease, you can also preview the roles assigned to users, the number of teams they belong to, the "
            "number "
            "of Inboxes they belong to, and the status of their accounts.");
        const User& row = page.users[1].user;
        CHECK(row.profile.roles == profile.roles);
        CHECK(labels_of(row.profile, "teams").size() == 2);
        CHECK(labels_of(row.profile, "inboxes").size() == 3);
        CHECK(status_at(page.users[0].user, page.now) == Status::active);
        CHECK(status_at(page.users[3].user, page.now) == Status::invite_sent);

        PAGE_SAYS("Use the search feature to find users by name, email, or role quickly.");
        const auto found_by = [&](const char* text) {
            std::vector<UserId> ids;
            for (const UserRow& each : world.service.list(acme(), {.search = text}).value().users) {
                ids.push_back(each.user.id);
            }
            return ids;
        };
        REQUIRE(world.service.edit(acme(), otis.id, {.name = "Otis Ottley", .roles = {{"Liaison"}}}, administrator));
        CHECK(found_by("ottl") == std::vector{otis.id});
        CHECK(found_by("INES@") == std::vector{ines.id});
        CHECK(found_by("LIAIS") == std::vector{otis.id});

        PAGE_SAYS("User Deirdre Deering's invite status shows that it has expired.");
        CHECK(row.profile.name == "Deirdre Deering");
        CHECK(label(status_at(row, page.now).value()) == "Invite expired");

        PAGE_SAYS("**Invite expired –** The invited user never accepted the invitation.");
        CHECK(row.joined_at == std::nullopt);
        CHECK(expiry_of(row).value() <= page.now);

        PAGE_SAYS("**Deactivated –** The account was previously active but is currently inactive.");
        CHECK(label(status_at(page.users[2].user, page.now).value()) == "Deactivated");
        CHECK(page.users[2].user.joined_at.has_value());
        CHECK(refusal_in(world.service.deactivate(acme(), otis.id, administrator)) ==
              no(Reason::not_accepted_yet, Remedy::cancel));

        PAGE_SAYS(
            "You can [activate/deactivate](https://help.gladly.com/docs/managing-users-and-roles) user accounts as "
            "needed.");
        for (int round = 0; round < 2; ++round) {
            CHECK(world.service.activate(acme(), ines.id, administrator));
            CHECK(world.status(ines) == Status::active);
            CHECK(world.service.deactivate(acme(), ines.id, administrator));
            CHECK(world.status(ines) == Status::deactivated);
        }

        PAGE_SAYS("Hover over the user to whom you want to resend an invite.");
        const User found = world.service.find(acme(), address("Deirdre@example.test")).value();
        CHECK(found.id == deirdre.id);
        PAGE_SAYS("then select **Resend Invite**.");
        const auto resent = world.service.resend(acme(), found.id, team_manager);
        REQUIRE(resent);
        const std::string deirdres_second = world.token_to("deirdre@example.test");
        CHECK(deirdres_second != deirdres_first);
        CHECK(newest_mail(world).to == found.email);
        CHECK(newest_mail(world).subject == "Invitation to join The acme company");

        PAGE_SAYS("Resending the invitation changes the status to *Invite sent*.");
        CHECK(label(world.status(deirdre).value()) == "Invite sent");
        CHECK(expiry_of(*resent) == world.now() + hours(24));
        CHECK(world.service.check_link(deirdres_first).presented == LinkState::superseded);
        CHECK(world.service.accept(deirdres_second)->first);
        CHECK(label(world.status(deirdre).value()) == "Active");

        PAGE_SAYS(
            "If someone asks to resend their invitation but you don't see the option to do so, it means that they have "
            "already successfully logged in at least once.");
        for (const User& user : {deirdre, ada}) {
            CHECK(greyed_out(world, Action::resend, user, administrator)->reason == Reason::already_active);
            CHECK(world.stored(user).joined_at.has_value());
        }
        CHECK(greyed_out(world, Action::resend, otis, administrator) == std::nullopt);
        CHECK(world.stored(otis).joined_at == std::nullopt);
        CHECK(greyed_out(world, Action::resend, ines, administrator).has_value());
        CHECK(world.stored(ines).joined_at.has_value());

        PAGE_SAYS(
            "They'll need to [reset](https://help.gladly.com/docs/how-do-i-reset-my-password) their password instead.");
        const auto refused = world.service.resend(acme(), deirdre.id, administrator);
        CHECK(refusal_in(refused) == no(Reason::already_active, Remedy::reset_password));
        CHECK(message(refused.error()) == "The user is already active. Reset the password instead.");
    });
}
