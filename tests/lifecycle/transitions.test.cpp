// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/transitions.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;
using boost::posix_time::microseconds;

namespace {

const Actor invitee = LinkHolder{world::newest};
const Actor late_invitee = LinkHolder{world::older};

/// The refusal, or none if the command is accepted.
std::optional<Refusal> asked(std::string_view person, std::string_view command, const Actor& actor,
                             const Policy& policy, const Facts& facts = world::easy_facts()) {
    const auto user = world::person(person).user;
    for (const auto& each : world::commands()) {
        if (each.name != command) continue;
        const auto decided = decide(user ? &*user : nullptr, each.command, actor, facts, policy, world::now());
        return decided ? std::nullopt : std::optional<Refusal>(decided.error());
    }
    throw std::invalid_argument(std::string(command));
}

std::optional<Reason> reason(const std::optional<Refusal>& refusal) {
    return refusal ? std::optional(refusal->reason) : std::nullopt;
}

constexpr std::array all_guards{
    Guard::address_free,        Guard::below_pending_cap,     Guard::cooldown_over,     Guard::resend_while_valid,
    Guard::resend_after_expiry, Guard::offers_send_new,       Guard::offers_copy_link,  Guard::offers_decline,
    Guard::signing_key_listed,  Guard::link_current,          Guard::acceptance_proved, Guard::identity_matches,
    Guard::not_oneself,         Guard::repeats_accepted_link, Guard::not_last_holder,   Guard::within_role_ceiling};

}  // namespace

TEST_CASE("the table has the rows of the design, and no other") {
    std::string rows;
    for (const Transition& row : transitions) {
        rows.append(row.from ? code(*row.from) : "nobody").append(" ").append(code(row.action)).append(" ");
        rows.append(row.to ? code(*row.to) : "nobody").append("\n");
    }
    CHECK(rows ==
          "nobody invite invite_sent\n"
          "nobody adopt active\n"
          "invite_sent resend invite_sent\n"
          "invite_sent copy_link invite_sent\n"
          "invite_sent open invite_sent\n"
          "invite_sent accept active\n"
          "invite_sent decline nobody\n"
          "invite_sent correct_email invite_sent\n"
          "invite_sent cancel nobody\n"
          "invite_sent remove nobody\n"
          "invite_sent edit invite_sent\n"
          "invite_expired resend invite_sent\n"
          "invite_expired send_new invite_sent\n"
          "invite_expired correct_email invite_sent\n"
          "invite_expired cancel nobody\n"
          "invite_expired remove nobody\n"
          "invite_expired edit invite_expired\n"
          "active accept active\n"
          "active deactivate deactivated\n"
          "active remove nobody\n"
          "active edit active\n"
          "deactivated activate active\n"
          "deactivated remove nobody\n"
          "deactivated edit deactivated\n");
}

TEST_CASE("every row is reached by an accepted command under some preset") {
    for (const Transition& row : transitions) {
        CAPTURE(row.from ? code(*row.from) : "nobody", code(row.action));
        const auto user = world::person(row.from ? code(*row.from) : "nobody").user;
        bool reached = false;
        for (const Policy& policy :
             {policies::gladly(), policies::softwareone(), policies::atender(), policies::recommended()}) {
            for (const Actor& actor : {Actor(Host{}), invitee}) {
                for (const auto& [name, command] : world::commands()) {
                    if (action_of(command) != row.action) continue;
                    const auto decided =
                        decide(user ? &*user : nullptr, command, actor, world::easy_facts(), policy, world::now());
                    if (!decided) continue;
                    reached = true;
                    if (decided->event) CHECK(decided->event->to == row.to);
                }
            }
        }
        CHECK(reached);
    }
}

TEST_CASE("a status and an action without a row is refused whoever asks, under every preset") {
    for (const Status status : all_statuses) {
        const User user = world::person(code(status)).user.value();
        for (const auto& [name, command] : world::commands()) {
            if (find_transition(status, action_of(command)) != nullptr) continue;
            CAPTURE(code(status), name);
            for (const Policy& policy :
                 {policies::gladly(), policies::softwareone(), policies::atender(), policies::recommended()}) {
                CHECK_FALSE(decide(&user, command, Host{}, world::easy_facts(), policy, world::now()).has_value());
                CHECK_FALSE(decide(&user, command, invitee, world::easy_facts(), policy, world::now()).has_value());
            }
        }
    }
}

TEST_CASE("every guard stands in some row and has a name of its own") {
    std::set<std::string_view> names;
    for (const Guard guard : all_guards) {
        CAPTURE(code(guard));
        CHECK(std::any_of(transitions.begin(), transitions.end(),
                          [&](const Transition& row) { return detail::has_guard(row, guard); }));
        CHECK_FALSE(code(guard).empty());
        names.insert(code(guard));
    }
    CHECK(names.size() == 16);
    CHECK(code(Guard::none).empty());
    CHECK(code(static_cast<Guard>(99)).empty());
}

TEST_CASE("find_transition finds the row or says that there is none") {
    CHECK(find_transition(Status::invite_sent, Action::accept)->to == Status::active);
    CHECK(find_transition(nobody, Action::invite)->to == Status::invite_sent);
    CHECK(find_transition(Status::invite_expired, Action::accept) == nullptr);
    CHECK(find_transition(nobody, Action::edit) == nullptr);
}

TEST_CASE("the checks behind the static assertions can fail") {
    CHECK_FALSE(detail::every_row([](const Transition& row) { return row.to != Status::active; }));
    CHECK(detail::every_row([](const Transition&) { return true; }));
    CHECK(detail::each_row_is_alone());
    CHECK_FALSE(detail::has_guard(*find_transition(Status::invite_sent, Action::cancel), Guard::not_oneself));
    CHECK(detail::is_invited(Status::invite_expired));
    CHECK_FALSE(detail::is_invited(nobody));
}

TEST_CASE("B11, guard address_free: a held address is refused with the remedy that fits its holder") {
    const auto remedy = [](std::string_view command, Status holder, const Policy& policy) {
        Facts facts = world::easy_facts();
        facts.address_holder = holder;
        const Refusal refusal = asked("nobody", command, Host{}, policy, facts).value();
        CHECK(refusal.reason == Reason::address_taken);
        CHECK(refusal.field == "email");
        return refusal.remedy;
    };
    CHECK_FALSE(asked("nobody", "invite", Host{}, policies::gladly()));
    CHECK_FALSE(asked("nobody", "adopt", Host{}, policies::gladly()));
    for (const auto* command : {"invite", "adopt"}) {
        CHECK(remedy(command, Status::invite_sent, policies::softwareone()) == Remedy::resend);
        CHECK(remedy(command, Status::invite_expired, policies::softwareone()) == Remedy::send_new_invitation);
        CHECK(remedy(command, Status::invite_expired, policies::gladly()) == Remedy::resend);
        CHECK(remedy(command, Status::active, policies::gladly()) == Remedy::reset_password);
        CHECK(remedy(command, Status::deactivated, policies::gladly()) == Remedy::activate);
    }
}

TEST_CASE("A10, guard address_free: a correction to a held address is refused, to the address it has is not") {
    Facts facts = world::easy_facts();
    facts.address_holder = Status::active;
    CHECK(asked("invite_sent", "correct_email to another", Host{}, policies::gladly(), facts) ==
          Refusal{.reason = Reason::address_taken, .remedy = Remedy::use_another_address, .field = "email"});
    facts.address_holder = Status::invite_sent;
    CHECK_FALSE(asked("invite_sent", "correct_email to their own", Host{}, policies::gladly(), facts));
    facts.address_holder.reset();
    CHECK_FALSE(asked("invite_sent", "correct_email to another", Host{}, policies::gladly(), facts));
}

TEST_CASE("B9, guard below_pending_cap: the 1,000th pending invitation passes, the 1,001st does not") {
    Facts facts = world::easy_facts();
    facts.pending = 999;
    CHECK_FALSE(asked("nobody", "invite", Host{}, policies::recommended(), facts));
    facts.pending = 1000;
    CHECK(reason(asked("nobody", "invite", Host{}, policies::recommended(), facts)) == Reason::too_many_pending);
    CHECK_FALSE(asked("nobody", "invite", Host{}, policies::gladly(), facts));
}

TEST_CASE("B9, guard cooldown_over: off in the three products, a minute in recommended") {
    Facts facts = world::easy_facts();
    facts.user_mailed_at = facts.address_mailed_at = world::now() - boost::posix_time::minutes(1) + microseconds(1);
    const auto asked_by_all = [&](std::string_view person, std::string_view command) {
        CHECK_FALSE(asked(person, command, Host{}, policies::gladly(), facts));
        CHECK_FALSE(asked(person, command, Host{}, policies::atender(), facts));
        return asked(person, command, Host{}, policies::recommended(), facts);
    };
    const Refusal wait{.reason = Reason::too_soon, .remedy = Remedy::wait, .retry_at = world::now() + microseconds(1)};
    CHECK(asked_by_all("nobody", "invite") == wait);
    CHECK(asked_by_all("invite_sent", "resend") == wait);
    CHECK(asked_by_all("invite_expired", "resend") == wait);
    CHECK(asked_by_all("invite_sent", "correct_email to another") == wait);
    CHECK(asked_by_all("invite_expired", "correct_email to their own") == wait);
    facts.user_mailed_at = facts.address_mailed_at = world::now() - boost::posix_time::minutes(1);
    CHECK_FALSE(asked_by_all("nobody", "invite"));
    CHECK_FALSE(asked_by_all("invite_sent", "resend"));
    CHECK_FALSE(asked_by_all("invite_sent", "correct_email to another"));
}

TEST_CASE("B9, guard cooldown_over: it holds send new back as well") {
    Policy policy = policies::softwareone();
    policy.cooldown = boost::posix_time::minutes(5);
    Facts facts = world::easy_facts();
    facts.user_mailed_at = world::now();
    CHECK(asked("invite_expired", "send_new", Host{}, policy, facts).value().retry_at ==
          world::now() + boost::posix_time::minutes(5));
}

TEST_CASE("guard resend_while_valid: no, keep and rotate") {
    Policy policy = policies::gladly();
    for (const auto mode : {ResendWhileValid::keep, ResendWhileValid::rotate}) {
        policy.resend_while_valid = mode;
        CHECK_FALSE(asked("invite_sent", "resend", Host{}, policy));
    }
    policy.resend_while_valid = ResendWhileValid::no;
    CHECK(asked("invite_sent", "resend", Host{}, policy) ==
          Refusal{.reason = Reason::still_valid, .remedy = Remedy::wait, .retry_at = world::now() + microseconds(1)});
    CHECK_FALSE(asked("invite_expired", "resend", Host{}, policy));
}

TEST_CASE("guard resend_while_valid: where an expired invitation is not resent either, waiting is not advised") {
    Policy policy = policies::gladly();
    policy.resend_while_valid = ResendWhileValid::no;
    policy.resend_after_expiry = false;
    CHECK(asked("invite_sent", "resend", Host{}, policy) ==
          Refusal{.reason = Reason::still_valid, .remedy = Remedy::cancel_and_invite_again});
}

TEST_CASE("S2, S4: while valid, keep repeats the link and rotate makes the next generation with the newest key") {
    const User user = world::person("invite_sent").user.value();
    const auto link_after = [&](const Policy& policy, bool key_listed) {
        Facts facts = world::easy_facts();
        facts.link_key_listed = key_listed;
        const auto decision = decide(&user, Resend{}, Host{}, facts, policy, world::now()).value();
        return std::get<events::Resent>(decision.event.value().change).link;
    };
    CHECK(link_after(policies::softwareone(), true) == world::newest);
    CHECK(link_after(policies::softwareone(), false) == Link{3, world::signing_key});
    CHECK(link_after(policies::gladly(), true) == Link{3, world::signing_key});
    CHECK(link_after(policies::atender(), true) == Link{3, world::signing_key});
    CHECK(link_after(policies::recommended(), true) == Link{3, world::signing_key});
}

TEST_CASE("S2, guard resend_after_expiry: no, with the remedy that is on offer") {
    CHECK_FALSE(asked("invite_expired", "resend", Host{}, policies::gladly()));
    CHECK(asked("invite_expired", "resend", Host{}, policies::softwareone()) ==
          Refusal{.reason = Reason::invitation_expired, .remedy = Remedy::send_new_invitation});
    Policy neither = policies::softwareone();
    neither.offers_send_new = false;
    CHECK(asked("invite_expired", "resend", Host{}, neither) ==
          Refusal{.reason = Reason::invitation_expired, .remedy = Remedy::cancel_and_invite_again});
}

TEST_CASE("S6, guard offers_send_new") {
    CHECK_FALSE(asked("invite_expired", "send_new", Host{}, policies::softwareone()));
    CHECK(asked("invite_expired", "send_new", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::resend});
}

TEST_CASE("S5, guard offers_copy_link") {
    CHECK_FALSE(asked("invite_sent", "copy_link", Host{}, policies::softwareone()));
    CHECK_FALSE(asked("invite_sent", "copy_link", Host{}, policies::recommended()));
    CHECK(asked("invite_sent", "copy_link", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::resend});
    CHECK(reason(asked("invite_sent", "copy_link", Host{}, policies::atender())) == Reason::not_offered);
}

TEST_CASE("S10, guard offers_decline") {
    CHECK_FALSE(asked("invite_sent", "decline", invitee, policies::softwareone()));
    CHECK_FALSE(asked("invite_sent", "decline", invitee, policies::recommended()));
    CHECK(asked("invite_sent", "decline", invitee, policies::gladly()) == Refusal{.reason = Reason::not_offered});
    CHECK(asked("invite_sent", "decline", invitee, policies::atender()) == Refusal{.reason = Reason::not_offered});
}

TEST_CASE("guard signing_key_listed: a link whose key is retired cannot be copied, and the remedy makes a fresh one") {
    Facts facts = world::easy_facts();
    facts.link_key_listed = false;
    CHECK(asked("invite_sent", "copy_link", Host{}, policies::softwareone(), facts) ==
          Refusal{.reason = Reason::signing_key_retired, .remedy = Remedy::resend});
    CHECK_FALSE(asked("invite_sent", "resend", Host{}, policies::softwareone(), facts));
    Policy policy = policies::softwareone();
    policy.resend_while_valid = ResendWhileValid::no;
    CHECK(asked("invite_sent", "copy_link", Host{}, policy, facts).value().remedy == Remedy::cancel_and_invite_again);
    facts.link_key_listed = true;
    CHECK_FALSE(asked("invite_sent", "copy_link", Host{}, policies::softwareone(), facts));
}

TEST_CASE("G15, guard link_current: only the newest link opens and declines") {
    for (const auto* command : {"open", "decline"}) {
        CHECK_FALSE(asked("invite_sent", command, invitee, policies::recommended()));
        CHECK(asked("invite_sent", command, late_invitee, policies::recommended()) ==
              Refusal{.reason = Reason::link_superseded, .remedy = Remedy::open_latest_mail});
        CHECK(reason(asked("invite_sent", command, LinkHolder{world::other_key}, policies::recommended())) ==
              Reason::link_invalid);
    }
}

TEST_CASE("B3: an older link is told so even where declining is not offered") {
    CHECK(reason(asked("invite_sent", "decline", late_invitee, policies::gladly())) == Reason::link_superseded);
}

TEST_CASE("guard acceptance_proved: the newest link, or the host's word for the invited address") {
    CHECK_FALSE(asked("invite_sent", "accept", invitee, policies::gladly()));
    CHECK(reason(asked("invite_sent", "accept", late_invitee, policies::gladly())) == Reason::link_superseded);
    CHECK_FALSE(asked("invite_sent", "accept as the invited address", Host{}, policies::gladly()));
    CHECK(asked("invite_sent", "accept", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::identity_required, .field = "identity"});
    CHECK(asked("invite_sent", "accept as another address", Host{}, policies::gladly()).value().reason ==
          Reason::identity_mismatch);
    CHECK(reason(asked("invite_sent", "accept", Member{world::id(1), {"Administrator"}}, policies::gladly())) ==
          Reason::link_required);
}

TEST_CASE("S12, guard identity_matches: asked in softwareone and recommended, ignored in the other two") {
    const Refusal mismatch{
        .reason = Reason::identity_mismatch, .remedy = Remedy::use_another_address, .field = "identity"};
    for (const Policy& policy : {policies::softwareone(), policies::recommended()}) {
        CHECK(asked("invite_sent", "accept as another address", invitee, policy) == mismatch);
        CHECK_FALSE(asked("invite_sent", "accept as the invited address", invitee, policy));
        CHECK_FALSE(asked("invite_sent", "accept", invitee, policy));
    }
    CHECK_FALSE(asked("invite_sent", "accept as another address", invitee, policies::gladly()));
    CHECK_FALSE(asked("invite_sent", "accept as another address", invitee, policies::atender()));
    CHECK(asked("active", "accept as another address", invitee, policies::softwareone()) == mismatch);
}

TEST_CASE("B12, guard repeats_accepted_link: the accepted link alone, and under softwareone alone") {
    CHECK_FALSE(asked("active", "accept", invitee, policies::softwareone()));
    CHECK_FALSE(asked("active", "accept as the invited address", Host{}, policies::softwareone()));
    CHECK(reason(asked("active", "accept", late_invitee, policies::softwareone())) == Reason::link_superseded);
    CHECK(reason(asked("active, adopted", "accept", invitee, policies::softwareone())) == Reason::link_invalid);
    for (const Policy& policy : {policies::gladly(), policies::atender(), policies::recommended()}) {
        CHECK(asked("active", "accept", invitee, policy) ==
              Refusal{.reason = Reason::link_used, .remedy = Remedy::sign_in});
        CHECK(asked("active", "accept as the invited address", Host{}, policy) ==
              Refusal{.reason = Reason::already_active, .remedy = Remedy::sign_in});
    }
}

TEST_CASE("B10, S13, guard not_oneself: nobody deactivates or removes themselves") {
    const UserId own = world::person("active").user.value().id;
    for (const auto preset :
         {oracle::Preset::gladly, oracle::Preset::softwareone, oracle::Preset::atender, oracle::Preset::recommended}) {
        const Policy policy = world::policy(preset);
        const Refusal oneself{.reason = Reason::oneself, .remedy = Remedy::ask_administrator};
        for (const auto* command : {"deactivate", "remove"}) {
            CHECK(asked("active", command, Member{own, {world::administrator(preset)}}, policy) == oneself);
            CHECK_FALSE(asked("active", command, Member{world::id(9), {world::administrator(preset)}}, policy));
        }
    }
}

TEST_CASE("A15, guard not_last_holder: the last Owner is not deactivated, removed or stripped of the role") {
    Facts last = world::easy_facts();
    last.active_holders = 1;
    const Refusal refused{.reason = Reason::last_holder, .remedy = Remedy::ask_administrator};
    for (const Policy& policy : {policies::atender(), policies::recommended()}) {
        for (const auto* command : {"deactivate", "remove", "edit roles, without Owner"}) {
            CAPTURE(command);
            CHECK(asked("owner, active", command, Host{}, policy, last) == refused);
            CHECK_FALSE(asked("owner, active", command, Host{}, policy));
            CHECK_FALSE(asked("active", command, Host{}, policy, last));
            CHECK_FALSE(asked("owner, active", command, Host{}, policies::gladly(), last));
        }
        CHECK_FALSE(asked("owner, active", "edit roles, with Owner", Host{}, policy, last));
        CHECK_FALSE(asked("owner, active", "edit the name", Host{}, policy, last));
        CHECK_FALSE(asked("owner, invite_sent", "remove", Host{}, policy, last));
        CHECK_FALSE(asked("owner, invite_sent", "edit roles, without Owner", Host{}, policy, last));
        CHECK_FALSE(asked("owner, deactivated", "remove", Host{}, policy, last));
    }
}

TEST_CASE("guard within_role_ceiling: it stands wherever a role can be granted, taken away or taken over") {
    std::set<Action> under, free;
    for (const Transition& row : transitions) {
        (detail::has_guard(row, Guard::within_role_ceiling) ? under : free).insert(row.action);
    }
    CHECK(under == std::set{Action::invite, Action::copy_link, Action::correct_email, Action::cancel,
                            Action::deactivate, Action::activate, Action::remove, Action::edit});
    CHECK(free ==
          std::set{Action::adopt, Action::resend, Action::send_new, Action::open, Action::accept, Action::decline});
}

TEST_CASE("guard within_role_ceiling: no member grants or takes away a role above their own") {
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Refusal refused{.reason = Reason::role_above_own, .remedy = Remedy::ask_administrator, .field = "roles"};
    const Actor admin = Member{world::id(9), {"Agent", "Admin"}};
    const Actor owner = Member{world::id(9), {"Owner"}};
    const Actor unranked = Member{world::id(9), {"Team Manager"}};
    CHECK(asked("nobody", "invite as Owner", admin, ranked) == refused);
    CHECK(asked("active", "edit roles, with Owner", admin, ranked) == refused);
    CHECK(asked("owner, active", "edit roles, without Owner", admin, ranked) == refused);
    CHECK(asked("active", "edit roles, Agent and Admin", unranked, ranked) == refused);
    CHECK(asked("nobody", "invite", unranked, ranked) == refused);

    CHECK_FALSE(asked("nobody", "invite as Guest", unranked, ranked));
    CHECK_FALSE(asked("active", "edit roles, Guest beside Agent", unranked, ranked));
    CHECK_FALSE(asked("active", "edit roles, Agent and Admin", admin, ranked));
    CHECK_FALSE(asked("owner, active", "edit roles, Guest and Owner in front", admin, ranked));
    CHECK_FALSE(asked("owner, active", "edit the name", admin, ranked));
    for (const Actor& high : {owner, Actor(Host{})}) {
        CHECK_FALSE(asked("nobody", "invite as Owner", high, ranked));
        CHECK_FALSE(asked("active", "edit roles, with Owner", high, ranked));
        CHECK_FALSE(asked("owner, active", "edit roles, without Owner", high, ranked));
    }
    CHECK_FALSE(asked("nobody", "invite as Owner", admin, policies::recommended()));
}

TEST_CASE("guard within_role_ceiling: nobody ends, restores or redirects whoever holds a role above their own") {
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Refusal refused{.reason = Reason::role_above_own, .remedy = Remedy::ask_administrator};
    const Actor admin = Member{world::id(9), {"Admin"}};
    struct Reach {
        std::string person;
        std::string command;
    };
    for (const auto& [person, command] : {Reach{"invite_sent", "copy_link"},
                                          {"invite_sent", "correct_email to their own"},
                                          {"invite_expired", "correct_email to another"},
                                          {"invite_sent", "cancel"},
                                          {"invite_expired", "cancel"},
                                          {"active", "deactivate"},
                                          {"deactivated", "activate"},
                                          {"invite_sent", "remove"},
                                          {"invite_expired", "remove"},
                                          {"active", "remove"},
                                          {"deactivated", "remove"}}) {
        CAPTURE(person, command);
        CHECK(asked("owner, " + person, command, admin, ranked) == refused);
        CHECK_FALSE(asked("owner, " + person, command, Member{world::id(9), {"Owner"}}, ranked));
        CHECK_FALSE(asked("owner, " + person, command, Host{}, ranked));
        CHECK_FALSE(asked(person, command, admin, ranked));
        CHECK_FALSE(asked("owner, " + person, command, admin, policies::recommended()));
    }
    CHECK_FALSE(asked("owner, invite_sent", "resend", admin, ranked));
}

TEST_CASE("guard within_role_ceiling: it is asked before what the world has to say") {
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Actor admin = Member{world::id(9), {"Admin"}};
    const Facts crowded{.address_holder = Status::active,
                        .address_mailed_at = world::now(),
                        .user_mailed_at = world::now(),
                        .pending = 1000,
                        .active_holders = 1,
                        .link_key_listed = false};
    CHECK(reason(asked("nobody", "invite as Owner", admin, ranked, crowded)) == Reason::role_above_own);
    CHECK(reason(asked("owner, active", "remove", admin, ranked, crowded)) == Reason::role_above_own);
    CHECK(reason(asked("owner, active", "edit roles, without Owner", admin, ranked, crowded)) ==
          Reason::role_above_own);
    CHECK(reason(asked("owner, invite_sent", "copy_link", admin, ranked, crowded)) == Reason::role_above_own);
    CHECK(reason(asked("owner, invite_sent", "correct_email to another", admin, ranked, crowded)) ==
          Reason::role_above_own);
}

TEST_CASE("a guard that is no guard lets pass") {
    const Facts facts{};
    const Policy policy{};
    const Actor actor = Host{};
    const detail::Question q{nullptr, nullptr, Action::invite, actor, facts, policy, world::now(), nobody};
    CHECK_FALSE(detail::refuse(Guard::none, q));
    CHECK_FALSE(detail::refuse(static_cast<Guard>(99), q));
}
