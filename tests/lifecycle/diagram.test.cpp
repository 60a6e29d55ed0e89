// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "beckon/lifecycle/policies.hpp"
#include "docs/generator/diagram.hpp"
#include "tests/support/catch.hpp"

using namespace beckon;

namespace {

/// The row of an action in a matrix.
std::string row_of(Action action, const Policy& policy, const std::string& asker = {}) {
    const std::string matrix = action_matrix(policy);
    const std::size_t begin = matrix.find("| `" + std::string(code(action)) + "`" + asker + " |");
    REQUIRE(begin != std::string::npos);
    return matrix.substr(begin, matrix.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("the diagram has the seeds' words, the clock's arrow and one arrow for each pair of statuses") {
    CHECK(mermaid_diagram() ==
          "stateDiagram-v2\n"
          "    state \"Invite sent\" as invite_sent\n"
          "    state \"Invite expired\" as invite_expired\n"
          "    state \"Active\" as active\n"
          "    state \"Deactivated\" as deactivated\n"
          "    [*] --> invite_sent : invite\n"
          "    [*] --> active : adopt\n"
          "    invite_sent --> invite_sent : resend, copy_link, begin_setup, correct_email, edit\n"
          "    invite_sent --> invite_expired : the clock\n"
          "    invite_sent --> active : accept\n"
          "    invite_sent --> [*] : decline, cancel, remove\n"
          "    invite_expired --> invite_sent : resend, send_new, correct_email\n"
          "    invite_expired --> invite_expired : edit\n"
          "    invite_expired --> [*] : cancel, remove\n"
          "    active --> active : accept, edit\n"
          "    active --> deactivated : deactivate\n"
          "    active --> [*] : remove\n"
          "    deactivated --> active : activate\n"
          "    deactivated --> deactivated : edit\n"
          "    deactivated --> [*] : remove\n");
}

TEST_CASE("a matrix has a row for each action, and a second one for accept, after two lines of heading") {
    const std::string matrix = action_matrix(policies::gladly());
    CHECK(std::count(matrix.begin(), matrix.end(), '\n') == 2 + 14 + 1);
    CHECK(matrix.rfind("| action | Nobody | Invite sent | Invite expired | Active | Deactivated | Gone |\n|---|", 0) ==
          0);
}

TEST_CASE("a matrix says where an action is possible, and else the reason and the remedy") {
    CHECK(row_of(Action::resend, policies::gladly()) ==
          "| `resend` | user_not_found | **yes** | **yes** | already_active: reset_password | user_deactivated: "
          "activate | user_not_found: invite_again |");
    CHECK(row_of(Action::resend, policies::softwareone()) ==
          "| `resend` | user_not_found | **yes** | invitation_expired: send_new_invitation | already_active: "
          "reset_password | user_deactivated: activate | user_not_found: invite_again |");
    CHECK(row_of(Action::accept, policies::softwareone(), " by link") ==
          "| `accept` by link | link_removed: ask_administrator | **yes** | link_expired: ask_administrator | **yes** "
          "| link_deactivated: ask_administrator | link_removed: ask_administrator |");
    CHECK(row_of(Action::accept, policies::gladly(), " by the host") ==
          "| `accept` by the host | user_not_found: ask_administrator | **yes** | invitation_expired: "
          "ask_administrator | already_active: sign_in | user_deactivated: ask_administrator | user_not_found: "
          "ask_administrator |");
    CHECK(row_of(Action::decline, policies::recommended()) ==
          "| `decline` | link_removed: ask_administrator | **yes** | link_expired: ask_administrator | link_used: "
          "sign_in | link_deactivated: ask_administrator | link_removed: ask_administrator |");
    CHECK(row_of(Action::remove, policies::recommended()) ==
          "| `remove` | user_not_found | **yes** | **yes** | **yes** | **yes** | user_not_found |");
}
