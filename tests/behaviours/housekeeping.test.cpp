// SPDX-License-Identifier: MIT
// Erasing people and forgetting tombstones.
#include "beckon/exchange/user_export.hpp"
#include "beckon/lifecycle/erasure.hpp"
#include "beckon/records/event_json.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

const Profile deirdre{.name = "Deirdre Deering",
                      .locale = "ga-IE",
                      .roles = {"Agent"},
                      .attributes = {{"teams", {"Deirdre's team"}}, {"inboxes", {"deirdre inbox"}}}};

/// Everything that the service still tells of the user, in text.
std::string all_that_is_told(World& world, const User& user) {
    std::string text;
    for (const Event& event : world.events()) text += to_json(event) + "\n";
    for (const MailRecord& mail : world.service.mail(acme(), user.id)) {
        text += mail.intent.to.text() + " " + mail.detail + "\n";
    }
    const User stored = world.stored(user);
    text += stored.email.text() + " " + stored.profile.name + " " + stored.profile.locale + "\n";
    for (const auto& [name, labels] : stored.profile.attributes) {
        for (const std::string& each : labels) text += name + " " + each + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("Housekeeping: after erasing nothing that is told of the user is personal, and their history stays whole") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        world.adopt("owner@example.test", {"Owner"});
        const User user = world.service.invite(acme(), {address("deirdre@example.test"), deirdre}, Host{}).value();
        world.mailer.script = {
            {.kind = MailOutcome::Kind::rejected, .enhanced = "5.1.6", .detail = "550 Deirdre Deering has left"}};
        world.deliver();
        world.advance(minutes(2));
        REQUIRE(world.service.correct_email(acme(), user.id, address("deirdre.deering@example.test"), Host{}));
        REQUIRE(world.service.accept(world.token_to("deirdre.deering@example.test")));
        REQUIRE(world.service.edit(acme(), user.id, {.name = "Deirdre of the Sorrows"}, Host{}));
        const std::string before = all_that_is_told(world, user);
        REQUIRE(ascii_lower(before).find("deirdre") != std::string::npos);

        const auto answer = world.service.erase(acme(), user.id);
        REQUIRE(answer);
        CHECK(is_erased(*answer));
        CHECK(*answer == world.stored(user));
        CHECK(std::get<Removed>(answer->state).how == Removal::removed);
        const std::string after = all_that_is_told(world, user);
        INFO(after);
        CHECK(ascii_lower(after).find("deirdre") == std::string::npos);
        CHECK(after.find("deering") == std::string::npos);
        CHECK(after.find("ga-IE") == std::string::npos);

        std::vector<Action> history;
        for (const Event& event : world.events()) {
            if (event.user == user.id) history.push_back(action_of(event));
        }
        CHECK(history ==
              std::vector<Action>{Action::invite, Action::correct_email, Action::accept, Action::edit, Action::remove});
        CHECK(world.service.list(acme(), {}).value().users.size() == 1);
        CHECK(world.service.list(acme(), {.search = "deirdre"}).value().users.empty());
        CHECK_FALSE(world.service.find(acme(), erased_address()));
        CHECK(world.service.count(acme()).active == 1);

        // Again: the same answer, no second removal.
        CHECK(world.service.erase(acme(), user.id).value() == *answer);
        CHECK(world.events().size() == 6);
    });
}

TEST_CASE("Housekeeping: an invitation that is erased sends no mail, and its link is dead and names nobody") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.check_link(token).masked_email == "d***@example.test");
        world.advance(minutes(2));
        REQUIRE(world.service.correct_email(acme(), user.id, user.email, Host{}));
        const User newest = world.stored(user);
        REQUIRE(world.service.erase(acme(), user.id));
        CHECK(world.deliver() == 0);
        CHECK(world.service.mail(acme(), user.id).front().delivery == Delivery::dropped);

        const std::string current = make_token(key_ring(), {acme(), user.id, *newest.link}).value();
        for (const std::string& each : {token, current}) {
            const LinkReport report = world.service.check_link(each);
            CHECK(report.presented == LinkState::removed);
            CHECK(report.masked_email.empty());
            CHECK(report.message == "This invitation is no longer open. Ask your administrator.");
            CHECK(refusal_in(world.service.accept(each)) == no(Reason::link_removed, Remedy::ask_administrator));
        }
    });
}

TEST_CASE("Housekeeping: a cancelled invitation's link shows its address until it is erased") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        CHECK(world.service.check_link(token).masked_email == "d***@example.test");
        REQUIRE(world.service.erase(acme(), user.id));
        CHECK(world.service.check_link(token).presented == LinkState::cancelled);
        CHECK(world.service.check_link(token).masked_email.empty());

        // Whoever really has such an address is nobody's remains.
        world.invite("erased@erased.invalid");
        CHECK(world.service.check_link(world.token_to("erased@erased.invalid")).masked_email == "e***@erased.invalid");
    });
}

TEST_CASE("Housekeeping: the inviter's name is gone from the invitation when the inviter is erased") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        world.adopt("owner@example.test", {"Owner"});
        const User inviter = world.adopt("ada@example.test", {"Admin"});
        world.invite("deirdre@example.test", {"Agent"}, as_member(inviter));
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.check_link(token).inviter_name == "Ada Adler");
        REQUIRE(world.service.erase(acme(), inviter.id));
        CHECK(world.service.check_link(token).inviter_name.empty());
        CHECK(world.service.accept(token)->first);
    });
}

TEST_CASE("Housekeeping: a removed inviter's pending invitation stays as it is, and others manage it") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        world.adopt("owner@example.test", {"Owner"});
        const User inviter = world.adopt("ada@example.test", {"Admin"});
        const User pending = world.invite("deirdre@example.test", {"Agent"}, as_member(inviter));
        const auto findings = world.service.diagnose(acme(), pending.id).value();
        const auto exported = [&] {
            std::string csv;
            export_users(world.service, acme(), [&](std::string_view piece) { csv += piece; });
            return csv.substr(csv.find("deirdre@example.test"));
        };
        const std::string row = exported();
        const auto check_unchanged = [&] {
            CHECK(world.stored(pending) == pending);
            const auto invited = world.service.list(acme(), {.invited_by = inviter.id}).value().users;
            REQUIRE(invited.size() == 1);
            CHECK(invited.front().user.id == pending.id);
            CHECK(world.service.diagnose(acme(), pending.id).value() == findings);
            CHECK(exported() == row);
        };

        REQUIRE(world.service.remove(acme(), inviter.id, Host{}));
        check_unchanged();
        const std::string token = world.token_to("deirdre@example.test");
        CHECK(world.mailer.handed.back().message.data.find("Ada Adler has invited you") != std::string::npos);
        CHECK(world.service.check_link(token).inviter_name == "Ada Adler");

        const Actor successor = member({"Admin"});
        world.advance(minutes(1));
        const User resent = world.service.resend(acme(), pending.id, successor).value();
        CHECK(resent.invited_by == inviter.id);
        REQUIRE(world.service.erase(acme(), inviter.id));
        CHECK(world.stored(pending) == resent);
        CHECK(world.deliver() == 1);
        CHECK(world.mailer.handed.back().message.data.find("Ada Adler") == std::string::npos);
        CHECK(world.mailer.handed.back().message.data.find("You have been invited") != std::string::npos);
        CHECK(world.service.list(acme(), {.invited_by = inviter.id}).value().users.size() == 1);
        CHECK(world.service.cancel(acme(), pending.id, successor));
    });
}

TEST_CASE("Housekeeping: an idempotency key of who was erased is forgotten, and no answer brings them back") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const NewUser newcomer{address("deirdre@example.test"), deirdre};
        const User user = world.service.invite(acme(), newcomer, Host{}, "invite-1").value();
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.accept(token, {}, "accept-1"));
        REQUIRE(world.service.erase(acme(), user.id));
        CHECK(refusal_in(world.service.accept(token, {}, "accept-1")) ==
              no(Reason::link_removed, Remedy::ask_administrator));
        CHECK(is_erased(world.stored(user)));

        // The same address is free at once, under the same key even: it is a new person.
        const auto again = world.service.invite(acme(), newcomer, Host{}, "invite-1");
        REQUIRE(again);
        CHECK(again->id != user.id);
        CHECK(again->revision == 1);
        CHECK(again->email.text() == "deirdre@example.test");
        CHECK(world.service.accept(world.token_to("deirdre@example.test"))->user.id == again->id);
        CHECK(is_erased(world.stored(user)));
        CHECK(refusal_in(world.service.accept(token))->reason == Reason::link_removed);
    });
}

TEST_CASE("Housekeeping: the last Owner is not erased, nor is nobody") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User owner = world.adopt("owner@example.test", {"Owner"});
        if (policy.guards_last) {
            CHECK(refusal_in(world.service.erase(acme(), owner.id)) ==
                  no(Reason::last_holder, Remedy::ask_administrator));
            CHECK(world.stored(owner) == owner);
            CHECK(world.events().size() == 1);
            world.adopt("second@example.test", {"Owner"});
        }
        CHECK(refusal_in(world.service.erase(globex(), owner.id)) == no(Reason::user_not_found));
        CHECK(refusal_in(world.service.erase(acme(), UserId{})) == no(Reason::user_not_found));
        CHECK(world.stored(owner) == owner);
        CHECK(world.service.erase(acme(), owner.id));
    });
}

TEST_CASE("Housekeeping: purging forgets who was removed long enough ago, oldest first, and nobody else") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        world.adopt("owner@example.test", {"Owner"});
        const User pending = world.invite("pending@example.test");
        std::vector<User> gone;
        std::vector<std::string> tokens;
        for (const char* email : {"a@example.test", "b@example.test", "c@example.test"}) {
            gone.push_back(world.invite(email));
            tokens.push_back(world.token_to(email));
            world.advance(days(1));
            REQUIRE(world.service.cancel(acme(), gone.back().id, Host{}));
        }
        REQUIRE(world.service.erase(acme(), gone[0].id));
        const auto left = [&] {
            std::size_t count = 0;
            for (const User& user : gone) count += world.service.load(acme(), user.id) ? 1U : 0U;
            return count;
        };
        CHECK(world.service.purge(acme(), days(2), 10).value() == 0);  // A day each, and none longer ago than two.
        world.advance(tick);
        CHECK(world.service.purge(acme(), days(2), 10).value() == 1);
        CHECK(left() == 2);
        CHECK_FALSE(world.service.load(acme(), gone[0].id));
        CHECK(world.service.purge(acme(), Duration{}, 1).value() == 1);
        CHECK_FALSE(world.service.load(acme(), gone[1].id));
        CHECK(world.service.purge(acme(), Duration{}, 1).value() == 1);
        CHECK(world.service.purge(acme(), Duration{}, 1).value() == 0);
        CHECK(left() == 0);

        for (const std::string& token : tokens) {
            const LinkReport report = world.service.check_link(token);
            CHECK(report.presented == LinkState::removed);
            CHECK(report.account == acme());
            CHECK_FALSE(report.user);
            CHECK(report.masked_email.empty());
            const auto refused = no(Reason::link_removed, Remedy::ask_administrator);
            CHECK(refusal_in(world.service.accept(token)) == refused);
            CHECK(refusal_in(world.service.begin_setup(token)) == refused);
        }
        for (const User& user : gone) {
            CHECK(world.service.mail(acme(), user.id).empty());
            CHECK(world.service.events({.account = acme(), .user = user.id}).events.empty());
            CHECK(refusal_in(world.service.erase(acme(), user.id)) == no(Reason::user_not_found));
        }
        CHECK(world.stored(pending) == pending);
        CHECK(world.service.list(acme(), {}).value().users.size() == 2);
        const User again = world.invite("a@example.test");
        CHECK(again.id != gone[0].id);
    });
}
