// SPDX-License-Identifier: MIT
#include "tests/behaviours/people.hpp"
#include "tests/behaviours/walk.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

const std::string expired_message = "This invitation has expired. Ask your administrator for a new invitation.";

}  // namespace

TEST_CASE("Seed 001: SoftwareOne's page about resending an invitation, sentence by sentence") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        world.advance(days(3));

        PAGE_SAYS(
            "If the person you invited didn't receive the invitation email, you can resend the email through the "
            "platform. This can be done using the **Resend invitation link** option.");
        CHECK(greyed_out(world, Action::resend, user, account_administrator) == std::nullopt);

        PAGE_SAYS("On the **Users** page (**Settings** > **Users**), find the user you want to reinvite.");
        const UserList page = world.service.list(acme(), {}).value();
        REQUIRE(page.users.size() == 1);
        CHECK(page.users[0].user.email == user.email);

        PAGE_SAYS("Click the actions icon (**•••**) for the user.");
        CHECK(greyed_out(world, Action::copy_link, page.users[0].user, account_administrator) == std::nullopt);
        CHECK(greyed_out(world, Action::send_new, page.users[0].user, account_administrator).has_value());

        PAGE_SAYS(
            "To resend the invitation email, click **Resend invitation link**. A message is displayed when your "
            "invitation is sent successfully.");
        const auto resent = world.service.resend(acme(), user.id, account_administrator);
        REQUIRE(resent);  // What the message says,
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::queued);
        CHECK(world.deliver() == 1);
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::sent);  // and when it is true.
        CHECK(newest_mail(world).to == user.email);
        CHECK(token_of(link_in(newest_mail(world), base_url)) == token);

        PAGE_SAYS(
            "To copy the invitation link to your clipboard and share it directly with the individual, click **Copy "
            "invitation link**.");
        const auto copied = world.service.copy_link(acme(), user.id, account_administrator);
        REQUIRE(copied);
        CHECK(copied->token == token);
        CHECK(world.deliver() == 0);

        PAGE_SAYS(
            "When you invite the individual again, the expiration time for their invitation is reset to seven days.");
        CHECK(expiry_of(user) == new_year(days(7)));
        CHECK(expiry_of(*resent) == new_year(days(3 + 7)));
        world.advance(days(7) - tick);
        CHECK(world.service.check_link(token).presented == LinkState::valid);
        world.advance(tick);

        PAGE_SAYS("Note that this option only works if the person's original invitation hasn't expired.");
        const auto refused = no(Reason::invitation_expired, Remedy::send_new_invitation);
        CHECK(greyed_out(world, Action::resend, user, account_administrator) == refused);
        CHECK(refusal_in(world.service.resend(acme(), user.id, account_administrator)) == refused);

        PAGE_SAYS(
            "If the invitation has expired and the individual is encountering the following message, you'll need to "
            "[generate a new link](generate-new-invitation.md):");
        CHECK(world.service.check_link(token).message == expired_message);
        CHECK(message(*refused) == "The invitation has expired. Send a new invitation.");
        REQUIRE(world.service.send_new(acme(), user.id, account_administrator));
        const std::string fresh = world.token_to("deirdre@example.test");
        CHECK(fresh != token);
        CHECK(world.service.accept(fresh)->first);
    });
}

TEST_CASE("Seed 002: SoftwareOne's page about managing invitations, sentence by sentence") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());

        PAGE_SAYS(
            "After you've invited an individual to join your account, you can manage their invitation through the "
            "platform.");
        const User user = world.invite("deirdre@example.test", {"Agent"}, account_administrator);
        const std::string token = world.token_to("deirdre@example.test");
        CHECK(newest_mail(world).subject == "Invitation to join The acme company");

        PAGE_SAYS(
            "If the person you invited didn't receive the invitation email or has difficulty accepting your "
            "invitation, you can share the invite link with them directly or send the invitation email again.");
        REQUIRE(world.service.begin_setup(token));  // Begun and given up.

        PAGE_SAYS("Navigate to the **Users** page and find the user you wish to reinvite.");
        const User found = world.service.find(acme(), user.email).value();
        CHECK(found.id == user.id);

        PAGE_SAYS("Select the actions icon (**•••**) and do the following:");
        CHECK(greyed_out(world, Action::copy_link, found, account_administrator) == std::nullopt);
        CHECK(greyed_out(world, Action::resend, found, account_administrator) == std::nullopt);

        PAGE_SAYS(
            "**Copy invitation link** - Select to copy the invite as a link and share it directly with the "
            "individual.");
        CHECK(world.service.copy_link(acme(), found.id, account_administrator)->token == token);
        CHECK(world.deliver() == 0);

        PAGE_SAYS("**Resend invitation link** - Select to resend the invitation to the user's email.");
        world.advance(days(1));
        REQUIRE(world.service.resend(acme(), found.id, account_administrator));
        CHECK(world.deliver() == 1);
        CHECK(newest_mail(world).to == user.email);
        CHECK(world.token_to("deirdre@example.test") == token);

        PAGE_SAYS("If an invitation is not accepted within 7 days from the send date, it expires.");
        world.advance(days(7) - tick);
        CHECK(world.status(user) == Status::invite_sent);

        PAGE_SAYS(
            "The option to send a new invitation is only enabled for users who have the **Invitation expired** status "
            "on the platform.");
        const auto too_early = no(Reason::still_valid, Remedy::resend);
        CHECK(greyed_out(world, Action::send_new, user, account_administrator) == too_early);
        CHECK(refusal_in(world.service.send_new(acme(), user.id, account_administrator)) == too_early);

        PAGE_SAYS(
            "If the original invitation is still valid, you can resend the original invitation or copy the invite as "
            "a link and share it with the person directly.");
        CHECK(greyed_out(world, Action::resend, user, account_administrator) == std::nullopt);
        CHECK(greyed_out(world, Action::copy_link, user, account_administrator) == std::nullopt);

        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);
        CHECK(greyed_out(world, Action::send_new, user, account_administrator) == std::nullopt);
        CHECK(greyed_out(world, Action::resend, user, account_administrator).has_value());
        CHECK(greyed_out(world, Action::copy_link, user, account_administrator).has_value());

        PAGE_SAYS("Account administrators can create a new invitation and resend it to the individual.");
        CHECK(greyed_out(world, Action::send_new, user, member({"Agent"})) == no_permission({"Account administrator"}));

        PAGE_SAYS(
            "Follow these steps only if the individual's invitation has expired and they see the following message "
            "when selecting the invite link:");
        const LinkReport report = world.service.check_link(token);
        CHECK(report.presented == LinkState::expired);
        CHECK(report.message == expired_message);

        PAGE_SAYS("Navigate to the **Users** page and find the required user.");
        const UserList page = world.service.list(acme(), {.statuses = {Status::invite_expired}}).value();
        REQUIRE(page.users.size() == 1);
        CHECK(page.users[0].user.id == user.id);

        PAGE_SAYS(
            "Select the actions icon (**•••**) and choose **Send new invitation**. A new invitation email is sent to "
            "the individual, and a confirmation message is displayed.");
        CHECK(label(Action::send_new) == "Send new invitation");
        const auto sent = world.service.send_new(acme(), page.users[0].user.id, account_administrator);
        REQUIRE(sent);
        CHECK(world.deliver() == 1);
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::sent);

        PAGE_SAYS(
            "Additionally, if the person's invitation has expired, you can create a new invitation and send it to them "
            "by email.");
        const std::string fresh = world.token_to("deirdre@example.test");
        CHECK(fresh != token);
        CHECK(expiry_of(*sent) == world.now() + days(7));
        CHECK(world.service.accept(fresh)->first);
        CHECK(world.stored(user).joined_at == world.now());
    });
}

TEST_CASE("Seed 004: SoftwareOne's page about generating a new invitation, sentence by sentence") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        world.join("ada@example.test", {"Account administrator"});
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");

        PAGE_SAYS("If an invitation is not accepted within seven days from when it was sent, it expires.");
        world.advance(days(7) - tick);
        CHECK(world.status(user) == Status::invite_sent);

        PAGE_SAYS("If the original link is still valid, you can resend the email invitation.");
        CHECK(greyed_out(world, Action::resend, user, account_administrator) == std::nullopt);
        CHECK(greyed_out(world, Action::send_new, user, account_administrator) ==
              no(Reason::still_valid, Remedy::resend));
        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);

        PAGE_SAYS(
            "Follow the steps in this topic only if the individual's original invitation has expired and they are "
            "receiving the following message:");
        CHECK(world.service.check_link(token).message == expired_message);
        CHECK(message(world.service.accept(token).error()) == expired_message);

        PAGE_SAYS("Account administrators can create a new invite and send it to the individual.");
        CHECK(greyed_out(world, Action::send_new, user, account_administrator) == std::nullopt);
        CHECK(refusal_in(world.service.send_new(acme(), user.id, member({"Agent"}))) ==
              no_permission({"Account administrator"}));

        PAGE_SAYS("Navigate to the **Users** page (**Settings** > **Users**).");
        const UserList page = world.service.list(acme(), {}).value();
        REQUIRE(page.users.size() == 2);

        PAGE_SAYS(
            "Click the actions icon (**•••**) for the user to reinvite. Make sure that the **Joined** column displays "
            "the value as **Invitation Expired**.");
        CHECK(page.users[0].user.joined_at == new_year());
        CHECK(page.users[1].user.id == user.id);
        CHECK(page.users[1].user.joined_at == std::nullopt);
        CHECK(status_at(page.users[1].user, page.now) == Status::invite_expired);

        PAGE_SAYS("Click **Send new invitation**.");
        const auto sent = world.service.send_new(acme(), page.users[1].user.id, account_administrator);
        PAGE_SAYS(
            "After you click **Send new invitation**, a new invitation email is sent to the user, and a confirmation "
            "message is displayed on the page.");
        REQUIRE(sent);
        CHECK(status_at(*sent, world.now()) == Status::invite_sent);
        CHECK(expiry_of(*sent) == world.now() + days(7));
        CHECK(world.deliver() == 1);
        CHECK(newest_mail(world).to == user.email);
        const std::string fresh = token_of(link_in(newest_mail(world), base_url));
        CHECK(fresh != token);
        CHECK(world.service.check_link(token).presented == LinkState::superseded);

        PAGE_SAYS(
            "We recommend checking your Spam or Junk folder. If you still haven't received the email, ask your "
            "administrator to resend the invite.");
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::sent);
        REQUIRE(world.service.resend(acme(), user.id, account_administrator));
        CHECK(world.deliver() == 1);
        CHECK(token_of(link_in(newest_mail(world), base_url)) == fresh);
        CHECK(world.service.accept(fresh)->first);
    });
}
