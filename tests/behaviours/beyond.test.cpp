// SPDX-License-Identifier: MIT
// What holds in every product, beyond the three.
#include <algorithm>
#include <map>
#include <set>

#include "beckon/lifecycle/evolve.hpp"
#include "beckon/records/event_json.hpp"
#include "beckon/testing/faulty_store.hpp"
#include "tests/behaviours/people.hpp"
#include "tests/support/world.hpp"

using namespace beckon;
using namespace beckon::test_support;
using beckon::testing::FaultyStore;
using beckon::testing::StoreCall;

namespace {

/// One user in each of the states, all of one account.
struct Cast {
    explicit Cast(World& world)
        : expired(world.invite("expired@example.test")),
          sent((world.advance(world.service.policy().validity), world.invite("sent@example.test"))),
          opened(world.invite("opened@example.test")),
          active(world.join("active@example.test", {"Owner"})),
          other_active(world.join("other@example.test", {"Owner"})),
          deactivated(world.join("deactivated@example.test")),
          cancelled(world.invite("cancelled@example.test")),
          removed(world.join("removed@example.test")) {
        world.service.begin_setup(world.token_to("opened@example.test")).value();
        world.service.deactivate(acme(), deactivated.id, Host{}).value();
        world.service.cancel(acme(), cancelled.id, Host{}).value();
        world.service.remove(acme(), removed.id, Host{}).value();
    }

    std::vector<User> live() const { return {expired, sent, opened, active, other_active, deactivated}; }
    std::vector<User> gone() const { return {cancelled, removed}; }

    User expired, sent, opened, active, other_active, deactivated, cancelled, removed;
};

/// Every actor kind and every role that a preset knows.
std::vector<Actor> actors(const Cast& cast) {
    std::vector<Actor> all{Host{}, as_member(cast.active), as_member(cast.sent), LinkHolder{*cast.sent.link},
                           LinkHolder{{7, 1}}};
    for (const char* role : {"Administrator", "Team Manager", "Account administrator", "Owner", "Admin", "Agent"}) {
        all.emplace_back(member({role}));
    }
    return all;
}

/// The refusal that the command of an action really gets. Values are such that some command would be accepted.
std::optional<Refusal> refusal_of_trying(Service& service, const AccountId& account, const User& user, Action action,
                                         const Actor& by) {
    switch (action) {
        case Action::resend: return refusal_in(service.resend(account, user.id, by));
        case Action::send_new: return refusal_in(service.send_new(account, user.id, by));
        case Action::copy_link: return refusal_in(service.copy_link(account, user.id, by));
        case Action::correct_email:
            return refusal_in(service.correct_email(account, user.id, address("free@example.test"), by));
        case Action::cancel: return refusal_in(service.cancel(account, user.id, by));
        case Action::deactivate: return refusal_in(service.deactivate(account, user.id, by));
        case Action::activate: return refusal_in(service.activate(account, user.id, by));
        case Action::remove: return refusal_in(service.remove(account, user.id, by));
        case Action::edit: return refusal_in(service.edit(account, user.id, {.name = "Another Name"}, by));
        case Action::invite:
        case Action::adopt:
        case Action::begin_setup:
        case Action::accept:
        case Action::decline: break;
    }
    throw std::logic_error("no administrator does this to an existing user");
}

constexpr std::array administrators_actions{Action::resend,        Action::send_new, Action::copy_link,
                                            Action::correct_email, Action::cancel,   Action::deactivate,
                                            Action::activate,      Action::remove,   Action::edit};

}  // namespace

TEST_CASE("B1: looking at a link never consumes it, however often and by whomever") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        FaultyStore watched(store);
        Service scanner(watched, world.service_config(policy));
        for (int i = 0; i < 100; ++i) CHECK(scanner.check_link(token).presented == LinkState::valid);
        CHECK(watched.writes() == 0);
        CHECK(world.stored(user) == user);
        CHECK(world.events().size() == 1);
        CHECK(world.service.accept(token)->first);
    });
}

TEST_CASE("B2: repeating an accept with its key gives the first answer again, without one the link is used") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const auto first = world.service.accept(token, {}, "request-1");
        REQUIRE(first);
        CHECK(first->first);
        world.advance(minutes(5));
        const auto again = world.service.accept(token, {}, "request-1");
        REQUIRE(again);
        CHECK(again->first);
        CHECK(again->user == first->user);

        const auto other = world.service.accept(token, {}, "request-2");
        if (policy.repeated_accept_succeeds) {
            REQUIRE(other);
            CHECK_FALSE(other->first);
        } else {
            CHECK(refusal_in(other) == no(Reason::link_used, Remedy::sign_in));
        }
        CHECK(world.events().size() == 2);
    });
}

TEST_CASE("B4: a deactivated or removed person's old links are dead, and activate never resurrects an invitation") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string older = world.token_to("deirdre@example.test");
        world.advance(minutes(2));
        REQUIRE(world.service.correct_email(acme(), user.id, address("deirdre@example.test"), Host{}));
        const std::string used = world.token_to("deirdre@example.test");
        REQUIRE(world.service.accept(used));

        const auto deactivated = no(Reason::link_deactivated, Remedy::ask_administrator);
        REQUIRE(world.service.deactivate(acme(), user.id, Host{}));
        for (const std::string& token : {older, used}) {
            CHECK(refusal_in(world.service.accept(token)) == deactivated);
            CHECK(refusal_in(world.service.begin_setup(token)) == deactivated);
            CHECK(world.service.check_link(token).presented == LinkState::deactivated);
        }
        CHECK(world.status(user) == Status::deactivated);

        REQUIRE(world.service.activate(acme(), user.id, Host{}));
        CHECK(world.service.check_link(used).presented == LinkState::used);
        CHECK(world.service.check_link(older).actual == LinkState::superseded);
        CHECK_FALSE(world.service.accept(older));
        CHECK(refusal_in(world.service.resend(acme(), user.id, Host{})) ==
              no(Reason::already_active, Remedy::reset_password));

        REQUIRE(world.service.remove(acme(), user.id, Host{}));
        for (const std::string& token : {older, used}) {
            CHECK(refusal_in(world.service.accept(token)) == no(Reason::link_removed, Remedy::ask_administrator));
            CHECK(world.service.check_link(token).presented == LinkState::removed);
        }
        CHECK(refusal_in(world.service.activate(acme(), user.id, Host{})) ==
              no(Reason::user_not_found, Remedy::invite_again));
    });
}

TEST_CASE("B4: deactivate then activate never turns an invited person into an active one") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        for (int round = 0; round < 2; ++round) {
            CHECK(refusal_in(world.service.deactivate(acme(), user.id, Host{}))->reason == Reason::not_accepted_yet);
            CHECK(refusal_in(world.service.activate(acme(), user.id, Host{}))->reason == Reason::not_accepted_yet);
            world.advance(policy.validity);
        }
        CHECK(world.stored(user) == user);
        CHECK(world.status(user) == Status::invite_expired);
    });
}

TEST_CASE("B5: every refusal carries a reason, a message, and a remedy wherever the person can do something") {
    // To cancel what is gone, to activate who is active: there is nothing to do instead.
    const auto is_so_already = [](Action action, Reason reason) {
        return reason == Reason::user_not_found || (action == Action::activate && reason == Reason::already_active) ||
               (action == Action::deactivate && reason == Reason::user_deactivated);
    };
    for_each_preset_and_store([&](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        std::size_t refusals = 0;
        const auto check = [&](Action action, const std::optional<Refusal>& refusal) {
            if (!refusal) return;
            ++refusals;
            INFO(in_words(*refusal));
            CHECK_FALSE(code(refusal->reason).empty());
            CHECK_FALSE(message(*refusal).empty());
            if (refusal->remedy == Remedy::none) CHECK(is_so_already(action, refusal->reason));
            CHECK((refusal->remedy == Remedy::wait) == refusal->retry_at.has_value());
            if (refusal->retry_at) CHECK(*refusal->retry_at > world.now());
        };
        for (const Actor& actor : actors(cast)) {
            for (const User& user : cast.live()) {
                for (const Availability& each : world.service.available_actions(acme(), user.id, actor).value()) {
                    check(each.action, each.refusal);
                }
            }
            for (const User& user : cast.gone()) {
                for (const Action action : administrators_actions) {
                    check(action, refusal_of_trying(world.service, acme(), user, action, actor));
                }
            }
        }
        CHECK(refusals > 500);
    });
}

TEST_CASE("B19: what a refusal tells an administrator to do instead is enabled for that very user") {
    const std::map<Remedy, Action> actions{{Remedy::resend, Action::resend},
                                           {Remedy::send_new_invitation, Action::send_new},
                                           {Remedy::cancel_and_invite_again, Action::cancel},
                                           {Remedy::cancel, Action::cancel},
                                           {Remedy::activate, Action::activate},
                                           {Remedy::deactivate, Action::deactivate},
                                           {Remedy::remove, Action::remove},
                                           {Remedy::remove_and_invite_again, Action::remove},
                                           {Remedy::edit, Action::edit}};
    for_each_preset_and_store([&](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        const User adopted = world.adopt("adopted@example.test");
        world.advance(minutes(10));  // Past every cooldown.
        std::size_t named = 0;
        for (const User& user : {cast.expired, cast.sent, cast.opened, cast.active, cast.deactivated, adopted}) {
            const auto all = world.service.available_actions(acme(), user.id, Host{}).value();
            for (const auto& [action, refusal] : all) {
                if (!refusal) continue;
                INFO(user.email.text() << " " << code(action) << ": " << in_words(*refusal));
                const auto instead = actions.find(refusal->remedy);
                if (instead == actions.end()) continue;
                CHECK_FALSE(refusal_of_action(all, instead->second));
                ++named;
            }
        }
        CHECK(named > 15);
        for (const User& user : {cast.active, adopted}) {
            const auto all = world.service.available_actions(acme(), user.id, Host{}).value();
            CHECK(message(refusal_of_action(all, Action::cancel).value()) ==
                  "The user is already active. Deactivate the user instead.");
            CHECK(message(refusal_of_action(all, Action::correct_email).value()) ==
                  "The user is already active. Remove the user and invite the person at the correct address.");
        }
    });
}

TEST_CASE("B6: available_actions and the commands agree in every state, for every actor and policy") {
    for (const NamedPolicy& preset : all_presets()) {
        DYNAMIC_SECTION(preset.name) {
            struct Stage {
                explicit Stage(const Policy& policy) : world(store, policy), cast(world) {
                    world.advance(minutes(10));  // Behind every cooldown.
                }
                MemoryStore store;
                World world;
                Cast cast;
            };
            auto stage = std::make_unique<Stage>(preset.policy);
            const std::size_t number_of_actors = actors(stage->cast).size();
            std::size_t enabled = 0;
            for (std::size_t a = 0; a < number_of_actors; ++a) {
                for (std::size_t u = 0; u < stage->cast.live().size(); ++u) {
                    for (const Action action : administrators_actions) {
                        const Actor actor = actors(stage->cast)[a];
                        const User user = stage->cast.live()[u];
                        Service& service = stage->world.service;
                        INFO(user.email.text() << " " << code(action) << " actor " << a);
                        const auto shown =
                            refusal_of_action(service.available_actions(acme(), user.id, actor).value(), action);
                        CHECK(shown == refusal_of_trying(service, acme(), user, action, actor));
                        if (shown) continue;
                        ++enabled;
                        stage = std::make_unique<Stage>(preset.policy);
                    }
                }
            }
            CHECK(enabled > 30);
        }
    }
}

TEST_CASE("B6: available_actions and the link's own actions agree on every store") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const auto shown = [&](Action action) {
            const Actor holder = LinkHolder{*user.link};
            return refusal_of_action(world.service.available_actions(acme(), user.id, holder).value(), action);
        };
        world.advance(policy.validity);
        for (const Action action : {Action::begin_setup, Action::accept, Action::decline})
            CHECK(shown(action).has_value());
        CHECK(shown(Action::begin_setup) == refusal_in(world.service.begin_setup(token)));
        CHECK(shown(Action::accept) == refusal_in(world.service.accept(token)));
        CHECK(shown(Action::decline) == refusal_in(world.service.decline(token)));
        world.advance(-tick);
        CHECK(shown(Action::begin_setup) == std::nullopt);
        CHECK(shown(Action::accept) == std::nullopt);
        CHECK(shown(Action::decline).has_value() != policy.offers_decline);
        REQUIRE(world.service.begin_setup(token));
        REQUIRE(world.service.accept(token));
        CHECK(shown(Action::accept) == refusal_in(world.service.accept(token)));
        CHECK(shown(Action::begin_setup) == refusal_in(world.service.begin_setup(token)));
    });
}

TEST_CASE(
    "B7: every change has exactly one audit event with actor, time, action and both statuses, none holds a secret") {
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.offers_send_new = true;
        policy.cooldown = {};
        World world(store, policy);
        const Actor owner = member({"Owner"});
        const Author by_owner{ActorKind::member, std::get<Member>(owner).id};
        std::set<std::string> tokens;
        std::size_t seen = 0;
        const auto expect = [&](Action action, Author by, std::optional<Status> from, std::optional<Status> to) {
            const std::vector<Event> events = world.events();
            REQUIRE(events.size() == seen + 1);
            const Event& event = events.back();
            ++seen;
            INFO(code(action));
            CHECK(action_of(event) == action);
            CHECK(event.by == by);
            CHECK(event.at == world.now());
            CHECK(event.from == from);
            CHECK(event.to == to);
            world.advance(minutes(1));
        };
        const auto mailed = [&](std::string_view to) { return *tokens.insert(world.token_to(to)).first; };
        using S = Status;

        const User user = world.invite("a@example.test", {"Agent"}, owner);
        expect(Action::invite, by_owner, {}, S::invite_sent);
        mailed("a@example.test");
        REQUIRE(world.service.resend(acme(), user.id, owner));
        expect(Action::resend, by_owner, S::invite_sent, S::invite_sent);
        mailed("a@example.test");
        tokens.insert(world.service.copy_link(acme(), user.id, owner)->token);
        expect(Action::copy_link, by_owner, S::invite_sent, S::invite_sent);
        REQUIRE(world.service.correct_email(acme(), user.id, address("b@example.test"), owner));
        expect(Action::correct_email, by_owner, S::invite_sent, S::invite_sent);
        mailed("b@example.test");
        world.advance(days(7));
        REQUIRE(world.service.send_new(acme(), user.id, Host{}));
        expect(Action::send_new, Author{}, S::invite_expired, S::invite_sent);
        const std::string token = mailed("b@example.test");
        const Author invitee{ActorKind::invitee, user.id};
        REQUIRE(world.service.begin_setup(token));
        expect(Action::begin_setup, invitee, S::invite_sent, S::invite_sent);
        REQUIRE(world.service.accept(token));
        expect(Action::accept, invitee, S::invite_sent, S::active);
        REQUIRE(world.service.edit(acme(), user.id, {.name = "B"}, owner));
        expect(Action::edit, by_owner, S::active, S::active);
        REQUIRE(world.service.deactivate(acme(), user.id, owner));
        expect(Action::deactivate, by_owner, S::active, S::deactivated);
        REQUIRE(world.service.activate(acme(), user.id, owner));
        expect(Action::activate, by_owner, S::deactivated, S::active);
        REQUIRE(world.service.remove(acme(), user.id, owner));
        expect(Action::remove, by_owner, S::active, {});
        world.adopt("c@example.test");
        expect(Action::adopt, Author{}, {}, S::active);
        const User cancelled = world.invite("d@example.test", {"Agent"}, owner);
        expect(Action::invite, by_owner, {}, S::invite_sent);
        REQUIRE(world.service.cancel(acme(), cancelled.id, owner));
        expect(Action::cancel, by_owner, S::invite_sent, {});
        const User declined = world.invite("e@example.test", {"Agent"}, owner);
        expect(Action::invite, by_owner, {}, S::invite_sent);
        REQUIRE(world.service.decline(mailed("e@example.test")));
        expect(Action::decline, {ActorKind::invitee, declined.id}, S::invite_sent, {});

        // What changes nothing, and what is refused, leaves no event; sending mail leaves none either.
        REQUIRE(world.service.edit(acme(), world.service.find(acme(), address("c@example.test"))->id,
                                   {.name = "Ada Adler"}, owner));
        CHECK_FALSE(world.service.resend(acme(), user.id, owner));
        world.deliver();
        CHECK(world.events().size() == seen);

        CHECK(tokens.size() == 5);
        for (const Event& event : world.events()) {
            const std::string json = to_json(event);
            for (const std::string& secret : tokens) CHECK(json.find(secret) == std::string::npos);
        }
    });
}

TEST_CASE("B6: the actions of a whole page are those of each user alone, with reason, remedy and message") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        const auto page = world.service.list(acme(), {}).value().users;
        REQUIRE(page.size() == cast.live().size());
        std::size_t disabled = 0;
        for (const Actor& actor : actors(cast)) {
            const auto all = world.service.available_actions(acme(), page, actor);
            REQUIRE(all.size() == page.size());
            for (std::size_t i = 0; i < page.size(); ++i) {
                CHECK(all[i].value() == world.service.available_actions(acme(), page[i].user.id, actor).value());
                for (const Availability& each : all[i].value()) {
                    if (!each.refusal) continue;
                    ++disabled;
                    CHECK_FALSE(code(each.refusal->reason).empty());
                    CHECK_FALSE(message(*each.refusal).empty());
                }
            }
        }
        CHECK(disabled > 300);

        // G5, A7, S6: the menu of a page as the products have it.
        const Actor everything = member({"Administrator", "Account administrator", "Owner"});
        const auto shown = [&](const User& user, Action action) {
            const auto all = world.service.available_actions(acme(), page, everything);
            for (std::size_t i = 0; i < page.size(); ++i) {
                if (page[i].user.id == user.id) return refusal_of_action(all[i].value(), action);
            }
            throw std::logic_error("the user is not on the page");
        };
        const auto reset = no(Reason::already_active, Remedy::reset_password);
        CHECK(shown(cast.active, Action::resend) == reset);
        CHECK(message(*reset) == "The user is already active. Reset the password instead.");
        CHECK(shown(cast.expired, Action::send_new).has_value() != policy.offers_send_new);
        CHECK(shown(cast.sent, Action::send_new).has_value());
    });
}

TEST_CASE("B6: the actions of a page are one look, whoever is on it") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        auto page = world.service.list(acme(), {}).value().users;
        FaultyStore watched(store);
        Service service(watched, world.service_config(policy));
        REQUIRE(service.available_actions(acme(), page, Host{}).size() == 6);
        CHECK(watched.calls() == 1);
        CHECK(watched.writes() == 0);

        // Who is not there, alone, is not there on a page either.
        const auto not_found = no(Reason::user_not_found);
        for (const User& user : cast.gone()) page.push_back({world.stored(user), {}});
        page.push_back({world.adopt("elsewhere@example.test", {"Agent"}, globex()), {}});
        const auto all = service.available_actions(acme(), page, Host{});
        REQUIRE(all.size() == 9);
        CHECK(all[5].has_value());
        for (std::size_t i = 6; i < 9; ++i) CHECK(refusal_in(all[i]) == not_found);
        CHECK(service.available_actions(acme(), std::vector<UserRow>{}, Host{}).empty());
    });
}

TEST_CASE("B6: what a page says of each user is what trying it says, whatever became of their mail") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        world.advance(minutes(10));  // Behind every cooldown.
        const Actor actor = member({"Administrator", "Account administrator", "Owner"});
        const auto actions_of_page = [&] {
            std::vector<std::vector<Availability>> all;
            const auto page = world.service.list(acme(), {}).value().users;
            for (auto& each : world.service.available_actions(acme(), page, actor)) all.push_back(std::move(*each));
            return all;
        };

        // Delivery is an axis of its own: it matters to no action.
        const auto with_mail_sent = actions_of_page();
        for (const User& user : {cast.sent, cast.opened, cast.active, cast.deactivated}) {
            REQUIRE(world.service.report_bounce(acme(), user.email, "550"));
        }
        CHECK(actions_of_page() == with_mail_sent);
        if (policy.resend_while_valid != ResendWhileValid::no) {
            for (const MailOutcome& outcome : {deferred(), rejected(), unknown()}) {
                REQUIRE(world.service.resend(acme(), cast.sent.id, actor));
                world.advance(minutes(10));
                CHECK(actions_of_page() == with_mail_sent);
                world.mailer.answer = [&](const MailMessage&) { return outcome; };
                REQUIRE(world.deliver() >= 1);
                CHECK(actions_of_page() == with_mail_sent);
            }
            world.mailer.answer = {};
        }

        const auto page = world.service.list(acme(), {}).value().users;
        for (const Action action : administrators_actions) {
            for (std::size_t i = 0; i < page.size(); ++i) {
                INFO(page[i].user.email.text() << " " << code(action));
                // Each by itself, on what those before it left.
                const auto now = world.service.available_actions(
                    acme(), std::vector<UserRow>{{world.stored(page[i].user), {}}}, actor);
                const auto tried = refusal_of_trying(world.service, acme(), page[i].user, action, actor);
                if (now[0].has_value()) {
                    const auto shown = refusal_of_action(now[0].value(), action);
                    // Only one of them can have the one free address.
                    if (action != Action::correct_email || shown) CHECK(shown == tried);
                } else {
                    // Gone since. What is said of the user is so for every action; how they come back is said of one.
                    CHECK(refusal_in(now[0]) == no(Reason::user_not_found));
                    const bool may_come_back = tried && tried->remedy == Remedy::invite_again;
                    CHECK(tried == no(Reason::user_not_found, may_come_back ? Remedy::invite_again : Remedy::none));
                }
                world.advance(minutes(2));
            }
        }
    });
}

TEST_CASE("B7: replaying the events gives every stored user, those of every preset (I7)") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const Cast cast(world);
        std::vector<User> replayed;
        for (const Event& event : world.events()) {
            const auto known =
                std::find_if(replayed.begin(), replayed.end(), [&](const User& user) { return user.id == event.user; });
            if (known == replayed.end()) {
                replayed.push_back(evolve(nullptr, event));
            } else {
                *known = evolve(&*known, event);
            }
        }
        CHECK(replayed.size() == 8);
        for (const User& user : replayed) CHECK(world.stored(user) == user);
    });
}

TEST_CASE("B8: an administrator cannot reach a user of another account through any call") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User here = world.invite("deirdre@example.test");
        const std::string token = world.token_to("deirdre@example.test");
        const Actor powerful = member({"Administrator", "Account administrator", "Owner", "Admin"});
        for (const Action action : administrators_actions) {
            const bool offered = (action != Action::send_new || policy.offers_send_new) &&
                                 (action != Action::copy_link || policy.offers_copy_link);
            const auto nobody = no(offered ? Reason::user_not_found : Reason::not_offered);
            CHECK(refusal_of_trying(world.service, globex(), here, action, powerful) == nobody);
            CHECK(refusal_of_trying(world.service, globex(), here, action, Host{}) == nobody);
        }
        CHECK_FALSE(world.service.load(globex(), here.id));
        CHECK_FALSE(world.service.find(globex(), here.email));
        CHECK(refusal_in(world.service.available_actions(globex(), here.id, powerful))->reason ==
              Reason::user_not_found);
        CHECK(refusal_in(world.service.accept_verified(globex(), here.email))->reason == Reason::user_not_found);
        CHECK(world.service.list(globex(), {}).value().users.empty());
        CHECK(world.service.count(globex()) == StatusCounts{});
        CHECK(world.service.mail(globex(), here.id).empty());
        CHECK(world.service.events({.account = globex()}).events.empty());
        CHECK(world.service.events({.account = globex(), .user = here.id}).events.empty());
        CHECK(world.stored(here) == here);
        CHECK(world.events().size() == 1);
        CHECK(world.service.accept(token)->user.account == acme());
    });
}

TEST_CASE("B9: a cooldown for each recipient, off in the three presets, a minute in recommended") {
    CHECK(policies::gladly().cooldown == Duration{});
    CHECK(policies::softwareone().cooldown == Duration{});
    CHECK(policies::atender().cooldown == Duration{});
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        const auto too_soon = no(Reason::too_soon, Remedy::wait, new_year(minutes(1)));
        CHECK(refusal_in(world.service.resend(acme(), user.id, Host{})) == too_soon);
        CHECK(world.deliver() == 1);
        world.advance(minutes(1) - tick);
        CHECK(refusal_in(world.service.resend(acme(), user.id, Host{})) == too_soon);
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        const NewUser again{address("DEIRDRE@example.test"), {.name = "D", .roles = {"Agent"}}};
        CHECK(refusal_in(world.service.invite(acme(), again, Host{})) == too_soon);  // A new user, the same recipient.
        CHECK(world.service.invite(globex(), again, Host{}));
        world.advance(tick);
        CHECK(world.service.invite(acme(), again, Host{}));
    });
}

TEST_CASE("B9: an email that was never sent starts no cooldown") {
    for_each_store([](Store& store) {
        World world(store, policies::recommended());
        const User user = world.invite("deirdre@example.test");
        REQUIRE(world.service.cancel(acme(), user.id, Host{}));
        const User again = world.invite("deirdre@example.test");
        CHECK(refusal_in(world.service.resend(acme(), again.id, Host{}))->reason == Reason::too_soon);
        CHECK(world.deliver() == 1);
        REQUIRE(world.service.cancel(acme(), again.id, Host{}));
        const NewUser third{again.email, {.name = "D", .roles = {"Agent"}}};
        CHECK(refusal_in(world.service.invite(acme(), third, Host{}))->reason == Reason::too_soon);
    });
}

TEST_CASE("B9: a cap on invitations that can be accepted, off in the three presets, on in recommended") {
    CHECK_FALSE(policies::gladly().max_pending);
    CHECK_FALSE(policies::softwareone().max_pending);
    CHECK_FALSE(policies::atender().max_pending);
    CHECK(policies::recommended().max_pending == 1000U);
    for_each_store([](Store& store) {
        Policy policy = policies::recommended();
        policy.max_pending = 2;
        World world(store, policy);
        const User one = world.invite("a@example.test");
        world.advance(days(7) - minutes(5));
        const User two = world.invite("b@example.test");
        const NewUser third{address("c@example.test"), {.name = "C", .roles = {"Agent"}}};
        const auto is_refused = [](const auto& answer) {
            return refusal_in(answer)->reason == Reason::too_many_pending;
        };
        CHECK(is_refused(world.service.invite(acme(), third, Host{})));
        CHECK(world.service.invite(globex(), third, Host{}));
        world.advance(minutes(5));  // The first one expires, and leaves room.
        REQUIRE(world.service.invite(acme(), third, Host{}));
        CHECK(is_refused(world.service.resend(acme(), one.id, Host{})));
        CHECK(is_refused(world.service.correct_email(acme(), one.id, address("d@example.test"), Host{})));
        CHECK(world.service.resend(acme(), two.id, Host{}));  // It counts already.
        REQUIRE(world.service.cancel(acme(), two.id, Host{}));
        CHECK(world.service.resend(acme(), one.id, Host{}));
    });
}

TEST_CASE("B10: nobody deactivates or removes themselves, in any preset") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const std::vector<std::string> roles{"Administrator", "Account administrator", "Owner"};
        const User one = world.adopt("one@example.test", roles);
        const User other = world.adopt("other@example.test", roles);
        const auto refused = no(Reason::oneself, Remedy::ask_administrator);
        CHECK(refusal_in(world.service.deactivate(acme(), one.id, as_member(one))) == refused);
        CHECK(refusal_in(world.service.remove(acme(), one.id, as_member(one))) == refused);
        const auto shown = world.service.available_actions(acme(), one.id, as_member(one)).value();
        CHECK(refusal_of_action(shown, Action::deactivate) == refused);
        CHECK(refusal_of_action(shown, Action::remove) == refused);
        CHECK(world.service.edit(acme(), one.id, {.name = "Own Name"}, as_member(one)));
        CHECK(world.service.deactivate(acme(), one.id, as_member(other)));
        CHECK(refusal_in(world.service.remove(acme(), one.id, as_member(one))) == refused);
        CHECK(world.service.remove(acme(), one.id, as_member(other)));
    });
}

TEST_CASE("B11: a second live invitation of an address, in any letter case, is refused with the remedy that fits") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const auto refused = [&](Remedy remedy) {
            world.advance(minutes(2));
            for (const char* spelling : {"deirdre@example.test", "DEIRDRE@Example.Test"}) {
                const NewUser again{address(spelling), {.name = "Again", .roles = {"Agent"}}};
                CHECK(refusal_in(world.service.invite(acme(), again, Host{})) ==
                      no_field(Reason::address_taken, Field::email, remedy));
                const bool active = remedy == Remedy::reset_password;
                CHECK(refusal_in(world.service.adopt(acme(), again)) ==
                      no_field(Reason::address_taken, Field::email, active ? Remedy::edit : remedy));
            }
        };
        refused(Remedy::resend);
        const std::string token = world.token_to("deirdre@example.test");
        world.surroundings.set(*expiry_of(user));
        refused(policy.resend_after_expiry ? Remedy::resend : Remedy::send_new_invitation);
        world.surroundings.set(new_year(hours(1)));
        REQUIRE(world.service.accept(token));
        refused(Remedy::reset_password);
        REQUIRE(world.service.deactivate(acme(), user.id, Host{}));
        refused(Remedy::activate);
        REQUIRE(world.service.remove(acme(), user.id, Host{}));
        CHECK(world.invite("Deirdre@example.test").id != user.id);
    });
}

TEST_CASE(
    "B12: a repeated accept by the accepted link is already_active under S11, also after deactivate and activate") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string older = world.token_to("deirdre@example.test");
        world.advance(minutes(2));
        REQUIRE(world.service.correct_email(acme(), user.id, user.email, Host{}));
        const std::string accepted = world.token_to("deirdre@example.test");
        REQUIRE(world.service.accept(accepted));
        const std::size_t events = world.events().size();

        const auto check_repetition = [&] {
            const auto again = world.service.accept(accepted);
            if (policy.repeated_accept_succeeds) {
                REQUIRE(again);
                CHECK_FALSE(again->first);
            } else {
                CHECK(refusal_in(again) == no(Reason::link_used, Remedy::sign_in));
            }
            CHECK_FALSE(world.service.accept(older));
            CHECK(world.service.check_link(older).actual == LinkState::superseded);
        };
        check_repetition();
        CHECK(world.events().size() == events);
        REQUIRE(world.service.deactivate(acme(), user.id, Host{}));
        CHECK(refusal_in(world.service.accept(accepted)) == no(Reason::link_deactivated, Remedy::ask_administrator));
        REQUIRE(world.service.activate(acme(), user.id, Host{}));
        check_repetition();
        CHECK(world.events().size() == events + 2);
    });
}

TEST_CASE("B13: a clock that stands still breaks no rule") {
    for_each_preset_and_store([](Policy policy, Store& store) {
        policy.cooldown = {};  // What has to wait for the clock would wait for ever.
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        const std::string first = world.token_to("deirdre@example.test");
        REQUIRE(world.service.correct_email(acme(), user.id, user.email, Host{}));
        CHECK(world.deliver() == 1);
        const std::string second = world.token_to("deirdre@example.test");
        CHECK(first != second);
        CHECK_FALSE(world.service.accept(first));
        CHECK(world.service.accept(second)->first);
        CHECK(world.service.deactivate(acme(), user.id, Host{}));
        CHECK(world.service.activate(acme(), user.id, Host{}));
        CHECK(world.status(user) == Status::active);
    });
}

TEST_CASE("B13: a clock that runs backwards breaks no rule") {
    for_each_preset_and_store([](Policy policy, Store& store) {
        policy.cooldown = {};
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        world.advance(-days(400));
        CHECK(world.deliver() == 1);  // A first attempt is due at once, whatever the clock does.
        const std::string first = world.token_to("deirdre@example.test");
        CHECK(world.service.check_link(first).presented == LinkState::valid);  // There is no lower bound (I4).
        REQUIRE(world.service.correct_email(acme(), user.id, user.email, Host{}));
        CHECK(expiry_of(world.stored(user)) == world.now() + policy.validity);
        CHECK(world.service.check_link(first).actual == LinkState::superseded);
        const std::string second = world.token_to("deirdre@example.test");
        world.advance(policy.validity);
        CHECK(world.status(user) == Status::invite_expired);
        world.advance(-tick);
        const auto accepted = world.service.accept(second);
        REQUIRE(accepted);
        CHECK(accepted->user.joined_at == world.now());
        world.advance(-days(1000));
        CHECK(world.status(user) == Status::active);
        CHECK_FALSE(world.service.accept(first));
        CHECK(world.service.deactivate(acme(), user.id, Host{}));
        CHECK(world.stored(user).revision == 4);
    });
}

TEST_CASE("Single sign-on: an address that the host has verified accepts without a link, and only its own invitation") {
    for_each_preset_and_store([](const Policy& policy, Store& store) {
        World world(store, policy);
        const User user = world.invite("deirdre@example.test");
        CHECK(refusal_in(world.service.accept_verified(acme(), address("mallory@example.test")))->reason ==
              Reason::user_not_found);
        world.advance(policy.validity);
        CHECK(refusal_in(world.service.accept_verified(acme(), user.email)) ==
              no(Reason::invitation_expired, Remedy::ask_administrator));
        world.advance(-tick);
        const auto accepted = world.service.accept_verified(acme(), address("Deirdre@EXAMPLE.test"));
        REQUIRE(accepted);
        CHECK(accepted->first);
        const auto again = world.service.accept_verified(acme(), user.email);
        if (policy.repeated_accept_succeeds) {
            REQUIRE(again);
            CHECK_FALSE(again->first);
        } else {
            CHECK(refusal_in(again) == no(Reason::already_active, Remedy::sign_in));
        }
    });
}

namespace {

/// `recommended` without a cooldown, where an Owner ranks above an Admin and an Admin above an Agent.
Policy ranked() {
    Policy policy = policies::recommended();
    policy.cooldown = {};
    policy.role_ranks = {"Owner", "Admin", "Agent"};
    return policy;
}

const auto above_own = no(Reason::role_above_own, Remedy::ask_administrator);
const auto roles_above_own = no_field(Reason::role_above_own, Field::roles, Remedy::ask_administrator);

NewUser newcomer(std::string_view email, std::vector<std::string> roles) {
    return {address(email), {.name = "Newcomer", .roles = std::move(roles)}};
}

}  // namespace

TEST_CASE("Role ceiling: nobody grants or removes a role above their own") {
    for_each_store([](Store& store) {
        World world(store, ranked());
        const User owner = world.adopt("owner@example.test", {"Owner"});
        const User other_owner = world.adopt("other@example.test", {"Agent", "Owner"});
        const User lesser = world.adopt("admin@example.test", {"Admin"});
        const User agent = world.adopt("agent@example.test", {"Agent"});
        const User away = world.adopt("away@example.test", {"Owner"});
        REQUIRE(world.service.deactivate(acme(), away.id, as_member(owner)));
        const std::size_t events = world.events().size();

        Service& service = world.service;
        const Actor by = as_member(lesser);
        CHECK(refusal_in(service.invite(acme(), newcomer("new@example.test", {"Agent", "Owner"}), by)) ==
              roles_above_own);
        CHECK(refusal_in(service.edit(acme(), agent.id, {.roles = {{"Owner"}}}, by)) == roles_above_own);
        CHECK(refusal_in(service.edit(acme(), lesser.id, {.roles = {{"Admin", "Owner"}}}, by)) == roles_above_own);
        CHECK(refusal_in(service.edit(acme(), other_owner.id, {.roles = {{"Agent"}}}, by)) == roles_above_own);
        CHECK(refusal_in(service.deactivate(acme(), owner.id, by)) == above_own);
        CHECK(refusal_in(service.activate(acme(), away.id, by)) == above_own);
        CHECK(refusal_in(service.remove(acme(), owner.id, by)) == above_own);
        CHECK(refusal_in(service.remove(acme(), away.id, by)) == above_own);
        CHECK(world.events().size() == events);
        CHECK(world.deliver() == 0);

        CHECK(service.edit(acme(), owner.id, {.name = "Olivia", .attributes = {{"teams", {"Blue"}}}}, by));
        CHECK(service.edit(acme(), other_owner.id, {.roles = {{"Owner"}}}, by));
        CHECK(service.edit(acme(), other_owner.id, {.roles = {{"Owner", "Admin"}}}, by));
        CHECK(service.edit(acme(), agent.id, {.roles = {{"Admin"}}}, by));
        CHECK(service.deactivate(acme(), agent.id, by));
        CHECK(service.invite(acme(), newcomer("new@example.test", {"Admin", "Agent"}), by));
        CHECK(service.invite(acme(), newcomer("owner2@example.test", {"Owner"}), as_member(owner)));
        CHECK(service.invite(acme(), newcomer("owner3@example.test", {"Owner"}), Host{}));
        CHECK(service.activate(acme(), away.id, Host{}));
        CHECK(service.edit(acme(), other_owner.id, {.roles = {{"Agent"}}}, as_member(owner)));
    });
}

TEST_CASE("B20: an address at a domain that the policy does not allow is refused, and its domain is named") {
    for_each_store([](Store& store) {
        Policy policy = policies::atender();
        policy.allowed_domains = {"example.test", "*.example.test"};
        policy.denied_domains = {"old.example.test"};
        World world(store, policy);
        Service& service = world.service;
        const auto outside = [](const std::string& domain) {
            return std::optional(Refusal{.reason = Reason::domain_not_allowed,
                                         .remedy = Remedy::use_another_address,
                                         .field = Field::email,
                                         .names = {domain}});
        };
        for (const Actor& by : {Actor(Host{}), admin}) {
            CHECK(refusal_in(service.invite(acme(), newcomer("a@Gmail.test", {"Agent"}), by)) == outside("gmail.test"));
            CHECK(refusal_in(service.invite(acme(), newcomer("a@old.example.test", {"Agent"}), by)) ==
                  outside("old.example.test"));
        }
        CHECK(service.invite(acme(), newcomer("a@new.example.test", {"Agent"}), admin));
        const User pending = world.invite("deirdre@example.test");
        CHECK(refusal_in(service.correct_email(acme(), pending.id, address("d@gmail.test"), admin)) ==
              outside("gmail.test"));
        CHECK(world.stored(pending) == pending);

        // Somebody who may not invite learns nothing about the domains, and the host adopts whom it has.
        const auto reason_for_agent =
            refusal_in(service.invite(acme(), newcomer("a@gmail.test", {"Agent"}), member({"Agent"})))->reason;
        CHECK(reason_for_agent == Reason::not_permitted);
        world.adopt("owner@gmail.test", {"Owner"});

        // The domain is refused before it is known whether the address is taken.
        CHECK(refusal_in(service.invite(acme(), newcomer("owner@gmail.test", {"Agent"}), admin)) ==
              outside("gmail.test"));
    });
}

TEST_CASE("B20: an invitation to a domain that was denied later may still be resent and accepted") {
    for_each_store([](Store& store) {
        const User pending = World(store, policies::atender()).invite("deirdre@gmail.test");
        Policy denying = policies::atender();
        denying.denied_domains = {"gmail.test"};
        World world(store, denying);
        CHECK(world.service.resend(acme(), pending.id, Host{}));
        CHECK(refusal_in(world.service.correct_email(acme(), pending.id, pending.email, Host{}))->reason ==
              Reason::domain_not_allowed);
        CHECK(world.service.accept(world.token_to("deirdre@gmail.test")));
    });
}

TEST_CASE(
    "B16: a role that differs by letter case or outer blanks is that role, to the ceiling and to the last owner too") {
    for_each_store([](Store& store) {
        World world(store, ranked());
        const User owner = world.adopt("owner@example.test", {" owner "});
        CHECK(world.stored(owner).profile.roles == std::vector<std::string>{"Owner"});
        Service& service = world.service;

        // The ceiling, of who is above and of who acts.
        CHECK(refusal_in(service.invite(acme(), newcomer("new@example.test", {"OWNER"}), admin)) == roles_above_own);
        CHECK(refusal_in(service.deactivate(acme(), owner.id, admin)) == above_own);
        const User pending =
            service.invite(acme(), newcomer("new@example.test", {" AGENT"}), member({"aDMIN "})).value();
        CHECK(pending.profile.roles == std::vector<std::string>{"Agent"});
        CHECK(refusal_in(service.edit(acme(), pending.id, {.roles = {{"owner"}}}, member({"aDMIN "}))) ==
              roles_above_own);

        // The last owner, in whatever spelling they were taken in.
        const auto last = no(Reason::last_holder, Remedy::ask_administrator);
        const Actor other = member({"owner"});
        CHECK(refusal_in(service.remove(acme(), owner.id, other)) == last);
        CHECK(refusal_in(service.edit(acme(), owner.id, {.roles = {{"agent"}}}, other)) == last);
        CHECK(service.edit(acme(), owner.id, {.roles = {{"OWNER"}}}, other)->revision == 1);  // changes nothing
        world.adopt("second@example.test", {"OWNER"});
        CHECK(service.remove(acme(), owner.id, other));

        // A request is the same in any spelling.
        const User one = service.invite(acme(), newcomer("one@example.test", {"admin"}), other, "key").value();
        CHECK(service.invite(acme(), newcomer("one@example.test", {" Admin"}), other, "key").value() == one);
    });
}

TEST_CASE("Role ceiling: the invitation of somebody above cannot be copied, redirected or withdrawn") {
    for_each_store([](Store& store) {
        World world(store, ranked());
        const Actor owner = member({"Owner"});
        const User pending = world.invite("owner@example.test", {"Owner"}, owner);
        const std::string first = world.token_to("owner@example.test");
        const EmailAddress mallory = address("mallory@example.test");
        Service& service = world.service;
        const auto refuses_all = [&] {
            CHECK(refusal_in(service.correct_email(acme(), pending.id, mallory, admin)) == above_own);
            CHECK(refusal_in(service.correct_email(acme(), pending.id, pending.email, admin)) == above_own);
            CHECK(refusal_in(service.cancel(acme(), pending.id, admin)) == above_own);
            CHECK(refusal_in(service.remove(acme(), pending.id, admin)) == above_own);
            const auto shown = service.available_actions(acme(), pending.id, admin).value();
            for (const Action action : {Action::correct_email, Action::cancel, Action::remove}) {
                CHECK(refusal_of_action(shown, action) == above_own);
            }
            CHECK(refusal_of_action(shown, Action::resend) == std::nullopt);
            CHECK(refusal_of_action(shown, Action::edit) == std::nullopt);
        };
        CHECK(refusal_in(service.copy_link(acme(), pending.id, admin)) == above_own);
        CHECK(refusal_of_action(service.available_actions(acme(), pending.id, admin).value(), Action::copy_link) ==
              above_own);
        refuses_all();
        world.advance(days(7));
        refuses_all();
        CHECK(world.stored(pending) == pending);
        CHECK(world.deliver() == 0);

        REQUIRE(service.resend(acme(), pending.id, admin));
        const std::string second = world.token_to("owner@example.test");
        CHECK(second != first);
        CHECK(service.copy_link(acme(), pending.id, owner)->token == second);
        REQUIRE(service.correct_email(acme(), pending.id, address("right@example.test"), owner));
        CHECK(service.accept(world.token_to("right@example.test"))->first);
    });
}

TEST_CASE("Role ceiling: a member none of whose roles is ranked reaches all that are not ranked, and no other") {
    for_each_store([](Store& store) {
        Policy policy = ranked();
        policies::permit_everything(policy, {"Helpdesk"});
        World world(store, policy);
        const Actor helpdesk = member({"Night shift", "Helpdesk"});
        Service& service = world.service;
        const auto guest = service.invite(acme(), newcomer("guest@example.test", {"Guest"}), helpdesk);
        REQUIRE(guest);
        CHECK(service.copy_link(acme(), guest->id, helpdesk));
        CHECK(service.edit(acme(), guest->id, {.roles = {{"Helpdesk", "Guest"}}}, helpdesk));
        CHECK(refusal_in(service.edit(acme(), guest->id, {.roles = {{"Agent"}}}, helpdesk)) == roles_above_own);
        CHECK(refusal_in(service.invite(acme(), newcomer("agent@example.test", {"Agent"}), helpdesk)) ==
              roles_above_own);
        CHECK(service.cancel(acme(), guest->id, helpdesk));
    });
}

TEST_CASE("Role ceiling: where the policy ranks no roles there is none, and an Admin manages Owners") {
    for_each_store([](Store& store) {
        World world(store, policies::atender());
        world.adopt("owner@example.test", {"Owner"});
        const User other = world.adopt("other@example.test", {"Owner"});
        CHECK(world.service.deactivate(acme(), other.id, admin));
        const auto pending = world.service.invite(acme(), newcomer("new@example.test", {"Owner"}), admin);
        REQUIRE(pending);
        CHECK(world.service.cancel(acme(), pending->id, admin));
    });
}
