// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include "beckon/lifecycle/decide.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/table.hpp"
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

constexpr std::array all_presets{oracle::Preset::gladly, oracle::Preset::softwareone, oracle::Preset::atender,
                                 oracle::Preset::recommended};

std::string name(table::Place place) {
    const auto status = status_of(place);
    return std::string(status ? code(*status) : place == table::Place::gone ? "removed" : "nobody");
}

}  // namespace

TEST_CASE("the table has a cell for each action in each place, and these lead somewhere") {
    CHECK(table::cells.size() == 84);
    std::string rows;
    for (const table::Cell& cell : table::cells) {
        if (!cell.to) continue;
        rows.append(name(cell.place)).append(" ").append(code(cell.action)).append(" ");
        rows.append(name(*cell.to)).append("\n");
    }
    CHECK(rows ==
          "nobody invite invite_sent\n"
          "nobody adopt active\n"
          "invite_sent resend invite_sent\n"
          "invite_expired resend invite_sent\n"
          "invite_expired send_new invite_sent\n"
          "invite_sent copy_link invite_sent\n"
          "invite_sent begin_setup invite_sent\n"
          "invite_sent accept active\n"
          "active accept active\n"
          "invite_sent decline removed\n"
          "invite_sent correct_email invite_sent\n"
          "invite_expired correct_email invite_sent\n"
          "invite_sent cancel removed\n"
          "invite_expired cancel removed\n"
          "active deactivate deactivated\n"
          "deactivated activate active\n"
          "invite_sent remove removed\n"
          "invite_expired remove removed\n"
          "active remove removed\n"
          "deactivated remove removed\n"
          "invite_sent edit invite_sent\n"
          "invite_expired edit invite_expired\n"
          "active edit active\n"
          "deactivated edit deactivated\n");
}

TEST_CASE("every cell that leads somewhere is reached by an accepted command under some preset") {
    for (const table::Cell& cell : table::cells) {
        if (!cell.to) continue;
        CAPTURE(name(cell.place), code(cell.action));
        const auto user = world::person(name(cell.place)).user;
        bool reached = false;
        for (const auto preset : all_presets) {
            for (const Actor& actor : {Actor(Host{}), invitee}) {
                for (const auto& [name, command] : world::commands()) {
                    if (action_of(command) != cell.action) continue;
                    const auto decided = decide(user ? &*user : nullptr, command, actor, world::easy_facts(),
                                                world::policy(preset), world::now());
                    if (!decided) continue;
                    reached = true;
                    if (decided->event) CHECK(decided->event->to == status_of(*cell.to));
                }
            }
        }
        CHECK(reached);
    }
}

TEST_CASE("a cell that leads nowhere is refused whoever asks, under every preset") {
    for (const table::Place place : table::all_places) {
        const auto user = world::person(name(place)).user;
        for (const auto& [command_name, command] : world::commands()) {
            if (table::cell_of(action_of(command), place).to) continue;
            CAPTURE(name(place), command_name);
            for (const auto preset : all_presets) {
                for (const Actor& actor : {Actor(Host{}), invitee}) {
                    CHECK_FALSE(decide(user ? &*user : nullptr, command, actor, world::easy_facts(),
                                       world::policy(preset), world::now())
                                    .has_value());
                }
            }
        }
    }
}

TEST_CASE("the host is given the reason and the remedy of a cell that leads nowhere") {
    const Policy policy = policies::softwareone();
    for (const table::Cell& cell : table::cells) {
        if (cell.to || table::row_of(cell.action).asker == table::Asker::holder) continue;
        CAPTURE(name(cell.place), code(cell.action));
        for (const auto& [command_name, command] : world::commands()) {
            const bool malformed =
                command_name.find("without") != std::string::npos || command_name == "edit roles to none";
            const bool offered = command_name.find(" a note") == std::string::npos;
            if (action_of(command) != cell.action || malformed || !offered) continue;
            const Refusal refusal = asked(name(cell.place), command_name, Host{}, policy).value();
            CHECK(refusal.reason == cell.reason);
            const bool mails_again = cell.remedy == Remedy::resend && cell.place == table::Place::invite_expired;
            CHECK(refusal.remedy == (mails_again ? Remedy::send_new_invitation : cell.remedy));
        }
    }
}

TEST_CASE("every guard is met by some action and has a name and a meaning of its own") {
    std::set<std::string_view> meanings;
    for (const Guard guard : all_values<Guard>()) {
        CAPTURE(code(guard));
        CHECK(std::any_of(all_actions.begin(), all_actions.end(),
                          [&](Action action) { return may_meet(action, guard); }));
        CHECK_FALSE(in_english(guard).empty());
        CHECK(meanings.insert(in_english(guard)).second);
    }
    CHECK(meanings.size() == 11);
    CHECK(code(Guard::none).empty());
    CHECK(code(static_cast<Guard>(99)).empty());
}

TEST_CASE("may_meet: what a host has to look up for an action, and nothing else") {
    const auto met = [](Guard guard) {
        std::set<Action> met_by;
        for (const Action action : all_actions) {
            if (may_meet(action, guard)) met_by.insert(action);
        }
        return met_by;
    };
    CHECK(met(Guard::address_free) == std::set{Action::invite, Action::adopt, Action::correct_email});
    CHECK(met(Guard::below_pending_cap) ==
          std::set{Action::invite, Action::resend, Action::send_new, Action::correct_email});
    CHECK(met(Guard::cooldown_over) ==
          std::set{Action::invite, Action::resend, Action::send_new, Action::correct_email});
    CHECK(met(Guard::not_last_holder) == std::set{Action::deactivate, Action::remove, Action::edit});
    CHECK(met(Guard::signing_key_listed) == std::set{Action::copy_link});
    CHECK(met(Guard::not_oneself) == std::set{Action::deactivate, Action::remove});
    static_assert(may_meet(Action::invite, Guard::address_free));
}

TEST_CASE("each action, each place and each link has its own row") {
    for (const Action action : all_actions) {
        CHECK(table::row_of(action).action == action);
        for (const table::Place place : table::all_places) {
            CHECK(table::cell_of(action, place).action == action);
            CHECK(table::cell_of(action, place).place == place);
        }
    }
    for (const table::LinkRow& row : table::links) CHECK(&table::row_of(row.state) == &row);
}

TEST_CASE("the checks behind the static assertions can fail") {
    CHECK_FALSE(table::every_cell([](const table::Cell& cell) { return cell.to != table::Place::active; }));
    CHECK(table::every_cell([](const table::Cell&) { return true; }));
    CHECK_FALSE(table::every_action([](const table::ActionRow& row) { return row.asker == table::Asker::member; }));
    const table::Cell elsewhere = table::cell_of(Action::cancel, table::Place::active);
    CHECK_FALSE(table::is_at_its_index(elsewhere));
    CHECK_FALSE(table::is_at_its_index(table::Cell{}));
    CHECK_FALSE(table::contains(table::cell_of(Action::cancel, table::Place::invite_sent).guards, Guard::not_oneself));
    CHECK(table::in_order(std::array{Guard::address_free, Guard::cooldown_over, Guard::none}));
    CHECK_FALSE(table::in_order(std::array{Guard::cooldown_over, Guard::address_free}));
    CHECK_FALSE(table::in_order(std::array{Guard::cooldown_over, Guard::cooldown_over}));
    CHECK(table::is_invited(table::Place::invite_expired));
    CHECK_FALSE(table::is_invited(table::Place::gone));
    CHECK(table::says_what_link_is_worth(table::cell_of(Action::decline, table::Place::active)));
    CHECK_FALSE(table::says_what_link_is_worth(table::cell_of(Action::cancel, table::Place::active)));
    const auto unsound = [](table::Cell cell, table::Place to) {
        cell.to = to;
        return !table::is_sound(cell);
    };
    using table::Place;
    CHECK(unsound(table::cell_of(Action::resend, Place::active), Place::invite_sent));     // I2
    CHECK(unsound(table::cell_of(Action::activate, Place::gone), Place::active));          // I2
    CHECK(unsound(table::cell_of(Action::accept, Place::invite_expired), Place::active));  // I4
    CHECK(unsound(table::cell_of(Action::activate, Place::invite_sent), Place::active));   // B4
    CHECK(unsound(table::cell_of(Action::resend, Place::invite_sent), Place::invite_expired));
    CHECK(unsound(table::cell_of(Action::edit, Place::nobody), Place::active));
    CHECK(unsound(table::cell_of(Action::begin_setup, Place::deactivated), Place::invite_sent));
    CHECK(unsound(table::cell_of(Action::accept, Place::active), Place::deactivated));
    CHECK_FALSE(unsound(table::cell_of(Action::edit, Place::active), Place::active));
}

TEST_CASE("what a policy does not offer is not offered in any place, with the remedy of the place") {
    const auto told_instead = [](std::string_view command, const Actor& actor, const Policy& policy) {
        std::string all;
        for (const table::Place place : table::all_places) {
            const Refusal refusal = asked(name(place), command, actor, policy).value();
            CHECK(refusal.reason == Reason::not_offered);
            all.append(all.empty() ? "" : " ").append(refusal.remedy == Remedy::none ? "none" : code(refusal.remedy));
        }
        return all;
    };
    for (const Policy& policy : {policies::gladly(), policies::atender()}) {
        CHECK(told_instead("send_new", Host{}, policy) == "resend resend reset_password activate invite_again none");
        CHECK(told_instead("copy_link", Host{}, policy) == "resend resend reset_password activate invite_again none");
        CHECK(told_instead("decline", invitee, policy) ==
              "ask_administrator ask_administrator sign_in ask_administrator ask_administrator ask_administrator");
        CHECK(reason(asked("invite_sent", "decline", late_invitee, policy)) == Reason::not_offered);
    }
    Policy once = policies::softwareone();
    once.resend_while_valid = ResendWhileValid::no;
    CHECK(told_instead("resend", Host{}, once) ==
          "cancel_and_invite_again send_new_invitation reset_password activate invite_again none");
}

TEST_CASE(
    "cancel and correct email: of an active user, adopted or not, neither a password nor an invitation is spoken of") {
    for (const auto* person : {"active", "active, adopted"}) {
        for (const auto preset : all_presets) {
            const Policy policy = world::policy(preset);
            const Refusal cancel = asked(person, "cancel", Host{}, policy).value();
            const Refusal correct = asked(person, "correct_email to another", Host{}, policy).value();
            CHECK(cancel == Refusal{.reason = Reason::already_active, .remedy = Remedy::deactivate});
            CHECK(message(cancel) == "The user is already active. Deactivate the user instead.");
            CHECK(correct == Refusal{.reason = Reason::already_active, .remedy = Remedy::remove_and_invite_again});
            CHECK(message(correct) ==
                  "The user is already active. Remove the user and invite the person at the correct address.");
        }
    }
}

TEST_CASE("what is so already needs nothing: activate an active user, deactivate a deactivated one") {
    CHECK(asked("active", "activate", Host{}, policies::gladly()) == Refusal{.reason = Reason::already_active});
    CHECK(asked("deactivated", "deactivate", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::user_deactivated});
}

TEST_CASE("B19: what a refused cell tells an administrator to do is possible in that very status") {
    const auto action_in = [](Remedy remedy) -> std::optional<std::string_view> {
        switch (remedy) {
            case Remedy::resend: return "resend";
            case Remedy::send_new_invitation: return "send_new";
            case Remedy::activate: return "activate";
            case Remedy::deactivate: return "deactivate";
            case Remedy::cancel:
            case Remedy::cancel_and_invite_again: return "cancel";
            case Remedy::remove:
            case Remedy::remove_and_invite_again: return "remove";
            case Remedy::edit: return "edit the name";
            default: return std::nullopt;
        }
    };
    std::size_t possible = 0;
    for (const auto preset : {oracle::Preset::gladly, oracle::Preset::softwareone, oracle::Preset::atender,
                              oracle::Preset::recommended, oracle::Preset::late}) {
        for (const table::Place place : table::all_places) {
            for (const auto& [command_name, command] : world::commands()) {
                const auto refusal = asked(name(place), command_name, Host{}, world::policy(preset));
                if (!refusal || refusal->retry_at) continue;
                CAPTURE(name(place), command_name, code(refusal->reason), code(refusal->remedy));
                if (refusal->remedy == Remedy::reset_password) CHECK(place == table::Place::active);
                if (refusal->remedy == Remedy::invite_again) CHECK(place == table::Place::gone);
                const auto instead = action_in(refusal->remedy);
                if (!instead) continue;
                CHECK_FALSE(asked(name(place), *instead, Host{}, world::policy(preset)));
                ++possible;
            }
        }
    }
    CHECK(possible > 100);
}

TEST_CASE("precedence: who may not invite an address does not learn whether it is taken") {
    Facts facts = world::easy_facts();
    facts.address_holder = Status::active;
    facts.pending = 1000;
    facts.address_mailed_at = facts.user_mailed_at = world::now();
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Actor agent = Member{world::id(9), {"Agent"}};
    const Actor admin = Member{world::id(9), {"Admin"}};
    const auto told = [&](std::string_view command, const Actor& actor) {
        return reason(asked("nobody", command, actor, ranked, facts));
    };
    CHECK(told("invite without roles", agent) == Reason::no_roles);
    CHECK(told("invite", agent) == Reason::not_permitted);
    CHECK(told("invite", invitee) == Reason::not_permitted);
    CHECK(told("invite as Owner", admin) == Reason::role_above_own);
    CHECK(told("invite", admin) == Reason::address_taken);
    facts.address_holder.reset();
    CHECK(told("invite", admin) == Reason::too_many_pending);
    facts.pending = 0;
    CHECK(told("invite", admin) == Reason::too_soon);
}

TEST_CASE("B11, guard address_free: a held address is refused with the remedy that fits its holder") {
    const auto remedy = [](std::string_view command, Status holder, const Policy& policy) {
        Facts facts = world::easy_facts();
        facts.address_holder = holder;
        const Refusal refusal = asked("nobody", command, Host{}, policy, facts).value();
        CHECK(refusal.reason == Reason::address_taken);
        CHECK(refusal.field == Field::email);
        return refusal.remedy;
    };
    CHECK_FALSE(asked("nobody", "invite", Host{}, policies::gladly()));
    CHECK_FALSE(asked("nobody", "adopt", Host{}, policies::gladly()));
    for (const auto* command : {"invite", "adopt"}) {
        CHECK(remedy(command, Status::invite_sent, policies::softwareone()) == Remedy::resend);
        CHECK(remedy(command, Status::invite_expired, policies::softwareone()) == Remedy::send_new_invitation);
        CHECK(remedy(command, Status::invite_expired, policies::gladly()) == Remedy::resend);
        const bool invites = std::string_view(command) == "invite";
        CHECK(remedy(command, Status::active, policies::gladly()) == (invites ? Remedy::reset_password : Remedy::edit));
        CHECK(remedy(command, Status::deactivated, policies::gladly()) == Remedy::activate);
    }
}

TEST_CASE("A10, guard address_free: a correction to a held address is refused, to the address it has is not") {
    Facts facts = world::easy_facts();
    facts.address_holder = Status::active;
    CHECK(asked("invite_sent", "correct_email to another", Host{}, policies::gladly(), facts) ==
          Refusal{.reason = Reason::address_taken, .remedy = Remedy::use_another_address, .field = Field::email});
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
    for (const auto* command : {"resend", "correct_email to another"}) {
        CHECK(reason(asked("invite_expired", command, Host{}, policies::recommended(), facts)) ==
              Reason::too_many_pending);
        CHECK_FALSE(asked("invite_sent", command, Host{}, policies::recommended(), facts));
    }
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

TEST_CASE("guard resend_while_valid: if an expired invitation is not resent either, waiting is not advised") {
    Policy policy = policies::gladly();
    policy.resend_while_valid = ResendWhileValid::no;
    policy.resend_after_expiry = false;
    CHECK(asked("invite_sent", "resend", Host{}, policy) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::cancel_and_invite_again});
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

TEST_CASE("S6: send new is offered or not") {
    CHECK_FALSE(asked("invite_expired", "send_new", Host{}, policies::softwareone()));
    CHECK(asked("invite_expired", "send_new", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::resend});
}

TEST_CASE("S5: copy link is offered or not") {
    CHECK_FALSE(asked("invite_sent", "copy_link", Host{}, policies::softwareone()));
    CHECK_FALSE(asked("invite_sent", "copy_link", Host{}, policies::recommended()));
    CHECK(asked("invite_sent", "copy_link", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::resend});
    CHECK(reason(asked("invite_sent", "copy_link", Host{}, policies::atender())) == Reason::not_offered);
}

TEST_CASE("S10: decline is offered or not") {
    CHECK_FALSE(asked("invite_sent", "decline", invitee, policies::softwareone()));
    CHECK_FALSE(asked("invite_sent", "decline", invitee, policies::recommended()));
    CHECK(asked("invite_sent", "decline", invitee, policies::gladly()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::ask_administrator});
    CHECK(asked("invite_sent", "decline", invitee, policies::atender()) ==
          Refusal{.reason = Reason::not_offered, .remedy = Remedy::ask_administrator});
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

TEST_CASE("G15, links: only the newest link opens and declines") {
    for (const auto* command : {"begin_setup", "decline"}) {
        CHECK_FALSE(asked("invite_sent", command, invitee, policies::recommended()));
        CHECK(asked("invite_sent", command, late_invitee, policies::recommended()) ==
              Refusal{.reason = Reason::link_superseded, .remedy = Remedy::open_latest_mail});
        CHECK(reason(asked("invite_sent", command, LinkHolder{world::other_key}, policies::recommended())) ==
              Reason::link_invalid);
    }
}

TEST_CASE("accept: the newest link, or the host's word for the invited address") {
    CHECK_FALSE(asked("invite_sent", "accept", invitee, policies::gladly()));
    CHECK(reason(asked("invite_sent", "accept", late_invitee, policies::gladly())) == Reason::link_superseded);
    CHECK_FALSE(asked("invite_sent", "accept as the invited address", Host{}, policies::gladly()));
    CHECK(asked("invite_sent", "accept", Host{}, policies::gladly()) ==
          Refusal{.reason = Reason::identity_required, .field = Field::identity});
    CHECK(asked("invite_sent", "accept as another address", Host{}, policies::gladly()).value().reason ==
          Reason::identity_mismatch);
    CHECK(reason(asked("invite_sent", "accept", Member{world::id(1), {"Administrator"}}, policies::gladly())) ==
          Reason::link_required);
}

TEST_CASE("S12, guard identity_matches: asked in softwareone and recommended, ignored in the other two") {
    const Refusal mismatch{
        .reason = Reason::identity_mismatch, .remedy = Remedy::use_another_address, .field = Field::identity};
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
    for (const Action action : all_actions) {
        (may_meet(action, Guard::within_role_ceiling) ? under : free).insert(action);
    }
    CHECK(under == std::set{Action::invite, Action::copy_link, Action::correct_email, Action::cancel,
                            Action::deactivate, Action::activate, Action::remove, Action::edit});
    CHECK(free == std::set{Action::adopt, Action::resend, Action::send_new, Action::begin_setup, Action::accept,
                           Action::decline});
}

TEST_CASE("guard within_role_ceiling: no member grants or takes away a role above their own") {
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Refusal refused{.reason = Reason::role_above_own, .remedy = Remedy::ask_administrator, .field = Field::roles};
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

TEST_CASE("B14: a link by hand needs the permission to copy links besides the action's own") {
    Policy policy = policies::recommended();
    policy.permissions[Action::copy_link] = {"Owner"};
    policy.offers_send_new = true;
    const Refusal refused{.reason = Reason::not_permitted,
                          .remedy = Remedy::ask_administrator,
                          .field = Field::by_hand,
                          .names = {"Owner"}};
    struct ByHand {
        std::string_view person;
        std::string_view command;
    };
    for (const auto& [person, command] : {ByHand{"nobody", "invite by hand"},
                                          {"invite_sent", "resend by hand"},
                                          {"invite_expired", "send_new by hand"},
                                          {"invite_sent", "correct_email by hand"}}) {
        CAPTURE(command);
        CHECK(asked(person, command, Member{world::id(9), {"Admin"}}, policy) == refused);
        CHECK_FALSE(asked(person, command, Member{world::id(9), {"Owner"}}, policy));
        CHECK_FALSE(asked(person, command, Host{}, policy));
        Policy copiers = policy;
        copiers.permissions[Action::copy_link].emplace_back("Copier");
        CHECK(
            asked(person, command, Member{world::id(9), {"Copier"}}, copiers) ==
            Refusal{.reason = Reason::not_permitted, .remedy = Remedy::ask_administrator, .names = {"Owner", "Admin"}});
    }
}

TEST_CASE("B14: a link by hand stands under the role ceiling, for every action that sends") {
    Policy ranked = world::policy(oracle::Preset::ranked);
    ranked.offers_send_new = true;
    const Actor admin = Member{world::id(9), {"Admin"}};
    CHECK(asked("nobody", "invite as Owner by hand", admin, ranked) ==
          Refusal{.reason = Reason::role_above_own, .remedy = Remedy::ask_administrator, .field = Field::roles});
    for (const auto* command :
         {"resend by hand", "send_new by hand", "correct_email by hand", "correct_email to another by hand"}) {
        CAPTURE(command);
        CHECK(asked("owner, invite_expired", command, admin, ranked) ==
              Refusal{.reason = Reason::role_above_own, .remedy = Remedy::ask_administrator});
        CHECK_FALSE(asked("invite_expired", command, admin, ranked));
        CHECK_FALSE(asked("owner, invite_expired", command, Host{}, ranked));
    }
    CHECK_FALSE(asked("owner, invite_expired", "resend", admin, ranked));
}

TEST_CASE("B14: where the policy does not offer links by hand, nobody is given one, the host neither") {
    const Refusal refused{.reason = Reason::not_offered, .field = Field::by_hand};
    for (const Policy& policy : {policies::gladly(), policies::atender()}) {
        CHECK(asked("nobody", "invite by hand", Host{}, policy) == refused);
        CHECK(asked("invite_sent", "resend by hand", Host{}, policy) == refused);
        CHECK(asked("active", "resend by hand", Host{}, policy) == refused);
        CHECK(asked("invite_sent", "correct_email by hand", Host{}, policy) == refused);
    }
    Policy copies_only = policies::softwareone();
    copies_only.offers_by_hand = false;
    CHECK(asked("invite_expired", "send_new by hand", Host{}, copies_only) == refused);
}

TEST_CASE("B14: a link by hand waits for no cooldown") {
    Facts facts = world::easy_facts();
    facts.address_mailed_at = facts.user_mailed_at = world::now();
    const Policy policy = policies::recommended();
    for (const auto* command : {"resend", "correct_email to another"}) {
        CHECK(reason(asked("invite_sent", command, Host{}, policy, facts)) == Reason::too_soon);
        CHECK_FALSE(asked("invite_sent", std::string(command) + " by hand", Host{}, policy, facts));
    }
    CHECK(reason(asked("nobody", "invite", Host{}, policy, facts)) == Reason::too_soon);
    CHECK_FALSE(asked("nobody", "invite by hand", Host{}, policy, facts));
}

TEST_CASE("B15: a note is offered or not, and taking one away needs no offer") {
    const Refusal refused{.reason = Reason::not_offered, .field = Field::note};
    for (const Policy& policy : {policies::gladly(), policies::softwareone(), policies::atender()}) {
        CHECK(asked("nobody", "invite with a note", Host{}, policy) == refused);
        CHECK(asked("invite_sent", "resend with a note", Host{}, policy) == refused);
        CHECK_FALSE(asked("invite_sent", "resend without the note", Host{}, policy));
    }
    CHECK_FALSE(asked("nobody", "invite with a note", Host{}, policies::recommended()));
}

TEST_CASE("guards not_oneself and within_role_ceiling: they hold in every status, and not for who is gone") {
    const Policy ranked = world::policy(oracle::Preset::ranked);
    const Actor admin = Member{world::id(9), {"Admin"}};
    const Actor themselves = Member{world::person("active").user.value().id, {"Admin"}};
    for (const auto* status : {"invite_sent", "invite_expired", "active", "deactivated"}) {
        CAPTURE(status);
        for (const auto* command :
             {"copy_link", "correct_email to another", "cancel", "deactivate", "activate", "remove"}) {
            CHECK(reason(asked("owner, " + std::string(status), command, admin, ranked)) == Reason::role_above_own);
        }
        CHECK(reason(asked(status, "deactivate", themselves, ranked)) == Reason::oneself);
        CHECK(reason(asked(status, "remove", themselves, ranked)) == Reason::oneself);
    }
    for (const auto* command : {"cancel", "deactivate", "activate", "remove"}) {
        CHECK(reason(asked("owner, removed", command, admin, ranked)) == Reason::user_not_found);
        CHECK(reason(asked("removed", command, themselves, ranked)) == Reason::user_not_found);
        CHECK(reason(asked("nobody", command, admin, ranked)) == Reason::user_not_found);
    }
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
    const lifecycle::Question q{
        nullptr, nullptr, table::cell_of(Action::invite, table::Place::nobody), actor, facts, policy, world::now()};
    CHECK_FALSE(lifecycle::refuse(Guard::none, q));
    CHECK_FALSE(lifecycle::refuse(static_cast<Guard>(99), q));
}
