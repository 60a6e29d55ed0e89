// SPDX-License-Identifier: MIT
#include <algorithm>

#include "tests/behaviours/people.hpp"
#include "tests/behaviours/walk.hpp"

using namespace beckon;
using namespace beckon::test_support;

TEST_CASE("Seed 003: Atender's page about resending an invite, sentence by sentence") {
    for_each_store([&](Store& store) {
        World world(store, policies::atender());
        const auto pending = [&] {
            const ListRequest request{.statuses = {Status::invite_sent, Status::invite_expired}};
            std::vector<std::string> addresses;
            const UserList list = world.service.list(acme(), request).value();
            for (const UserRow& row : list.users) addresses.push_back(row.user.email.text());
            return addresses;
        };
        using Addresses = std::vector<std::string>;
        const auto told_expired = [&](const std::string& token) {
            const LinkReport report = world.service.check_link(token);
            CHECK(report.presented == LinkState::expired);
            CHECK(report.message == "This invitation has expired. Ask your administrator for a new invitation.");
        };
        world.join("ada@example.test", {"Owner"});
        const User deirdre = world.invite("deirdre@example.test", {"Agent"}, admin);
        const std::string first = world.token_to("deirdre@example.test");

        PAGE_SAYS("Invites expire after a limited window (typically 7 days).");
        CHECK(expiry_of(deirdre) == world.now() + days(7));
        world.advance(days(2));

        PAGE_SAYS("Admin permissions on Users");
        CHECK(greyed_out(world, Action::resend, deirdre, admin) == std::nullopt);
        CHECK(greyed_out(world, Action::resend, deirdre, member({"Agent"})) == no_permission({"Owner", "Admin"}));

        PAGE_SAYS("Confirm the invitee actually didn’t receive it (check their spam, double-check the email address)");
        CHECK(world.service.mail(acme(), deirdre.id).front().delivery == Delivery::sent);
        CHECK(world.stored(deirdre).email.text() == "deirdre@example.test");
        CHECK(std::get<Invited>(world.stored(deirdre).state).opened_at == std::nullopt);

        PAGE_SAYS("Open Settings → Users.");
        CHECK(world.service.list(acme(), {})->users.size() == 2);
        PAGE_SAYS("Click into the Pending Invites section (or tab, depending on UI version).");
        CHECK(pending() == Addresses{"deirdre@example.test"});
        PAGE_SAYS("Find the user.");
        const User found = world.service.find(acme(), address("deirdre@example.test")).value();
        CHECK(found.id == deirdre.id);

        PAGE_SAYS("Click Resend invite.");
        CHECK(label(Action::resend) == "Resend invite");
        const auto resent = world.service.resend(acme(), found.id, admin);
        REQUIRE(resent);
        PAGE_SAYS("A fresh invitation email goes out immediately.");
        CHECK(world.deliver() == 1);
        CHECK(newest_mail(world).to == found.email);

        PAGE_SAYS("The new email has a fresh link with a new expiry.");
        const std::string second = token_of(link_in(newest_mail(world), base_url));
        CHECK(second != first);
        CHECK(world.service.check_link(second).presented == LinkState::valid);
        CHECK(world.service.check_link(second).expires_at == world.now() + days(7));

        PAGE_SAYS(
            "The old link stops working — anyone who clicks it after a resend gets an “expired” message and is told to "
            "ask for a new one.");
        told_expired(first);
        CHECK(refusal_in(world.service.accept(first))->reason == Reason::link_expired);

        PAGE_SAYS("User says the email didn’t arrive — Resend (after confirming spam / address)");
        REQUIRE(world.service.resend(acme(), deirdre.id, admin));
        const std::string third = world.token_to("deirdre@example.test");

        PAGE_SAYS("Original invite has expired — Resend");
        world.advance(days(7));
        CHECK(world.status(deirdre) == Status::invite_expired);
        told_expired(third);
        CHECK(pending() == Addresses{"deirdre@example.test"});
        REQUIRE(world.service.resend(acme(), deirdre.id, admin));
        const std::string fourth = world.token_to("deirdre@example.test");

        PAGE_SAYS("User started setup but didn’t finish; link was abandoned — Resend");
        REQUIRE(world.service.begin_setup(fourth));
        world.advance(days(1));
        CHECK(greyed_out(world, Action::resend, deirdre, admin) == std::nullopt);
        REQUIRE(world.service.resend(acme(), deirdre.id, admin));
        const std::string fifth = world.token_to("deirdre@example.test");

        PAGE_SAYS("There’s no hard limit on resends, but each fresh invite invalidates the previous link.");
        for (const std::string& old : {first, second, third, fourth}) {
            CHECK(world.service.check_link(old).actual == LinkState::superseded);
        }
        std::string newest = fifth;
        for (int i = 0; i < 20; ++i) {
            REQUIRE(world.service.resend(acme(), deirdre.id, admin));
            const std::string next = world.token_to("deirdre@example.test");
            told_expired(newest);
            newest = next;
        }

        const auto advice_on = [&](Symptom symptom) {
            for (const Finding& finding : world.service.diagnose(acme(), deirdre.id).value()) {
                if (finding.symptom == symptom) return finding.advice;
            }
            return std::vector<Advice>{};
        };
        const auto advises = [&](Symptom symptom, Advice advice) {
            const auto given = advice_on(symptom);
            return std::find(given.begin(), given.end(), advice) != given.end();
        };
        PAGE_SAYS(
            "If a user is bouncing between expired invites, a different problem is at play — usually the email "
            "pipeline "
            "or a forgotten password (if they started setup before).");
        CHECK(advises(Symptom::sent_often, Advice::search_all_folders));
        CHECK(advises(Symptom::sent_often, Advice::reset_password_if_begun));

        PAGE_SAYS(
            "If a resend doesn’t reach the user either, the underlying issue isn’t the invite — it’s either the email "
            "address or the email pipeline:");
        CHECK(message(Symptom::sent_often) ==
              "Several invitation emails were sent, but set-up was not begun: the invitation is not the problem.");
        PAGE_SAYS("Wrong email address — confirm the email is exactly right (no typos, correct domain).");
        CHECK(advises(Symptom::sent_often, Advice::correct_address));
        PAGE_SAYS(
            "Corporate spam filter — the user’s IT may be blocking automated invitation emails. Have IT whitelist your "
            "tenant’s invitation sender");
        CHECK(advises(Symptom::sent_often, Advice::allow_sender));
        PAGE_SAYS("Personal mail rules — the user has a mail rule routing the email somewhere unexpected.");
        PAGE_SAYS("Have them search for the invitation across all folders.");
        CHECK(advises(Symptom::sent_often, Advice::search_all_folders));

        PAGE_SAYS("Symptom: Resent email arrives, but the new link still says “expired.”");
        const LinkReport clicked = world.service.check_link(fifth);
        CHECK(clicked.presented == LinkState::expired);
        PAGE_SAYS("Fix: The invitee may have clicked the OLD link from before the resend.");
        CHECK(clicked.actual == LinkState::superseded);
        CHECK(clicked.newest_sent_at == world.now());
        PAGE_SAYS("Have them check the most recent email.");
        CHECK(world.service.check_link(newest).presented == LinkState::valid);
        CHECK(world.service.accept(newest)->first);

        PAGE_SAYS(
            "User accepted but signed out before completing setup — They should use the password-reset flow, not a "
            "re-invite");
        const auto reset = no(Reason::already_active, Remedy::reset_password);
        CHECK(refusal_in(world.service.resend(acme(), deirdre.id, admin)) == reset);
        CHECK(refusal_in(world.service.invite(
                  acme(), {address("deirdre@example.test"), {.name = "Deirdre", .roles = {"Agent"}}}, admin)) ==
              no_field(Reason::address_taken, Field::email, Remedy::reset_password));

        PAGE_SAYS(
            "Symptom: Resend button greyed out. Fix: The invite has been accepted (the user is now Active) — there’s "
            "no "
            "pending invite left to resend. If they need a new password, use the password-reset flow.");
        CHECK(greyed_out(world, Action::resend, deirdre, admin) == reset);
        CHECK(message(*reset) == "The user is already active. Reset the password instead.");
        CHECK(label(world.status(deirdre).value()) == "Active");
        CHECK(pending().empty());

        PAGE_SAYS("If the user no longer needs access:");
        const User otis = world.invite("otis@example.test", {"Agent"}, admin);
        const std::string cancelled = world.token_to("otis@example.test");
        PAGE_SAYS("Open Pending Invites.");
        PAGE_SAYS("Find the invite.");
        CHECK(pending() == Addresses{"otis@example.test"});
        PAGE_SAYS("Click Cancel.");
        REQUIRE(world.service.cancel(acme(), otis.id, admin));

        PAGE_SAYS("The invite link becomes invalid.");
        CHECK(world.service.check_link(cancelled).presented == LinkState::cancelled);
        CHECK(refusal_in(world.service.accept(cancelled)) == no(Reason::link_cancelled, Remedy::ask_administrator));
        PAGE_SAYS("The pending entry disappears.");
        CHECK(pending().empty());
        PAGE_SAYS("The email address is now free to be re-invited later if needed.");
        const User again = world.invite("otis@example.test", {"Agent"}, admin);
        CHECK(again.id != otis.id);
        CHECK(world.service.check_link(world.token_to("otis@example.test")).presented == LinkState::valid);

        PAGE_SAYS(
            "Symptom: Pending Invites section shows a user that isn’t pending in real life. Fix: Cancel the invite.");
        world.advance(days(90));
        CHECK(pending() == Addresses{"otis@example.test"});
        REQUIRE(world.service.cancel(acme(), again.id, admin));
        CHECK(pending().empty());
        PAGE_SAYS("If the user is supposed to have access, re-invite from scratch.");
        const User from_scratch = world.invite("otis@example.test", {"Admin"}, admin);
        CHECK(from_scratch.revision == 1);
        CHECK(world.service.accept(world.token_to("otis@example.test"))->user.id == from_scratch.id);
    });
}
