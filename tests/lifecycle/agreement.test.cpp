// SPDX-License-Identifier: MIT
// B6: what a user interface is told and what the library does agree, over the whole small world.
#include <cstddef>
#include <string>
#include <vector>

#include "beckon/lifecycle/available_actions.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "tests/lifecycle/world.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// What `decide` answers to each command for one action. A command with malformed values tells nothing of the action,
/// and neither does one by hand, for actions are told of as they are by email.
struct Answers {
    bool accepted = false;
    std::vector<Refusal> refusals{};

    void add(const Command& command, const Result<Decision>& decided) {
        const Terms* terms = terms_of(command);
        if (terms != nullptr && terms->by_hand) return;
        if (decided) {
            accepted = true;
        } else if (decided.error().reason != Reason::no_roles) {
            refusals.push_back(decided.error());
        }
    }
};

/// What is wrong with an availability, given those answers; empty if nothing is.
std::string disagreement(const Availability& told, const Answers& answers) {
    if (!told.refusal) return answers.accepted ? "" : "is enabled, and decide refuses";
    if (answers.accepted) return "is disabled, and decide accepts";
    for (const Refusal& refusal : answers.refusals) {
        if (refusal == *told.refusal) return {};
    }
    return "is " + world::describe(told.refusal) + ", and decide: " + world::describe(answers.refusals.at(0));
}

void compare_all(const Policy& policy, oracle::Preset preset) {
    const auto people = world::people();
    const auto actors = world::actors(preset);
    const auto commands = world::commands();
    const auto all_facts = world::all_facts(11);
    std::size_t enabled = 0;
    std::size_t different = 0;
    std::string examples;
    for (const auto& [person, user] : people) {
        if (!user) continue;
        for (const auto& [actor_name, actor] : actors) {
            for (const Facts& facts : all_facts) {
                std::vector<Answers> answers(all_actions.size());
                for (const auto& each : commands) {
                    answers[each.command.index()].add(each.command,
                                                      decide(&*user, each.command, actor, facts, policy, world::now()));
                }
                const auto all = available_actions(*user, actor, facts, policy, world::now());
                REQUIRE(all.size() == 14);
                for (std::size_t i = 0; i < all.size(); ++i) {
                    if (!all[i].refusal) ++enabled;
                    std::string what =
                        all[i].action == all_actions[i] ? disagreement(all[i], answers[i]) : "is misplaced";
                    if (what.empty() || ++different > 10) continue;
                    examples += person + " | " + actor_name + " | " + world::describe(facts) + " | " +
                                std::string(code(all_actions[i])) + " " + what + "\n";
                }
            }
        }
    }
    INFO(different << " differ, such as\n" << examples);
    CHECK(different == 0);
    CHECK(enabled > 0);
}

}  // namespace

TEST_CASE("B6: available_actions and decide agree under gladly") {
    compare_all(policies::gladly(), oracle::Preset::gladly);
}

TEST_CASE("B6: available_actions and decide agree under softwareone") {
    compare_all(policies::softwareone(), oracle::Preset::softwareone);
}

TEST_CASE("B6: available_actions and decide agree under atender") {
    compare_all(policies::atender(), oracle::Preset::atender);
}

TEST_CASE("B6: available_actions and decide agree under recommended") {
    compare_all(policies::recommended(), oracle::Preset::recommended);
}

TEST_CASE("B6: available_actions and decide agree under a policy that ranks roles") {
    compare_all(world::policy(oracle::Preset::ranked), oracle::Preset::ranked);
}

TEST_CASE("B6: available_actions and decide agree under a policy that never sends again") {
    Policy policy = policies::recommended();
    policy.resend_while_valid = ResendWhileValid::no;
    policy.resend_after_expiry = false;
    policy.offers_send_new = true;
    policy.repeated_accept_succeeds = true;
    compare_all(policy, oracle::Preset::recommended);
}

TEST_CASE("B6: the menu of an invited user has what the product's menu has") {
    const auto enabled = [](std::string_view person, const Actor& actor, const Policy& policy) {
        std::string codes;
        const User user = world::person(person).user.value();
        for (const auto& [action, refusal] :
             available_actions(user, actor, world::easy_facts(), policy, world::now())) {
            if (!refusal) codes.append(codes.empty() ? "" : " ").append(code(action));
        }
        return codes;
    };
    const Actor team_manager = Member{world::id(9), {"Team Manager"}};
    const Actor administrator = Member{world::id(9), {"Account administrator"}};
    const Actor owner = Member{world::id(9), {"Owner"}};
    const Actor invitee = LinkHolder{world::newest};
    const Actor admin = Member{world::id(9), {"Admin"}};
    const Policy ranked = world::policy(oracle::Preset::ranked);
    CHECK(enabled("invite_expired", team_manager, policies::gladly()) == "resend");
    CHECK(enabled("active", team_manager, policies::gladly()).empty());
    CHECK(enabled("invite_sent", administrator, policies::softwareone()) ==
          "resend copy_link correct_email cancel remove edit");
    CHECK(enabled("invite_expired", administrator, policies::softwareone()) ==
          "send_new correct_email cancel remove edit");
    CHECK(enabled("active", owner, policies::atender()) == "deactivate remove edit");
    CHECK(enabled("deactivated", owner, policies::atender()) == "activate remove edit");
    CHECK(enabled("invite_sent", invitee, policies::atender()) == "begin_setup accept");
    CHECK(enabled("invite_sent", invitee, policies::recommended()) == "begin_setup accept decline");
    CHECK(enabled("owner, invite_sent", admin, ranked) == "resend edit");
    CHECK(enabled("owner, invite_expired", admin, ranked) == "resend edit");
    CHECK(enabled("owner, active", admin, ranked) == "edit");
    CHECK(enabled("owner, deactivated", admin, ranked) == "edit");
    CHECK(enabled("owner, deactivated", owner, ranked) == "activate remove edit");
    CHECK(enabled("deactivated", admin, ranked) == "activate remove edit");
    CHECK(enabled("removed", Host{}, policies::recommended()).empty());
}
