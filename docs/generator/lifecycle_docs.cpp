// SPDX-License-Identifier: MIT
// Prints docs/lifecycle.md. Everything that the table, the policies and the words contain is read from there.
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/words.hpp"
#include "docs/generator/diagram.hpp"

namespace {

using namespace beckon;

struct Preset {
    std::string_view name;
    Policy policy;
};

const std::vector<Preset>& presets() {
    static const std::vector<Preset> all{{"gladly", policies::gladly()},
                                         {"softwareone", policies::softwareone()},
                                         {"atender", policies::atender()},
                                         {"recommended", policies::recommended()}};
    return all;
}

std::string span(const Duration& duration) {
    const auto hours = duration.total_seconds() / 3600;
    return hours > 24 && hours % 24 == 0 ? std::to_string(hours / 24) + " days" : std::to_string(hours) + " hours";
}

std::string yes_or_no(bool value) { return value ? "yes" : "no"; }

std::string_view words(ResendWhileValid mode) {
    switch (mode) {
        case ResendWhileValid::no: return "no";
        case ResendWhileValid::keep: return "yes, the same link again";
        case ResendWhileValid::rotate: break;
    }
    return "yes, a fresh link; the older one stops working";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

std::string_view words(table::Asker asker) {
    switch (asker) {
        case table::Asker::member: return "members whose role permits it, and the host";
        case table::Asker::holder: return "the holder of the link";
        case table::Asker::holder_or_host: return "the holder of the link, and the host";
        case table::Asker::host: break;
    }
    return "the host";
}

std::string offering(const table::ActionRow& row) {
    if (row.offered == nullptr) return "every policy";
    std::vector<std::string> names;
    for (const auto& [name, policy] : presets()) {
        if (row.offered(policy)) names.emplace_back("`" + std::string(name) + "`");
    }
    return joined(names);
}

template <class Guards>
std::string in_codes(const Guards& guards) {
    std::vector<std::string> codes;
    for (const Guard guard : guards) {
        if (guard != Guard::none) codes.emplace_back("`" + std::string(code(guard)) + "`");
    }
    return joined(codes);
}

void print_actions() {
    std::cout << "| action | for | anybody else is refused as | guards | offered by |\n|---|---|---|---|---|\n";
    for (const table::ActionRow& row : table::actions) {
        std::cout << "| `" << code(row.action) << "` | " << words(row.asker) << " | "
                  << diagram::in_codes(row.reason, row.remedy) << " | " << in_codes(row.guards) << " | "
                  << offering(row) << " |\n";
    }
}

/// Where the cell leads and by which guards, or the refusal.
std::string words(const table::Cell& cell) {
    if (!cell.to) return diagram::in_codes(cell.reason, cell.remedy);
    const std::string guards = in_codes(cell.guards);
    return "**" + diagram::heading(*cell.to) + "**" + (guards.empty() ? "" : " if " + guards);
}

void print_cells() {
    std::cout << diagram::heading_row();
    for (const Action action : all_actions) {
        std::cout << "| `" << code(action) << "` |";
        for (const table::Place place : diagram::columns)
            std::cout << " " << words(table::cell_of(action, place)) << " |";
        std::cout << "\n";
    }
}

void print_links() {
    std::cout << "| the link is | the answer | if the policy presents an older link as expired |\n|---|---|---|\n";
    for (const table::LinkRow& row : table::links) {
        const table::LinkRow& told = table::row_of(row.discreet);
        std::cout << "| `" << code(row.state) << "` | "
                  << (row.reason ? diagram::in_codes(*row.reason, row.remedy) : "the cell decides") << " | "
                  << (told.state == row.state ? "the same" : diagram::in_codes(*told.reason, told.remedy)) << " |\n";
    }
}

void print_guards() {
    std::cout << "| guard | passes when |\n|---|---|\n";
    for (const auto& word : words_of<Guard>) {
        std::cout << "| `" << word.code << "` | " << word.english << " |\n";
    }
}

void print_policy(std::string_view name, const Policy& policy) {
    std::cout << "### `policies::" << name << "()`\n\n"
              << "| number or switch | value |\n|---|---|\n"
              << "| an invitation is valid for | " << span(policy.validity) << " |\n"
              << "| a member may ask for up to | " << span(policy.max_validity.value_or(policy.validity)) << " |\n"
              << "| resend while valid | " << words(policy.resend_while_valid) << " |\n"
              << "| resend after expiry | " << yes_or_no(policy.resend_after_expiry) << " |\n"
              << "| offers \"Send new invitation\" | " << yes_or_no(policy.offers_send_new) << " |\n"
              << "| offers \"Copy invitation link\" | " << yes_or_no(policy.offers_copy_link) << " |\n"
              << "| offers a link by hand instead of an email | " << yes_or_no(policy.offers_by_hand) << " |\n"
              << "| offers a note from the inviter | " << yes_or_no(policy.offers_note) << " |\n"
              << "| the invitee may decline | " << yes_or_no(policy.offers_decline) << " |\n"
              << "| a stated identity must be the invited address | " << yes_or_no(policy.identity_must_match) << " |\n"
              << "| accepting again with the same link succeeds | " << yes_or_no(policy.repeated_accept_succeeds)
              << " |\n"
              << "| an older link is presented as expired | " << yes_or_no(policy.presents_superseded_as_expired)
              << " |\n"
              << "| the host records who began set-up | " << yes_or_no(policy.records_setup) << " |\n"
              << "| seconds between two emails to one address | " << policy.cooldown.total_seconds() << " |\n"
              << "| most pending invitations of an account | "
              << (policy.max_pending ? std::to_string(*policy.max_pending) : "no limit") << " |\n"
              << "| domains that may be invited | "
              << (policy.allowed_domains.empty() ? "every domain" : joined(policy.allowed_domains)) << " |\n"
              << "| domains that may not be invited | "
              << (policy.denied_domains.empty() ? "none" : joined(policy.denied_domains)) << " |\n"
              << "| the role whose last active holder must stay | " << policy.guards_last.value_or("none") << " |\n"
              << "| roles from the highest to the lowest | "
              << (policy.role_ranks.empty() ? "not ranked" : joined(policy.role_ranks)) << " |\n";
    std::map<std::vector<std::string>, std::string> actions_by_roles;
    for (const auto& [action, roles] : policy.permissions) {
        std::string& actions = actions_by_roles[roles];
        actions.append(actions.empty() ? "`" : ", `").append(code(action)).append("`");
    }
    for (const auto& [roles, actions] : actions_by_roles) {
        std::cout << "| may " << actions << " | " << joined(roles) << " |\n";
    }
    std::cout << "\n" << action_matrix(policy) << "\n";
}

template <HasWords Enum>
void print_words() {
    std::cout << "| number | code | message |\n|---|---|---|\n";
    for (const auto& word : words_of<Enum>) {
        std::cout << "| " << static_cast<int>(word.value) << " | `" << word.code << "` | " << word.english << " |\n";
    }
}

}  // namespace

int main() {
    std::cout
        << "# The lifecycle\n\n"
           "This page is generated by `./dev docs` from the table in `include/beckon/lifecycle/table.hpp` and\n"
           "`link_state.hpp`, the policies in `policies.hpp` and the words next to each enumeration. A test\n"
           "fails if it is stale.\n\n"
           "\"Invite expired\" is never stored. An invitation has expired from its expiry on, to the microsecond.\n\n"
           "```mermaid\n"
        << mermaid_diagram()
        << "```\n\n"
           "## The order of the rules\n\n"
           "The first rule that says no determines the refusal.\n\n"
           "1. The values in the command and the time are well-formed.\n"
           "2. This kind of actor may take the action.\n"
           "3. The policy permits the action to a role of the member; for a link by hand, `copy_link` too, to this or "
           "another\n"
           "   of their roles.\n"
           "4. The action's own guards: oneself, and the role ceiling; for a link by hand, those of `copy_link` too.\n"
           "5. The policy offers the action. If it does not, the answer is `not_offered` in every place, with the\n"
           "   remedy of the place. It also offers the link by hand and the note, if the command has them.\n"
           "6. The policy lets the domain of the address be invited, if the command invites or corrects one.\n"
           "7. The link that the actor holds works.\n"
           "8. The cell of the action and the place does not refuse.\n"
           "9. The guards of the cell: about this user, then about others, then the cooldown, which does not apply\n"
           "   to a link by hand.\n\n"
           "So only somebody who may invite an address learns whether it is taken.\n\n"
           "## The actions\n\n";
    print_actions();
    std::cout
        << "\n## The cells\n\n"
           "Every action in every place: where it leads and by which guards, or the reason and the remedy of the\n"
           "refusal. \"Gone\" is a user who was removed or cancelled, or who declined; \"Nobody\" means that there\n"
           "is no such user. The remedy `resend` stands for the policy's own way to email an invitation again:\n"
           "`resend`, `send_new_invitation` or else `cancel_and_invite_again`.\n\n";
    print_cells();
    std::cout << "\n## What the guards mean\n\n";
    print_guards();
    std::cout << "\n## The links\n\n"
                 "The answer to the holder of a link. For a used link, the cell of `accept` decides.\n\n";
    print_links();
    std::cout
        << "\n## The policies\n\n"
           "Each matrix has the answer to every action in every place: yes, or the reason and the remedy. The\n"
           "holder of the newest link asks for `begin_setup`, `accept` and `decline`, and the host for everything\n"
           "else. No other user and no earlier email is in the way.\n\n";
    for (const auto& [name, policy] : presets()) print_policy(name, policy);
    std::cout << "## Reasons\n\nWhy a request is refused. Numbers and codes never change.\n\n";
    print_words<Reason>();
    std::cout
        << "\n## Remedies\n\nWhat to do instead. Numbers and codes never change. 0 means that there is no remedy.\n\n";
    print_words<Remedy>();
    std::cout
        << "\n## Findings\n\nWhat `diagnose` finds out about a user who is not in yet. Numbers and codes never change."
           "\n\n";
    print_words<Symptom>();
    std::cout << "\n## Advice\n\nWhat a finding says to do. Numbers and codes never change.\n\n";
    print_words<Advice>();
    return std::cout ? 0 : 1;
}
