// SPDX-License-Identifier: MIT
// Invitations on terms of their own, and links that are given by hand.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/mail/message_id.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;

namespace {

const Terms by_hand{.by_hand = true};

const Policy& offering() {
    static const Policy policy = policies::recommended();
    return policy;
}

/// As `recommended`, with ranks, so that the role ceiling stands.
Policy ranked() {
    Policy policy = offering();
    policy.role_ranks = {"Owner", "Admin", "Agent"};
    return policy;
}

NewUser newcomer(std::string_view email, std::vector<std::string> roles = {"Agent"}) {
    return {address(email), {.name = "Deirdre", .roles = std::move(roles)}};
}

Done invite(World& world, std::string_view email, const Terms& terms, const Actor& by = Host{}) {
    return world.service.invite(acme(), newcomer(email), by, {}, terms).value();
}

std::string note_of(const User& user) { return std::get<Invited>(user.state).note; }

LinkState state_of(World& world, const std::string& token) { return world.service.check_link(token).actual; }

/// The text of the newest email that was handed over, with its soft line breaks undone.
std::string newest_text(const World& world) {
    std::string text = world.mailer.handed.back().message.data;
    for (std::size_t at = text.find("=\r\n"); at != std::string::npos; at = text.find("=\r\n")) text.erase(at, 3);
    return text;
}

}  // namespace

TEST_CASE("B15: an invitation is valid for as long as its own terms say, and the next one as the policy has it") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = invite(world, "deirdre@example.test", {.validity = hours(3)}).user;
        CHECK(expiry_of(user) == world.now() + hours(3));
        CHECK(world.stored(user) == user);
        world.advance(hours(3) - tick);
        CHECK(world.status(user) == Status::invite_sent);
        world.advance(tick);
        CHECK(world.status(user) == Status::invite_expired);
        const bool resends = policy.resend_after_expiry;
        const User again =
            (resends ? world.service.resend(acme(), user.id, Host{}) : world.service.send_new(acme(), user.id, Host{}))
                .value();
        CHECK(expiry_of(again) == world.now() + policy.validity);
    });
}

TEST_CASE("B15: a validity is bounded by the policy for members, by ten years for the host, and never below zero") {
    for_each_store([](Store& store) {
        Policy policy = offering();
        policy.max_validity = days(30);
        World world(store, policy);
        const auto refusal = [&](Duration validity, const Actor& by) {
            return refusal_in(world.service.invite(acme(), newcomer("a@example.test"), by, {}, {.validity = validity}));
        };
        const Member admin = member({"Admin"});
        CHECK(refusal(days(30) + tick, admin) == no_field(Reason::too_long, Field::validity));
        CHECK(refusal(days(3653) + tick, Host{}) == no_field(Reason::too_long, Field::validity));
        CHECK(refusal({}, admin) == no_field(Reason::invalid_value, Field::validity));
        CHECK(refusal(-tick, Host{}) == no_field(Reason::invalid_value, Field::validity));
        CHECK(world.events().empty());
        CHECK_FALSE(refusal(days(30), admin));
    });
}

TEST_CASE("B15: a note is in the email, stays until it is replaced or taken away, and ends with the acceptance") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = invite(world, "deirdre@example.test", {.note = "See you\r\non Monday."}).user;
        CHECK(note_of(user) == "See you\non Monday.");
        CHECK(world.stored(user) == user);
        REQUIRE(world.deliver() == 1);
        CHECK(contains(newest_text(world), "> See you\r\n> on Monday."));
        CHECK_FALSE(contains(world.mailer.handed.back().message.subject, "Monday"));

        const auto resent = [&](const Terms& terms) {
            world.advance(minutes(1));
            const User after = world.service.resend(acme(), user.id, Host{}, {}, terms).value().user;
            REQUIRE(world.stored(user) == after);
            REQUIRE(world.deliver() == 1);
            return note_of(after);
        };
        CHECK(resent({}) == "See you\non Monday.");
        CHECK(contains(newest_text(world), "> on Monday."));
        CHECK(resent({.note = "On Tuesday, sorry."}) == "On Tuesday, sorry.");
        CHECK(contains(newest_text(world), "> On Tuesday, sorry."));
        CHECK(resent({.note = ""}).empty());
        CHECK_FALSE(contains(newest_text(world), "Tuesday"));
        CHECK(resent({.note = "Last one."}) == "Last one.");
        const std::string token = world.token_to("deirdre@example.test");
        REQUIRE(world.service.accept(token));
        CHECK(world.stored(user).state == State(Active{world.now()}));
    });
}

TEST_CASE("B15: a note is refused where the policy offers none, and without terms nothing is as it was not") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const auto noted = world.service.invite(acme(), newcomer("a@example.test"), Host{}, {}, {.note = "Hi"});
        CHECK(refusal_in(noted) == (policy.offers_note ? std::nullopt : no_field(Reason::not_offered, Field::note)));
        const User plain = world.invite("b@example.test");
        CHECK(note_of(plain).empty());
        CHECK(expiry_of(plain) == world.now() + policy.validity);
        const Event event = world.events().back();
        CHECK_FALSE(std::get<events::Invited>(event.change).note);
        CHECK_FALSE(std::get<events::Invited>(event.change).by_hand);
    });
}

TEST_CASE("B15: what is erased has no note left, in the user and in the events") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = invite(world, "deirdre@example.test", {.note = "Secret meeting"}).user;
        world.advance(minutes(1));
        REQUIRE(world.service.resend(acme(), user.id, Host{}, {}, {.note = "Secret place"}));
        REQUIRE(world.service.erase(acme(), user.id));
        for (const Event& event : world.events()) CHECK(erased(event) == event);
    });
}

TEST_CASE("B14: by hand the link goes to whoever asks, works, and no email is sent") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const Done done = invite(world, "deirdre@example.test", by_hand, member({"Admin"}));
        CHECK(std::get<Invited>(done.user.state).times_sent == 1);
        CHECK(std::get<events::Invited>(world.events().back().change).by_hand);
        CHECK(state_of(world, done.token) == LinkState::valid);
        CHECK(world.deliver() == 0);
        world.advance(days(1));
        CHECK(world.deliver() == 0);

        const MailRecord record = newest_mail(world, done.user);
        CHECK(record.delivery == Delivery::by_hand);
        CHECK(record.intent.by_hand);
        CHECK(record.settled_at == done.user.created_at);
        CHECK(record.attempts == 0);
        const auto listed = world.service.list(acme(), {.deliveries = {Delivery::by_hand}}).value().users;
        REQUIRE(listed.size() == 1);
        CHECK(listed[0].delivery == Delivery::by_hand);
        CHECK(world.service.count_deliveries(acme()) == DeliveryCounts{.by_hand = 1});

        const Acceptance acceptance = world.service.accept(done.token).value();
        CHECK(acceptance.first);
        CHECK(acceptance.user.id == done.user.id);
    });
}

TEST_CASE("B14: a link by hand follows the action's own rule for links, and overtakes an email that was not sent yet") {
    for_each_kind([](const StoreKind& kind) {
        for (const Policy& policy : {policies::softwareone(), offering()}) {
            const OpenStore open = kind.open_fresh();
            World world(*open.store, policy);
            const bool keeps = policy.resend_while_valid == ResendWhileValid::keep;
            const std::string email = keeps ? "kept@example.test" : "rotated@example.test";
            const User user = world.invite(email);
            const Done done = world.service.resend(acme(), user.id, Host{}, {}, by_hand).value();
            CHECK(done.user.link->generation == (keeps ? 1U : 2U));
            CHECK(std::get<Invited>(done.user.state).times_sent == 2);
            CHECK(world.deliver() == 0);
            const auto mails = world.service.mail(acme(), user.id);
            REQUIRE(mails.size() == 2);
            CHECK(mails[0].delivery == Delivery::by_hand);
            CHECK(mails[1].delivery == Delivery::dropped);
            CHECK(state_of(world, done.token) == LinkState::valid);
        }
    });
}

TEST_CASE("B14: a member without the permission to copy links is given none by hand, and nothing happens") {
    for_each_store([](Store& store) {
        Policy policy = policies::softwareone();
        policies::permit_everything(policy, {"Account administrator", "Inviter"});
        policy.permissions[Action::copy_link] = {"Account administrator"};
        World world(store, policy);
        const User sent = world.invite("sent@example.test");
        const std::size_t before = world.events().size();
        const Member inviter = member({"Inviter"});
        const auto refused = no_permission({"Account administrator"}, Field::by_hand);
        CHECK(refusal_in(world.service.invite(acme(), newcomer("new@example.test"), inviter, {}, by_hand)) == refused);
        CHECK(refusal_in(world.service.resend(acme(), sent.id, inviter, {}, by_hand)) == refused);
        CHECK(refusal_in(world.service.correct_email(acme(), sent.id, address("x@example.test"), inviter, {},
                                                     by_hand)) == refused);
        world.advance(policy.validity);
        CHECK(refusal_in(world.service.send_new(acme(), sent.id, inviter, {}, by_hand)) == refused);
        CHECK(world.events().size() == before);
        CHECK(world.service.send_new(acme(), sent.id, inviter).has_value());
        CHECK(world.service.resend(acme(), sent.id, member({"Account administrator"}), {}, by_hand).has_value());
    });
}

TEST_CASE("B14: under ranks an Admin is given no link of an Owner's invitation, by no sending command") {
    for_each_store([](Store& store) {
        Policy policy = ranked();
        policy.offers_send_new = true;
        World world(store, policy);
        const User owner = world.invite("owner@example.test", {"Owner"});
        world.advance(policy.validity);
        const std::size_t before = world.events().size();
        const Member admin = member({"Admin"});
        const auto above = no(Reason::role_above_own, Remedy::ask_administrator);
        CHECK(refusal_in(world.service.invite(acme(), newcomer("o@example.test", {"Owner"}), admin, {}, by_hand)) ==
              no_field(Reason::role_above_own, Field::roles, Remedy::ask_administrator));
        CHECK(refusal_in(world.service.resend(acme(), owner.id, admin, {}, by_hand)) == above);
        CHECK(refusal_in(world.service.send_new(acme(), owner.id, admin, {}, by_hand)) == above);
        CHECK(refusal_in(world.service.correct_email(acme(), owner.id, address("o@example.test"), admin, {},
                                                     by_hand)) == above);
        CHECK(world.events().size() == before);
        CHECK(world.service.resend(acme(), owner.id, admin).has_value());
        CHECK(world.service.resend(acme(), owner.id, member({"Owner"}), {}, by_hand).has_value());
    });
}

TEST_CASE("B14: a policy that does not offer links by hand gives none to anybody") {
    for_each_store([](Store& store) {
        for (const Policy& policy : {policies::gladly(), policies::atender()}) {
            World world(store, policy);
            const auto refused = no_field(Reason::not_offered, Field::by_hand);
            for (const Actor& by : {Actor(Host{}), Actor(member({"Administrator", "Owner"}))}) {
                CHECK(refusal_in(world.service.invite(acme(), newcomer("a@example.test"), by, {}, by_hand)) == refused);
            }
            CHECK(world.events().empty());
        }
    });
}

TEST_CASE("B14: under its key a request by hand is answered by the very same token, and to nobody else") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const Member admin = member({"Admin"});
        const auto ask = [&](const Actor& by, const Terms& terms) {
            return world.service.invite(acme(), newcomer("a@example.test"), by, "key", terms);
        };
        const Done first = ask(admin, by_hand).value();
        world.advance(hours(1));
        REQUIRE(world.service.resend(acme(), first.user.id, Host{}));
        const Done again = ask(admin, by_hand).value();
        CHECK(again.token == first.token);
        CHECK(again.user == first.user);
        CHECK(state_of(world, again.token) == LinkState::superseded);

        const User other = world.adopt("other@example.test", {"Admin"});
        const auto reused = no_field(Reason::key_reused, Field::idempotency_key);
        CHECK(refusal_in(ask(as_member(other), by_hand)) == reused);
        CHECK(refusal_in(ask(Host{}, by_hand)) == reused);
        CHECK(refusal_in(ask(admin, {})) == reused);
        CHECK(refusal_in(ask(admin, {.validity = hours(1), .by_hand = true})) == reused);
        CHECK(refusal_in(ask(admin, {.note = "", .by_hand = true})) == reused);

        REQUIRE(world.service.resend(acme(), first.user.id, admin, "mailed", {.by_hand = true}));
        CHECK(refusal_in(world.service.resend(acme(), first.user.id, admin, "mailed")) == reused);
    });
}

TEST_CASE("B14: once its key is retired the link of a request by hand cannot be repeated") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const auto ask = [](Service& service) {
            return service.invite(acme(), newcomer("a@example.test"), Host{}, "key", by_hand);
        };
        REQUIRE(ask(world.service));
        Service later(store, world.service_config(offering(), {2}));
        CHECK(refusal_in(ask(later)) == no(Reason::signing_key_retired, Remedy::resend));
    });
}

TEST_CASE("B14: a link by hand waits for no cooldown and starts none") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = invite(world, "deirdre@example.test", by_hand).user;
        REQUIRE(world.service.resend(acme(), user.id, Host{}));
        REQUIRE(world.deliver() == 1);
        CHECK(refusal_in(world.service.resend(acme(), user.id, Host{}))->reason == Reason::too_soon);
        REQUIRE(world.service.resend(acme(), user.id, Host{}, {}, by_hand));
        const auto again = world.service.resend(acme(), user.id, Host{});
        CHECK(refusal_in(again) == no(Reason::too_soon, Remedy::wait, world.now() + minutes(1)));
        const User other = world.invite("other@example.test");
        CHECK(world.service.correct_email(acme(), other.id, address("new@example.test"), Host{}, {}, by_hand));
        CHECK(world.service.correct_email(acme(), other.id, address("new@example.test"), Host{}));
    });
}

TEST_CASE("B14: correcting the address by hand kills the old link, and the new one is for the new address") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = world.invite("wrong@example.test");
        const std::string old = world.token_to("wrong@example.test");
        const Done done =
            world.service.correct_email(acme(), user.id, address("right@example.test"), member({"Admin"}), {}, by_hand)
                .value();
        CHECK(state_of(world, old) == LinkState::superseded);
        CHECK(newest_mail(world, user).intent.to == address("right@example.test"));
        CHECK(world.deliver() == 0);
        CHECK(refusal_in(world.service.accept(done.token, address("wrong@example.test")))->reason ==
              Reason::identity_mismatch);
        CHECK(world.service.accept(done.token, address("right@example.test")).value().first);
    });
}

TEST_CASE("B14: only a request that ends by hand answers a token, and a dry run never does") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = world.invite("deirdre@example.test");
        world.advance(minutes(1));
        const auto request = [&](std::vector<Command> commands) {
            return Request{.subject = user.id, .commands = std::move(commands), .by = Host{}};
        };
        const std::vector<Request> requests{request({Resend{by_hand}}), request({CopyLink{}}),
                                            request({Resend{by_hand}, Edit{{.name = "D"}}})};
        for (const auto& each : world.service.apply_all(acme(), requests, world.now(), {.dry_run = true})) {
            CHECK(each.value().token.empty());
        }
        const auto answers = world.service.apply_all(acme(), requests, world.now());
        CHECK(answers[0]->token == answers[1]->token);
        CHECK(state_of(world, answers[0]->token) == LinkState::superseded);
        CHECK(state_of(world, answers[2]->token) == LinkState::valid);
        for (std::vector<Command> commands :
             {std::vector<Command>{Edit{{.name = "E"}}}, {CopyLink{}, Resend{}}, {Cancel{}}}) {
            world.advance(minutes(1));
            CHECK(world.service.apply(acme(), request(std::move(commands)), world.now()).value().token.empty());
        }
    });
}

TEST_CASE("B14: a link by hand is no email that could come back") {
    for_each_store([](Store& store) {
        World world(store, offering());
        const User user = invite(world, "deirdre@example.test", by_hand).user;
        const std::string id = message_id_of(newest_mail(world, user).intent, address("noreply@acme.example"));
        CHECK(refusal_in(world.service.report_bounce(id, "550")) ==
              no_field(Reason::user_not_found, Field::message_id));
        CHECK(refusal_in(world.service.report_bounce(acme(), user.email, "550")) ==
              no_field(Reason::user_not_found, Field::email));
        CHECK(newest_mail(world, user).delivery == Delivery::by_hand);
    });
}

TEST_CASE("B14: the diagnosis of a link by hand speaks of no email") {
    for_each_kind([](const StoreKind& kind) {
        for (const Policy& policy : {policies::softwareone(), offering()}) {
            const OpenStore open = kind.open_fresh();
            World world(*open.store, policy);
            const std::string email = policy.offers_note ? "a@example.test" : "b@example.test";
            const User user = world.invite(email);
            world.advance(minutes(1));
            REQUIRE(world.deliver() == 1);
            const Done done = world.service.resend(acme(), user.id, Host{}, {}, by_hand).value();
            CHECK(world.service.diagnose(acme(), user.id).value() ==
                  std::vector<Finding>{{Symptom::given_by_hand, {Advice::pass_link_on}, world.now(), {}}});
            REQUIRE(world.service.begin_setup(done.token));
            const auto begun = world.service.diagnose(acme(), user.id).value();
            REQUIRE(begun.size() == 1);
            CHECK(begun[0].symptom == Symptom::setup_not_finished);
            world.advance(policy.validity);
            CHECK(world.service.diagnose(acme(), user.id).value().front().symptom == Symptom::invitation_expired);
        }
    });
}
