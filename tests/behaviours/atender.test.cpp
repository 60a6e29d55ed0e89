// SPDX-License-Identifier: MIT
// Seed 003: what Atender's help says of invitations.
#include "tests/behaviours/people.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

/// What the administrator is told of the user, finding by finding.
std::vector<std::string> told(World& world, const User& user) {
    std::vector<std::string> all;
    const auto findings = world.service.diagnose(acme(), user.id).value();
    for (const Finding& finding : findings) all.push_back(message(finding));
    return all;
}

using Told = std::vector<std::string>;

const std::string setup_not_begun =
    "The latest invitation email was sent, but set-up was not begun. Ask the person to look in their spam folder. Ask "
    "the person's IT department to allow the sender's address. Check the email address and correct it if it is wrong. "
    "Resend the invitation.";
const std::string sent_often =
    "Several invitation emails were sent, but set-up was not begun: the invitation is not the problem. Ask the person "
    "to search all folders for the invitation: a mail rule may have moved it. Ask the person's IT department to allow "
    "the sender's address. Check the email address and correct it if it is wrong. If the person has begun set-up "
    "before, ask them to reset their password.";
const std::string older_links =
    "Several links were sent, and only the newest works. Ask the person to open the link in the most recent "
    "invitation email.";
const std::string wrong_address =
    " Check the email address and correct it if it is wrong. Cancel the invitation and invite the person again.";

}  // namespace

TEST_CASE("A1: invitations expire after 7 days by default, and after another window where the host says so") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        world.advance(days(7) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);

        Policy policy = policies::atender();
        policy.validity = hours(1);
        Service other(store, world.service_config(policy));
        const User short_lived =
            other.invite(acme(), {address("short@example.test"), {.name = "S", .roles = {"Agent"}}}, admin).value();
        CHECK(expiry_of(short_lived) == world.now() + hours(1));
    });
}

TEST_CASE("A2: pending invitations are all who have not accepted, expired or not") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        world.invite("expired@example.test");
        world.advance(days(7));
        world.invite("sent@example.test");
        world.join("active@example.test");
        const User gone = world.invite("gone@example.test");
        REQUIRE(world.service.cancel(acme(), gone.id, admin));

        const ListRequest pending{.statuses = {Status::invite_sent, Status::invite_expired}};
        const UserList list = world.service.list(acme(), pending).value();
        REQUIRE(list.users.size() == 2);
        CHECK(list.users[0].user.email.text() == "expired@example.test");
        CHECK(list.users[1].user.email.text() == "sent@example.test");
        const StatusCounts counts = world.service.count(acme());
        CHECK(counts.invite_sent + counts.invite_expired == 2);
    });
}

TEST_CASE("A3: resend gives a fresh link with a new expiry, at once, whether or not the old one expired") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        std::string last = world.token_to("deirdre@example.test");
        for (const Duration wait : {Duration(seconds(0)), Duration(days(1)), Duration(days(7)), Duration(days(90))}) {
            world.advance(wait);
            const auto resent = world.service.resend(acme(), user.id, admin);
            REQUIRE(resent);
            CHECK(expiry_of(*resent) == world.now() + days(7));
            CHECK(world.deliver() == 1);  // No clock has moved: the mail is due at once.
            const std::string fresh = world.token_to("deirdre@example.test");
            CHECK(fresh != last);
            CHECK(world.service.check_link(fresh).presented == LinkState::valid);
            last = fresh;
        }
        CHECK(world.service.accept(last)->first);
    });
}

TEST_CASE("A4: who opens the old link after a resend is told that it expired, and the host what really happened") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        REQUIRE(world.service.resend(acme(), user.id, admin));
        world.deliver();

        Refusal expected{.reason = Reason::link_expired, .remedy = Remedy::ask_administrator};
        expected.actual = Reason::link_superseded;
        const LinkReport report = world.service.check_link(old);
        CHECK(report.presented == LinkState::expired);
        CHECK(report.actual == LinkState::superseded);
        CHECK(report.refusal == expected);
        CHECK(report.message == "This invitation has expired. Ask your administrator for a new invitation.");
        CHECK(refusal_in(world.service.accept(old)) == expected);
        CHECK(refusal_in(world.service.begin_setup(old)) == expected);

        world.advance(days(7));
        CHECK(world.service.check_link(old).actual == LinkState::superseded);
    });
}

TEST_CASE("A5: cancel kills the link, the pending entry disappears, the address is free") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        const auto cancelled = world.service.cancel(acme(), user.id, admin);
        REQUIRE(cancelled);
        CHECK(status_at(*cancelled, world.now()) == std::nullopt);

        CHECK(world.service.check_link(old).presented == LinkState::cancelled);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_cancelled, Remedy::ask_administrator));
        CHECK(world.service.list(acme(), {}).value().users.empty());
        CHECK(world.service.count(acme()) == StatusCounts{});
        CHECK(refusal_in(world.service.cancel(acme(), user.id, admin)) == no(Reason::user_not_found));

        const User again = world.invite("deirdre@example.test");
        CHECK(again.id != user.id);
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_cancelled, Remedy::ask_administrator));
    });
}

TEST_CASE("A5: an expired invitation can be cancelled too, an accepted one cannot") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User expired = world.invite("expired@example.test");
        world.advance(days(7));
        CHECK(world.service.cancel(acme(), expired.id, admin));
        const User active = world.join("active@example.test");
        CHECK(refusal_in(world.service.cancel(acme(), active.id, admin)) ==
              no(Reason::already_active, Remedy::deactivate));
    });
}

TEST_CASE("A6: there is no hard limit on resends") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        for (int i = 0; i < 250; ++i) REQUIRE(world.service.resend(acme(), user.id, admin));
        CHECK(std::get<Invited>(world.stored(user).state).times_sent == 251);
        CHECK(world.deliver() == 1);  // The mails of links that were superseded before their turn are not sent.
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
    });
}

TEST_CASE("A7: resend is greyed out for an Active user, the remedy is a password reset") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.join("deirdre@example.test");
        const auto refused = no(Reason::already_active, Remedy::reset_password);
        CHECK(refusal_of_action(world.service.available_actions(acme(), user.id, admin).value(), Action::resend) ==
              refused);
        CHECK(refusal_in(world.service.resend(acme(), user.id, admin)) == refused);
    });
}

TEST_CASE("A8: who started set-up and abandoned it can be sent the invitation again") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.begin_setup(token));
        const User opened = world.stored(user);
        world.advance(hours(2));
        REQUIRE(world.service.begin_setup(token));  // Repeating it changes nothing.
        CHECK(world.stored(user) == opened);
        CHECK(world.status(user) == Status::invite_sent);

        REQUIRE(world.service.resend(acme(), user.id, admin));
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
    });
}

TEST_CASE("A9: who accepted and left before completing set-up resets the password and is not invited again") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.join("deirdre@example.test");
        CHECK(refusal_in(world.service.resend(acme(), user.id, admin)) ==
              no(Reason::already_active, Remedy::reset_password));
        const NewUser again{address("deirdre@example.test"), {.name = "D", .roles = {"Agent"}}};
        CHECK(refusal_in(world.service.invite(acme(), again, admin)) ==
              no_field(Reason::address_taken, Field::email, Remedy::reset_password));
    });
}

TEST_CASE("A10: a wrong address is cured by cancelling and inviting the right one") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User wrong = world.invite("dierdre@example.test");
        const std::string old = world.token_to("dierdre@example.test");
        REQUIRE(world.service.cancel(acme(), wrong.id, admin));
        world.invite("deirdre@example.test");
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_cancelled, Remedy::ask_administrator));
    });
}

TEST_CASE("A10: correcting the address kills the old link and mails the new address") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("dierdre@example.test");
        const std::string old = world.token_to("dierdre@example.test");
        world.advance(days(6));
        const auto corrected = world.service.correct_email(acme(), user.id, address("deirdre@example.test"), admin);
        REQUIRE(corrected);
        CHECK(corrected->id == user.id);
        CHECK(corrected->email.text() == "deirdre@example.test");
        CHECK(expiry_of(*corrected) == world.now() + days(7));

        CHECK(world.service.check_link(old).actual == LinkState::superseded);
        CHECK(refusal_in(world.service.accept(old))->reason == Reason::link_expired);
        CHECK(world.deliver() == 1);
        CHECK(world.mailer.handed.back().message.to.text() == "deirdre@example.test");
        CHECK_FALSE(world.service.find(acme(), address("dierdre@example.test")));
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->user.id == user.id);
    });
}

TEST_CASE("A10: the address that the invitation has already is accepted too, with a fresh link and mail") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("Deirdre@example.test");
        const std::string old = world.token_to("Deirdre@example.test");
        REQUIRE(world.service.correct_email(acme(), user.id, address("deirdre@example.test"), admin));
        CHECK(world.stored(user).email.text() == "deirdre@example.test");
        CHECK(world.service.check_link(old).actual == LinkState::superseded);
        CHECK(world.deliver() == 1);

        world.invite("other@example.test");
        CHECK(refusal_in(world.service.correct_email(acme(), user.id, address("Other@example.test"), admin)) ==
              no_field(Reason::address_taken, Field::email, Remedy::use_another_address));
        CHECK(world.stored(user).email.text() == "deirdre@example.test");
    });
}

TEST_CASE("A11: a wrong address shows as a mail that a server refused, and is cured by correcting it") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("dierdre@example.test");
        world.mailer.script = {rejected()};
        world.deliver();
        CHECK(told(world, user) == Told{"The latest invitation email could not be delivered." + wrong_address});
        CHECK(world.service.diagnose(acme(), user.id)->front().detail == "550 no such mailbox");

        REQUIRE(world.service.correct_email(acme(), user.id, address("deirdre@example.test"), admin));
        CHECK(told(world, user) == Told{"The latest invitation email is waiting to be sent. Wait."});
        world.deliver();
        CHECK(told(world, user) == Told{setup_not_begun});
    });
}

TEST_CASE(
    "A11: a wrong address shows as a mail that came back, and is cured by cancelling and inviting the right one") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("dierdre@example.test");
        world.deliver();
        REQUIRE(world.service.report_bounce(world.mailer.handed.back().message.message_id, "5.1.1 unknown user"));
        CHECK(told(world, user) == Told{"The latest invitation email came back as undeliverable." + wrong_address});
        CHECK(world.service.diagnose(acme(), user.id)->front().detail == "5.1.1 unknown user");
        world.advance(days(7));
        CHECK(told(world, user) == Told{"The latest invitation email came back as undeliverable." + wrong_address,
                                        "The invitation has expired. Resend the invitation."});

        REQUIRE(world.service.cancel(acme(), user.id, admin));
        CHECK(refusal_in(world.service.diagnose(acme(), user.id)) == no(Reason::user_not_found));
        const User right = world.invite("deirdre@example.test");
        world.deliver();
        CHECK(told(world, right) == Told{setup_not_begun});
    });
}

TEST_CASE("A11: a mail that has not been sent yet asks for patience, and says why and until when") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        CHECK(told(world, user) == Told{"The latest invitation email is waiting to be sent. Wait."});
        for (const MailOutcome& outcome : {deferred(), server_away()}) {
            world.mailer.script = {outcome};
            world.deliver();
            CHECK(told(world, user) ==
                  Told{"The latest invitation email could not be sent yet and will be tried again. "
                       "Wait."});
            const Finding finding = world.service.diagnose(acme(), user.id)->front();
            CHECK(finding.detail == outcome.detail);
            REQUIRE(finding.at > world.now());
            world.advance(*finding.at - world.now());
        }
        CHECK(world.deliver() == 1);
        CHECK(told(world, user) == Told{setup_not_begun});
    });
}

TEST_CASE("A11: a mail server that never answers is no fault of the address") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        world.mailer.answer = [](const MailMessage&) { return server_away(); };
        world.deliver();
        world.advance(days(7) - seconds(1));
        world.deliver();  // There is no time left for another attempt.
        world.advance(seconds(1));
        CHECK(told(world, user) == Told{"The latest invitation email could not be sent. Contact the operator of "
                                        "this application. Resend the invitation.",
                                        "The invitation has expired. Resend the invitation."});
    });
}

TEST_CASE("A11: a spam filter shows as a mail that was sent, and no set-up that was begun") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        CHECK(told(world, user) == Told{setup_not_begun});
        world.service.check_link(token);  // As the filter does. It begins nothing.
        CHECK(told(world, user) == Told{setup_not_begun});
        world.advance(days(7));
        CHECK(told(world, user) == Told{"The invitation has expired. Resend the invitation.", setup_not_begun});
    });
}

TEST_CASE("A11: a mail rule, a filter or a forgotten password shows as many resends without an answer") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        REQUIRE(world.service.resend(acme(), user.id, admin));
        world.deliver();
        CHECK(told(world, user) == Told{setup_not_begun, older_links});
        REQUIRE(world.service.resend(acme(), user.id, admin));
        CHECK(told(world, user) == Told{"The latest invitation email is waiting to be sent. Wait."});
        world.deliver();
        CHECK(told(world, user) == Told{sent_often, older_links});

        REQUIRE(world.service.begin_setup(world.token_to("deirdre@example.test")));
        CHECK(told(world, user) == Told{"The person began set-up but did not finish it. Resend the invitation."});
    });
}

TEST_CASE("A11: resends of which only the last was sent are not many mails") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        for (int i = 0; i < 5; ++i) REQUIRE(world.service.resend(acme(), user.id, admin));
        CHECK(world.deliver() == 1);
        CHECK(told(world, user) == Told{setup_not_begun});
    });
}

TEST_CASE("A11: who accepted and cannot get in has forgotten the password, who is deactivated is to be activated") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.join("deirdre@example.test");
        CHECK(told(world, user) == Told{"The user is active. Ask the person to reset their password."});
        REQUIRE(world.service.deactivate(acme(), user.id, admin));
        CHECK(told(world, user) == Told{"The user is deactivated. Activate the user."});
        CHECK(refusal_in(world.service.diagnose(globex(), user.id)) == no(Reason::user_not_found));
    });
}

TEST_CASE("A12: the diagnosis of an opened older link says to look at the most recent mail") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        REQUIRE(world.service.resend(acme(), user.id, admin));
        world.deliver();
        REQUIRE(world.service.check_link(old).actual == LinkState::superseded);
        CHECK(told(world, user) == Told{setup_not_begun, older_links});

        // Where the address was corrected, nobody has both mails.
        REQUIRE(world.service.correct_email(acme(), user.id, address("new@example.test"), admin));
        world.deliver();
        CHECK(told(world, user) == Told{setup_not_begun});
    });
}

TEST_CASE("A12: when the new link still says expired, the host can tell that an older link was opened") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        world.advance(days(8));
        REQUIRE(world.service.resend(acme(), user.id, admin));
        world.deliver();
        const LinkReport report = world.service.check_link(old);
        CHECK(report.presented == LinkState::expired);
        CHECK(report.actual == LinkState::superseded);
        CHECK(report.newest_sent_at == world.now());
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::sent);
    });
}

TEST_CASE("A13: inviting and resending are separate permissions") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const auto refused = no_permission({"Owner", "Admin"});
        const NewUser newcomer{address("new@example.test"), {.name = "New", .roles = {"Agent"}}};
        for (const char* role : {"Owner", "Admin"}) {
            CHECK(world.service.resend(acme(), user.id, member({role})));
        }
        CHECK(refusal_in(world.service.resend(acme(), user.id, member({"Agent"}))) == refused);

        Policy policy = policies::atender();
        policy.permissions[Action::resend].emplace_back("Helper");
        policy.permissions[Action::invite].emplace_back("Recruiter");
        Service service(store, world.service_config(policy));
        CHECK(service.resend(acme(), user.id, member({"Helper"})));
        CHECK(refusal_in(service.invite(acme(), newcomer, member({"Helper"}))) ==
              no_permission({"Owner", "Admin", "Recruiter"}));
        CHECK(refusal_in(service.resend(acme(), user.id, member({"Recruiter"}))) ==
              no_permission({"Owner", "Admin", "Helper"}));
        CHECK(service.invite(acme(), newcomer, member({"Recruiter"})));
    });
}

TEST_CASE("A14: a stale pending entry can be cancelled and the person invited from scratch") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User stale = world.invite("deirdre@example.test", {"Admin"});
        world.advance(days(400));
        REQUIRE(world.service.cancel(acme(), stale.id, admin));
        const User fresh = world.invite("deirdre@example.test", {"Agent"});
        CHECK(fresh.id != stale.id);
        CHECK(fresh.link->generation == 1);
        CHECK(std::get<Invited>(fresh.state).times_sent == 1);
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->user.profile.roles ==
              std::vector<std::string>{"Agent"});
    });
}

TEST_CASE("A15: the last owner can be neither deactivated nor removed nor stripped of the role") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User owner = world.adopt("owner@example.test", {"Owner", "Agent"});
        const auto refused = no(Reason::last_holder, Remedy::ask_administrator);
        CHECK(refusal_in(world.service.deactivate(acme(), owner.id, admin)) == refused);
        CHECK(refusal_in(world.service.remove(acme(), owner.id, admin)) == refused);
        CHECK(refusal_in(world.service.remove(acme(), owner.id, Host{})) == refused);
        CHECK(refusal_in(world.service.edit(acme(), owner.id, {.roles = {{"Agent"}}}, admin)) == refused);
        CHECK(refusal_in(world.service.edit(acme(), owner.id, {.roles = {{"Agent"}}}, as_member(owner))) == refused);
        CHECK(world.service.edit(acme(), owner.id, {.roles = {{"Owner"}}}, admin));

        // Owners who are invited, deactivated or of another account do not count.
        const User invited = world.invite("invited@example.test", {"Owner"});
        const User idle = world.adopt("idle@example.test", {"Owner"});
        REQUIRE(world.service.deactivate(acme(), idle.id, admin));
        world.adopt("elsewhere@example.test", {"Owner"}, globex());
        CHECK(refusal_in(world.service.deactivate(acme(), owner.id, admin)) == refused);
        CHECK(world.service.remove(acme(), invited.id, admin));  // The guard binds active holders alone.
        CHECK(world.service.edit(acme(), idle.id, {.roles = {{"Agent"}}}, admin));
        REQUIRE(world.service.edit(acme(), idle.id, {.roles = {{"Owner"}}}, admin));

        REQUIRE(world.service.activate(acme(), idle.id, admin));
        CHECK(world.service.deactivate(acme(), owner.id, admin));
        CHECK(refusal_in(world.service.deactivate(acme(), idle.id, admin)) == refused);
    });
}

TEST_CASE("A16: deactivate keeps history, roles and teams, activate restores them") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const Profile profile{.name = "Deirdre",
                              .roles = {"Agent", "Admin"},
                              .attributes = {{"teams", {"North"}}, {"inboxes", {"Mail"}}}};
        const User user = world.service.invite(acme(), {address("deirdre@example.test"), profile}, admin).value();
        const User active = world.service.accept(world.token_to("deirdre@example.test"))->user;
        world.advance(days(1));
        const User deactivated = world.service.deactivate(acme(), user.id, admin).value();
        CHECK(deactivated.profile == profile);
        CHECK(deactivated.joined_at == active.joined_at);
        world.advance(days(1));
        const User activated = world.service.activate(acme(), user.id, admin).value();
        CHECK(activated.profile == profile);
        CHECK(activated.joined_at == active.joined_at);
        CHECK(world.events().size() == 4);
    });
}
