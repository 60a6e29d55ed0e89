// SPDX-License-Identifier: MIT
// Seed 000: what Gladly's help says of invitations.
#include "tests/behaviours/people.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

const Actor team_manager = member({"Team Manager"});
const Actor agent = member({"Agent"});

/// Ann is active, Zo\u00EB's invitation has expired, Carl's has not.
void add_team(World& world) {
    const auto invite = [&](std::string_view email, Profile profile) {
        REQUIRE(world.service.invite(acme(), {address(email), std::move(profile)}, administrator));
    };
    invite("q@example.test", {.name = "Zo\u00EB Stra\u00DFe",
                              .roles = {"Agent", "Team Manager"},
                              .attributes = {{"inboxes", {"Chat", "Mail"}}}});
    world.advance(hours(24));
    invite("C@one.test",
           {.name = "carl stern", .roles = {"Team Manager"}, .attributes = {{"teams", {"North", "South"}}}});
    const Profile ann{
        .name = "Ann Sims", .roles = {"Agent"}, .attributes = {{"teams", {"North"}}, {"inboxes", {"Chat"}}}};
    REQUIRE(world.service.adopt(acme(), {address("a@one.test"), ann}));
}

std::vector<std::string> emails_in(World& world, const ListRequest& request) {
    std::vector<std::string> emails;
    for (const UserRow& row : world.service.list(acme(), request).value().users)
        emails.push_back(row.user.email.text());
    return emails;
}

}  // namespace

TEST_CASE("G1: a link works once") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");

        const auto first = world.service.accept(token);
        REQUIRE(first);
        CHECK(first->first);
        CHECK(first->user.id == user.id);
        CHECK(world.status(user) == Status::active);

        CHECK(refusal_in(world.service.accept(token)) == no(Reason::link_used, Remedy::sign_in));
        CHECK(refusal_in(world.service.begin_setup(token)) == no(Reason::link_used, Remedy::sign_in));
        const LinkReport report = world.service.check_link(token);
        CHECK(report.presented == LinkState::used);
        CHECK(report.actual == LinkState::used);
        CHECK(report.refusal == no(Reason::link_used, Remedy::sign_in));
    });
}

TEST_CASE("G2: a link expires 24 hours after sending, at that instant") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        world.surroundings.set(new_year(hours(9) + microseconds(123'457)));
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        CHECK(expiry_of(user) == world.now() + hours(24));

        world.advance(hours(24) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        CHECK(world.service.check_link(token).presented == LinkState::valid);
        CHECK(world.service.begin_setup(token));

        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);
        CHECK(world.service.check_link(token).presented == LinkState::expired);
        CHECK(refusal_in(world.service.begin_setup(token)) == no(Reason::link_expired, Remedy::ask_administrator));
        CHECK(refusal_in(world.service.accept(token)) == no(Reason::link_expired, Remedy::ask_administrator));

        world.advance(-tick);
        CHECK(world.service.accept(token)->first);
    });
}

TEST_CASE("G3: the four statuses are Invite sent, Invite expired, Active, Deactivated") {
    CHECK(label(Status::invite_sent) == "Invite sent");
    CHECK(label(Status::invite_expired) == "Invite expired");
    CHECK(label(Status::active) == "Active");
    CHECK(label(Status::deactivated) == "Deactivated");
    CHECK(code(Status::invite_sent) == "invite_sent");
    CHECK(code(Status::invite_expired) == "invite_expired");
    CHECK(code(Status::active) == "active");
    CHECK(code(Status::deactivated) == "deactivated");
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User expired = world.invite("a@example.test");
        world.advance(hours(24));
        const User sent = world.invite("b@example.test");
        const User active = world.join("c@example.test");
        const User deactivated = world.join("d@example.test");
        REQUIRE(world.service.deactivate(acme(), deactivated.id, administrator));

        CHECK(world.status(expired) == Status::invite_expired);
        CHECK(world.status(sent) == Status::invite_sent);
        CHECK(world.status(active) == Status::active);
        CHECK(world.status(deactivated) == Status::deactivated);
        CHECK(world.service.count(acme()) == StatusCounts{1, 1, 1, 1});
    });
}

TEST_CASE("G4: an expired invitation can be resent, the status becomes Invite sent, for 24 hours more") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        world.deliver();
        world.advance(hours(30));
        CHECK(world.status(user) == Status::invite_expired);

        const auto resent = world.service.resend(acme(), user.id, administrator);
        REQUIRE(resent);
        CHECK(world.status(user) == Status::invite_sent);
        CHECK(expiry_of(*resent) == world.now() + hours(24));
        CHECK(world.deliver() == 1);

        world.advance(hours(24) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
    });
}

TEST_CASE("G5: resend exists for everyone who never signed in and for nobody who did, the remedy is a password reset") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const auto resend_of = [&](const User& user) {
            return refusal_of_action(world.service.available_actions(acme(), user.id, administrator).value(),
                                     Action::resend);
        };
        const User pending = world.invite("pending@example.test");
        CHECK(resend_of(pending) == std::nullopt);
        world.advance(hours(24));
        CHECK(resend_of(pending) == std::nullopt);

        const User active = world.join("active@example.test");
        const auto reset = no(Reason::already_active, Remedy::reset_password);
        CHECK(resend_of(active) == reset);
        CHECK(refusal_in(world.service.resend(acme(), active.id, administrator)) == reset);
        CHECK(world.deliver() == 0);

        const User adopted = world.adopt("adopted@example.test");
        CHECK(resend_of(adopted) == reset);

        REQUIRE(world.service.deactivate(acme(), active.id, administrator));
        const auto activate = no(Reason::user_deactivated, Remedy::activate);
        CHECK(resend_of(active) == activate);
        CHECK(refusal_in(world.service.resend(acme(), active.id, administrator)) == activate);
    });
}

TEST_CASE("G6: resend needs Administrator or Team Manager, adding, editing and (de)activating need Administrator") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User pending = world.invite("pending@example.test");
        const User active = world.join("active@example.test");
        const auto refused = no_permission({"Administrator"});
        const auto no_resend = no_permission({"Administrator", "Team Manager"});

        CHECK(refusal_in(world.service.resend(acme(), pending.id, agent)) == no_resend);
        CHECK(world.service.resend(acme(), pending.id, team_manager));
        CHECK(world.service.resend(acme(), pending.id, administrator));
        CHECK(world.service.resend(acme(), pending.id, member({"Agent", "Team Manager"})));
        CHECK(refusal_in(world.service.resend(acme(), pending.id, member({}))) == no_resend);
        CHECK(refusal_in(world.service.resend(acme(), pending.id, member({"Administrators"}))) == no_resend);

        for (const Actor& actor : {team_manager, agent}) {
            const NewUser newcomer{address("new@example.test"), {.name = "New", .roles = {"Agent"}}};
            CHECK(refusal_in(world.service.invite(acme(), newcomer, actor)) == refused);
            CHECK(refusal_in(world.service.edit(acme(), active.id, {.name = "Other"}, actor)) == refused);
            CHECK(refusal_in(world.service.deactivate(acme(), active.id, actor)) == refused);
            CHECK(refusal_in(world.service.activate(acme(), active.id, actor)) == refused);
            CHECK(refusal_in(world.service.cancel(acme(), pending.id, actor)) == refused);
            CHECK(refusal_in(world.service.correct_email(acme(), pending.id, address("x@example.test"), actor)) ==
                  refused);
            CHECK(refusal_in(world.service.remove(acme(), active.id, actor)) == refused);
        }
        const NewUser newcomer{address("new@example.test"), {.name = "New", .roles = {"Agent"}}};
        CHECK(world.service.invite(acme(), newcomer, administrator));
        CHECK(world.service.edit(acme(), active.id, {.name = "Other"}, administrator));
        CHECK(world.service.deactivate(acme(), active.id, administrator));
        CHECK(world.service.activate(acme(), active.id, administrator));
        CHECK(world.service.cancel(acme(), pending.id, administrator));
    });
}

TEST_CASE("G7: Deactivated means was active and is not now, an invited person cannot be deactivated") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User active = world.join("active@example.test");
        for (int round = 0; round < 3; ++round) {
            CHECK(world.service.deactivate(acme(), active.id, administrator));
            CHECK(world.status(active) == Status::deactivated);
            CHECK(refusal_in(world.service.deactivate(acme(), active.id, administrator)) ==
                  no(Reason::user_deactivated));
            CHECK(world.service.activate(acme(), active.id, administrator));
            CHECK(world.status(active) == Status::active);
            CHECK(refusal_in(world.service.activate(acme(), active.id, administrator)) == no(Reason::already_active));
        }
        CHECK(world.stored(active).joined_at == active.joined_at);

        const User pending = world.invite("pending@example.test");
        CHECK(refusal_in(world.service.deactivate(acme(), pending.id, administrator)) ==
              no(Reason::not_accepted_yet, Remedy::cancel));
        CHECK(refusal_in(world.service.activate(acme(), pending.id, administrator)) ==
              no(Reason::not_accepted_yet, Remedy::resend));
        world.advance(hours(24));
        CHECK(refusal_in(world.service.deactivate(acme(), pending.id, administrator)) ==
              no(Reason::not_accepted_yet, Remedy::cancel));
        CHECK(world.status(pending) == Status::invite_expired);
    });
}

TEST_CASE("G8: the list has name, email, roles, teams, inboxes and status of everyone") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const Profile profile{.name = "Deirdre Deering",
                              .roles = {"Agent", "Team Manager"},
                              .attributes = {{"teams", {"North", "South"}}, {"inboxes", {"Voice", "Chat", "Mail"}}}};
        REQUIRE(world.service.invite(acme(), {address("Deirdre@Example.test"), profile}, administrator));
        world.adopt("ada@example.test");

        const UserList list = world.service.list(acme(), {}).value();
        REQUIRE(list.users.size() == 2);
        CHECK(list.users[0].user.email.text() == "ada@example.test");
        CHECK(list.users[1].user.email.text() == "Deirdre@Example.test");
        CHECK(list.users[1].user.profile == profile);
        CHECK(status_at(list.users[1].user, list.now) == Status::invite_sent);
        CHECK(list.next.empty());
    });
}

TEST_CASE("G9: search finds users by name, email or role, in any letter case") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        add_team(world);
        const auto found = [&](std::string search) { return emails_in(world, {.search = std::move(search)}); };
        using Emails = std::vector<std::string>;
        CHECK(found("ZO\u00CB") == Emails{"q@example.test"});
        CHECK(found("zoe\u0308") == Emails{"q@example.test"});
        CHECK(found("strasse") == Emails{"q@example.test"});
        CHECK(found("L S") == Emails{"C@one.test"});
        CHECK(found("@ONE.test") == Emails{"a@one.test", "C@one.test"});
        CHECK(found("c@ONE") == Emails{"C@one.test"});
        CHECK(found("team man") == Emails{"C@one.test", "q@example.test"});
        CHECK(found("agent") == Emails{"a@one.test", "q@example.test"});
        CHECK(found("s") == Emails{"a@one.test", "C@one.test", "q@example.test"});
        CHECK(found("").size() == 3);
        for (const char* nobodys : {"%", "_", "*", "agentteam", "l  s", "one.testadministrator", "\"", "\\"}) {
            CAPTURE(nobodys);
            CHECK(found(nobodys).empty());
        }
    });
}

TEST_CASE("G10: the list is sorted by any of its columns, both ways") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        add_team(world);
        const auto sorted_by = [&](UserOrder order, const std::vector<std::string>& expected,
                                   const std::string& attribute = {}) {
            CAPTURE(code(order), attribute);
            CHECK(emails_in(world, {.order = order, .attribute = attribute}) == expected);
            CHECK(emails_in(world, {.order = order, .attribute = attribute, .descending = true}) ==
                  std::vector<std::string>(expected.rbegin(), expected.rend()));
        };
        const std::string ann = "a@one.test";
        const std::string carl = "C@one.test";
        const std::string zoe = "q@example.test";
        sorted_by(UserOrder::name, {ann, carl, zoe});
        sorted_by(UserOrder::email, {ann, carl, zoe});
        sorted_by(UserOrder::roles, {ann, zoe, carl});
        sorted_by(UserOrder::attribute, {zoe, ann, carl}, "teams");
        sorted_by(UserOrder::attribute, {carl, ann, zoe}, "inboxes");
        sorted_by(UserOrder::status, {carl, zoe, ann});
        sorted_by(UserOrder::sent, {zoe, carl, ann});
        sorted_by(UserOrder::joined, {ann, carl, zoe});
    });
}

TEST_CASE("G11: someone who began enrolment and did not finish can be sent the invitation again") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        REQUIRE(world.service.begin_setup(old));
        CHECK(std::get<Invited>(world.stored(user).state).opened_at == world.now());

        world.advance(hours(1));
        REQUIRE(world.service.resend(acme(), user.id, team_manager));
        const std::string fresh = world.token_to("deirdre@example.test");
        CHECK(fresh != old);
        CHECK_FALSE(std::get<Invited>(world.stored(user).state).opened_at);
        CHECK(world.service.begin_setup(fresh));
        CHECK(world.service.accept(fresh)->first);
    });
}

TEST_CASE("G12: a user has one or more roles") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        CHECK(refusal_in(world.service.invite(acme(), {address("a@example.test"), {.name = "A"}}, administrator)) ==
              no_field(Reason::no_roles, Field::roles));
        const User user = world.invite("b@example.test", {"Agent", "Administrator"});
        CHECK(user.profile.roles == std::vector<std::string>{"Agent", "Administrator"});
        CHECK(refusal_in(world.service.edit(acme(), user.id, {.roles = std::vector<std::string>{}}, administrator)) ==
              no_field(Reason::no_roles, Field::roles));
        CHECK(world.stored(user) == user);
        CHECK(world.events().size() == 1);
    });
}

TEST_CASE("G15: after a resend the older link is dead") {
    for_each_store([](Store& store) {
        World world(store, policies::gladly());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        world.advance(hours(1));
        REQUIRE(world.service.resend(acme(), user.id, administrator));

        // Dead with the resend, not with its mail.
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_superseded, Remedy::open_latest_mail));
        const LinkReport report = world.service.check_link(old);
        CHECK(report.presented == LinkState::superseded);
        CHECK(report.actual == LinkState::superseded);
        CHECK(report.newest_sent_at == world.now());

        const std::string fresh = world.token_to("deirdre@example.test");
        CHECK(fresh != old);
        CHECK(world.service.accept(fresh)->first);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_superseded, Remedy::open_latest_mail));
    });
}
