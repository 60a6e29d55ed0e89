// SPDX-License-Identifier: MIT
// Seeds 001, 002 and 004: what the SoftwareOne Marketplace's documentation says of invitations.
#include "beckon/language/english.hpp"
#include "examples/support/german.hpp"
#include "examples/support/joined.hpp"
#include "tests/behaviours/people.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("S1: an invitation not accepted within 7 days of sending expires") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        CHECK(expiry_of(user) == new_year(days(7)));

        world.advance(days(7) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        CHECK(world.service.check_link(token).actual == LinkState::valid);
        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);
        CHECK(world.service.check_link(token).actual == LinkState::expired);
        CHECK(refusal_in(world.service.accept(token)) == no(Reason::link_expired, Remedy::ask_administrator));
    });
}

TEST_CASE("S2: resend works only while the invitation has not expired") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const auto available = [&] {
            return refusal_of_action(world.service.available_actions(acme(), user.id, account_administrator).value(),
                                     Action::resend);
        };
        world.advance(days(7) - tick);
        CHECK(available() == std::nullopt);
        world.advance(tick);
        const auto refused = no(Reason::invitation_expired, Remedy::send_new_invitation);
        CHECK(available() == refused);
        CHECK(refusal_in(world.service.resend(acme(), user.id, account_administrator)) == refused);
        CHECK(world.stored(user) == user);

        world.advance(-tick);
        const auto resent = world.service.resend(acme(), user.id, account_administrator);
        REQUIRE(resent);  // The user as sent again: what the host's success message is about.
        CHECK(std::get<Invited>(resent->state).times_sent == 2);
    });
}

TEST_CASE("S3: resending resets the expiry to 7 days") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        world.advance(days(5) + tick);
        CHECK(expiry_of(world.service.resend(acme(), user.id, account_administrator).value()) == world.now() + days(7));
        world.advance(days(7) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);
    });
}

TEST_CASE("S4: resend sends the original invitation again: the same link keeps working") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        world.advance(days(6));
        REQUIRE(world.service.resend(acme(), user.id, account_administrator));
        CHECK(world.deliver() == 1);
        CHECK(world.token_to("deirdre@example.test") == token);
        CHECK(world.mailer.handed.at(0).message.message_id != world.mailer.handed.at(1).message.message_id);

        world.advance(days(6));  // Behind the first expiry, before the second.
        CHECK(world.service.check_link(token).presented == LinkState::valid);
        CHECK(world.service.accept(token)->first);
    });
}

TEST_CASE("S5: copying gives the link of the mail while it is valid, and only then, and moves no expiry") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        world.advance(days(7) - tick);
        const auto copied = world.service.copy_link(acme(), user.id, account_administrator);
        REQUIRE(copied);
        CHECK(copied->token == token);
        CHECK(expiry_of(copied->user) == new_year(days(7)));
        CHECK(copied->user.link == user.link);
        CHECK(copied->user.state == user.state);
        CHECK(world.deliver() == 0);
        CHECK(action_of(world.events().back()) == Action::copy_link);

        world.advance(tick);
        CHECK(refusal_in(world.service.copy_link(acme(), user.id, account_administrator)) ==
              no(Reason::invitation_expired, Remedy::send_new_invitation));
        world.advance(-tick);
        REQUIRE(world.service.accept(token));
        CHECK(refusal_in(world.service.copy_link(acme(), user.id, account_administrator)) ==
              no(Reason::already_active, Remedy::reset_password));
    });
}

TEST_CASE("S6: send new is enabled only for an expired invitation, and brings a fresh link and mail") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        const auto available = [&] {
            return refusal_of_action(world.service.available_actions(acme(), user.id, account_administrator).value(),
                                     Action::send_new);
        };
        const auto refused = no(Reason::still_valid, Remedy::resend);
        world.advance(days(7) - tick);
        CHECK(available() == refused);
        CHECK(refusal_in(world.service.send_new(acme(), user.id, account_administrator)) == refused);

        world.advance(tick);
        CHECK(available() == std::nullopt);
        const auto sent = world.service.send_new(acme(), user.id, account_administrator);
        REQUIRE(sent);
        CHECK(status_at(*sent, world.now()) == Status::invite_sent);
        CHECK(expiry_of(*sent) == world.now() + days(7));
        CHECK(world.deliver() == 1);
        const std::string fresh = world.token_to("deirdre@example.test");
        CHECK(fresh != old);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_superseded, Remedy::open_latest_mail));
        CHECK(world.service.accept(fresh)->first);
        CHECK(refusal_in(world.service.send_new(acme(), user.id, account_administrator)) ==
              no(Reason::already_active, Remedy::reset_password));
    });
}

TEST_CASE("S7: only account administrators invite, resend, copy and send new") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const auto refused = no_permission({"Account administrator"});
        const NewUser newcomer{address("new@example.test"), {.name = "New", .roles = {"Agent"}}};
        for (const Actor& actor :
             {Actor(member({"Agent"})), Actor(member({"Administrator"})), Actor(as_member(user))}) {
            CHECK(refusal_in(world.service.invite(acme(), newcomer, actor)) == refused);
            CHECK(refusal_in(world.service.resend(acme(), user.id, actor)) == refused);
            CHECK(refusal_in(world.service.copy_link(acme(), user.id, actor)) == refused);
            CHECK(refusal_in(world.service.send_new(acme(), user.id, actor)) == refused);
            CHECK(refusal_in(world.service.cancel(acme(), user.id, actor)) == refused);
            CHECK(refusal_in(world.service.remove(acme(), user.id, actor)) == refused);
        }
        CHECK(world.stored(user) == user);
        CHECK(world.service.invite(acme(), newcomer, account_administrator));
        CHECK(world.service.resend(acme(), user.id, account_administrator));
        CHECK(world.service.copy_link(acme(), user.id, account_administrator));
    });
}

TEST_CASE("S8: who opens an expired link is told so and to ask the administrator for a new invitation") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        world.advance(days(7));
        const LinkReport report = world.service.check_link(token);
        CHECK(report.presented == LinkState::expired);
        CHECK(report.actual == LinkState::expired);
        CHECK(report.refusal == no(Reason::link_expired, Remedy::ask_administrator));
        CHECK(report.message == "This invitation has expired. Ask your administrator for a new invitation.");
        CHECK(report.expires_at == new_year(days(7)));
    });
}

TEST_CASE("S9: the list tells when each joined, before that, since when they are invited, or that it expired") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        world.invite("expired@example.test");
        world.advance(days(7));
        const User invited = world.invite("invited@example.test");
        world.advance(hours(1));
        const User joined = world.join("joined@example.test");
        const User left = world.join("left@example.test");
        world.advance(days(1));
        world.service.deactivate(acme(), left.id, account_administrator).value();
        const auto column = [&](const Catalogue& catalogue) {
            const UserList list = world.service.list(acme(), {}).value();
            std::vector<std::string> texts;
            for (const UserRow& row : list.users) texts.push_back(example::joined_text(row.user, list.now, catalogue));
            return texts;
        };
        using Column = std::vector<std::string>;
        CHECK(column(catalogues::english()) ==
              Column{"Invitation expired", "Invited 2026-01-08", "2026-01-08", "2026-01-08"});
        CHECK(column(example::german()) ==
              Column{"Einladung abgelaufen", "Eingeladen am 08.01.2026", "08.01.2026", "08.01.2026"});
        CHECK(world.stored(joined).joined_at == new_year(days(7) + hours(1)));

        // The date is that of the newest mail.
        world.service.resend(acme(), invited.id, account_administrator).value();
        CHECK(column(catalogues::english())[1] == "Invited 2026-01-09");
        world.advance(days(7));
        CHECK(column(catalogues::english())[1] == "Invitation expired");
    });
}

TEST_CASE(
    "S10: the invitee sees account and invited address, and may decline: the invitation closes, the address is free") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User inviter = world.adopt("ada@example.test", {"Account administrator"});
        const User user = world.invite("deirdre@example.test", {"Agent"}, as_member(inviter));
        const std::string token = world.token_to("deirdre@example.test");
        const LinkReport before = world.service.check_link(token);
        CHECK(before.presented == LinkState::valid);
        CHECK(before.refusal == std::nullopt);
        CHECK(before.account == acme());
        CHECK(before.masked_email == "d***@example.test");
        CHECK(before.inviter_name == "Ada Adler");
        CHECK(before.expires_at == new_year(days(7)));

        const auto declined = world.service.decline(token);
        REQUIRE(declined);
        CHECK(status_at(*declined, world.now()) == std::nullopt);
        CHECK_FALSE(world.service.find(acme(), address("deirdre@example.test")));
        CHECK(world.service.list(acme(), {}).value().users.size() == 1);
        CHECK(world.service.check_link(token).presented == LinkState::declined);
        CHECK(refusal_in(world.service.accept(token)) == no(Reason::link_declined, Remedy::ask_administrator));
        CHECK(refusal_in(world.service.decline(token)) == no(Reason::link_declined, Remedy::ask_administrator));

        const User again = world.invite("deirdre@example.test");
        CHECK(again.id != user.id);
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->first);
        CHECK(world.service.check_link(token).presented == LinkState::declined);
    });
}

TEST_CASE("S10: declining is not offered by the other two products") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const auto declined = world.service.decline(world.token_to("deirdre@example.test"));
        CHECK(declined.has_value() == policy.offers_decline);
        if (policy.offers_decline) return;
        CHECK(refusal_in(declined)->reason == Reason::not_offered);
        CHECK(world.stored(user) == user);
    });
    CHECK_FALSE(policies::gladly().offers_decline);
    CHECK_FALSE(policies::atender().offers_decline);
}

TEST_CASE("S11: accepting when already active is a no-op, not an error") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const auto first = world.service.accept(token);
        REQUIRE(first);
        CHECK(first->first);
        world.advance(days(30));
        for (int i = 0; i < 3; ++i) {
            const auto again = world.service.accept(token);
            REQUIRE(again);
            CHECK_FALSE(again->first);
            CHECK(again->user == first->user);
        }
        CHECK(world.stored(user) == first->user);
        CHECK(world.events().size() == 2);
    });
}

TEST_CASE("S12: only the invited person accepts: a stated identity must be the invited address") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("Deirdre@Example.test");
        const std::string token = world.token_to("Deirdre@Example.test");
        const auto mismatch = no_field(Reason::identity_mismatch, Field::identity, Remedy::use_another_address);
        CHECK(refusal_in(world.service.accept(token, address("mallory@example.test"))) == mismatch);
        CHECK(world.stored(user) == user);  // A refused accept consumes nothing.
        CHECK(world.service.accept(token, address("deirdre@example.TEST"))->first);
        CHECK(refusal_in(world.service.accept(token, address("mallory@example.test"))) == mismatch);
    });
}

TEST_CASE("S12: recommended asks the same, gladly and atender ignore a stated identity") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const auto answer = world.service.accept(token, address("mallory@example.test"));
        if (policy.identity_must_match) {
            CHECK(refusal_in(answer) ==
                  no_field(Reason::identity_mismatch, Field::identity, Remedy::use_another_address));
            CHECK(world.service.accept(token)->first);  // Nothing is stated: the link is the proof.
        } else {
            CHECK(answer->first);
        }
    });
    CHECK_FALSE(policies::gladly().identity_must_match);
    CHECK(policies::softwareone().identity_must_match);
    CHECK_FALSE(policies::atender().identity_must_match);
    CHECK(policies::recommended().identity_must_match);
}

TEST_CASE("S13: nobody removes themselves") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User one = world.join("one@example.test", {"Account administrator"});
        const User other = world.join("other@example.test", {"Account administrator"});
        CHECK(refusal_in(world.service.remove(acme(), one.id, as_member(one))) ==
              no(Reason::oneself, Remedy::ask_administrator));
        CHECK(world.status(one) == Status::active);
        CHECK(world.service.remove(acme(), one.id, as_member(other)));
        CHECK(world.status(one) == std::nullopt);
    });
}

TEST_CASE("S14: removing an invited user kills the link, inviting again is a new user with a new id") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User user = world.invite("deirdre@example.test");
        const std::string old = world.token_to("deirdre@example.test");
        REQUIRE(world.service.remove(acme(), user.id, account_administrator));
        CHECK(world.service.check_link(old).presented == LinkState::removed);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_removed, Remedy::ask_administrator));

        const User again = world.invite("deirdre@example.test");
        CHECK(again.id != user.id);
        CHECK(again.revision == 1);
        CHECK(refusal_in(world.service.accept(old)) == no(Reason::link_removed, Remedy::ask_administrator));
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->user.id == again.id);
        CHECK(world.status(user) == std::nullopt);
    });
}

TEST_CASE("S15: one live user per address and account, the same person may be in many accounts") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const User here = world.invite("deirdre@example.test");
        const User there = world.invite("deirdre@example.test", {"Viewer"}, Host{}, globex());
        CHECK(here.id != there.id);
        const NewUser again{address("DEIRDRE@example.test"), {.name = "D", .roles = {"Agent"}}};
        CHECK(refusal_in(world.service.invite(acme(), again, account_administrator)) ==
              no_field(Reason::address_taken, Field::email, Remedy::resend));

        world.deliver();
        REQUIRE(world.mailer.handed.size() == 2);
        REQUIRE(world.service.accept(token_of(link_in(world.mailer.handed[1].message, base_url))));
        CHECK(world.status(here) == Status::invite_sent);
        CHECK(world.status(there) == Status::active);
        CHECK(world.service.find(globex(), address("deirdre@example.test"))->profile.roles ==
              std::vector<std::string>{"Viewer"});
    });
}

TEST_CASE("S16: the mail names the account, the absolute expiry with its time zone, and a support contact") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        world.surroundings.set(new_year(days(3) + hours(14) + minutes(5)));  // Sunday, 4 January 2026
        world.invite("deirdre@example.test");
        REQUIRE(world.deliver() == 1);
        const MailMessage& mail = world.mailer.handed[0].message;
        CHECK(mail.subject.find("The acme company") != std::string::npos);
        std::string data = mail.data;
        for (std::size_t soft = data.find("=\r\n"); soft != std::string::npos; soft = data.find("=\r\n"))
            data.erase(soft, 3);
        CHECK(data.find("The acme company") != std::string::npos);
        CHECK(data.find("Sunday, 11 January 2026, 14:05 UTC") != std::string::npos);
        CHECK(data.find("help@acme.example") != std::string::npos);
    });
}

TEST_CASE("S17: at least one role always") {
    for_each_store([](Store& store) {
        World world(store, policies::softwareone());
        const auto refused = no_field(Reason::no_roles, Field::roles);
        CHECK(refusal_in(world.service.invite(acme(), {address("a@example.test"), {.name = "A"}},
                                              account_administrator)) == refused);
        CHECK(refusal_in(world.service.adopt(acme(), {address("a@example.test"), {.name = "A"}})) == refused);
        const User user = world.join("b@example.test");
        CHECK(refusal_in(world.service.edit(acme(), user.id, {.roles = std::vector<std::string>{}},
                                            account_administrator)) == refused);
        CHECK(world.stored(user) == user);
    });
}
