// SPDX-License-Identifier: MIT
// Prints docs/lifecycle.md. Whatever can be read from the table, the policies and the words is read from there.
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/words.hpp"
#include "docs/generator/diagram.hpp"

namespace {

using namespace beckon;

std::string_view meaning(Guard guard) {
    switch (guard) {
        case Guard::none: break;
        case Guard::address_free: return "No live user of the account holds the address, in any letter case.";
        case Guard::below_pending_cap: return "The account has room for one more pending invitation.";
        case Guard::cooldown_over: return "The last mail to the address is long enough ago.";
        case Guard::resend_while_valid: return "The policy lets a valid invitation be sent again.";
        case Guard::resend_after_expiry: return "The policy lets an expired invitation be sent again.";
        case Guard::offers_send_new: return "The policy has \"Send new invitation\".";
        case Guard::offers_copy_link: return "The policy has \"Copy invitation link\".";
        case Guard::offers_decline: return "The policy lets the invitee decline.";
        case Guard::signing_key_listed: return "The key of the newest link is still in the key ring.";
        case Guard::link_current: return "The newest link is in the asker's hands.";
        case Guard::acceptance_proved:
            return "The newest link is in the asker's hands, or the host states the invited address as verified.";
        case Guard::identity_matches:
            return "An identity that the host states beside a link is the invited address, where the policy says so.";
        case Guard::repeats_accepted_link:
            return "The policy takes a second accept by the very link that was accepted for a success; nothing "
                   "changes.";
        case Guard::not_oneself: return "Nobody does this to themselves.";
        case Guard::within_role_ceiling:
            return "No role at stake ranks above the actor's own, where the policy ranks roles: none that an `invite` "
                   "or `edit` grants or takes away, and otherwise none that the user holds.";
        case Guard::not_last_holder: return "Another active user holds the role that the policy guards.";
    }
    return {};
}

std::string place(std::optional<Status> status) { return std::string(status ? label(*status) : "nobody"); }

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
    return "yes, a fresh link; the older one dies";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

void print_rows() {
    std::cout << "| from | action | to | guards |\n|---|---|---|---|\n";
    for (const Transition& row : transitions) {
        std::string guards;
        for (const Guard guard : row.guards) {
            if (guard == Guard::none) continue;
            guards.append(guards.empty() ? "" : ", ").append("`").append(code(guard)).append("`");
        }
        std::cout << "| " << place(row.from) << " | `" << code(row.action) << "` | " << place(row.to) << " | " << guards
                  << " |\n";
    }
}

void print_guards() {
    std::cout << "| guard | passes when |\n|---|---|\n";
    for (int number = 1; number <= static_cast<int>(Guard::not_last_holder); ++number) {
        const auto guard = static_cast<Guard>(number);
        std::cout << "| `" << code(guard) << "` | " << meaning(guard) << " |\n";
    }
}

void print_policy(std::string_view name, const Policy& policy) {
    std::cout << "### `policies::" << name << "()`\n\n"
              << "| number or switch | value |\n|---|---|\n"
              << "| an invitation is valid for | " << span(policy.validity) << " |\n"
              << "| resend while valid | " << words(policy.resend_while_valid) << " |\n"
              << "| resend after expiry | " << yes_or_no(policy.resend_after_expiry) << " |\n"
              << "| offers \"Send new invitation\" | " << yes_or_no(policy.offers_send_new) << " |\n"
              << "| offers \"Copy invitation link\" | " << yes_or_no(policy.offers_copy_link) << " |\n"
              << "| offers the invitee to decline | " << yes_or_no(policy.offers_decline) << " |\n"
              << "| a stated identity must be the invited address | " << yes_or_no(policy.identity_must_match) << " |\n"
              << "| accepting again by the same link succeeds | " << yes_or_no(policy.repeated_accept_succeeds)
              << " |\n"
              << "| an older link is presented as expired | " << yes_or_no(policy.presents_superseded_as_expired)
              << " |\n"
              << "| seconds between two mails to one address | " << policy.cooldown.total_seconds() << " |\n"
              << "| most pending invitations of an account | "
              << (policy.max_pending ? std::to_string(*policy.max_pending) : "no limit") << " |\n"
              << "| the role whose last active holder stays | " << policy.guards_last.value_or("none") << " |\n"
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

template <class Enum>
void print_words(int last) {
    std::cout << "| number | code | message |\n|---|---|---|\n";
    for (int number = 1; number <= last; ++number) {
        const auto value = static_cast<Enum>(number);
        if (code(value).empty()) continue;
        std::cout << "| " << number << " | `" << code(value) << "` | " << message(value) << " |\n";
    }
}

}  // namespace

int main() {
    std::cout
        << "# The lifecycle\n\n"
           "This page is generated by `./dev docs` from the table in `include/beckon/lifecycle/transitions.hpp`, the\n"
           "policies in `policies.hpp` and the words in `words.hpp` and\n"
           "`finding.hpp`; a test fails when it is stale.\n\n"
           "\"Invite expired\" is never stored: it is what an invitation is from its expiry on, to the microsecond.\n\n"
           "```mermaid\n"
        << mermaid_diagram()
        << "```\n\n"
           "## What can happen\n\n"
           "Everything that is not a row here is refused, with the reason and the remedy of the status. The guards of "
           "a\n"
           "row are asked in order; the first that does not pass gives the refusal. Before them come the values in "
           "the\n"
           "command and the permission: `adopt` is the host's alone, `open` and `decline` need a link, `accept` needs "
           "a\n"
           "link or the host's word for the address, and all else needs a role that the policy permits.\n\n";
    print_rows();
    std::cout << "\n## What the guards mean\n\n";
    print_guards();
    std::cout
        << "\n## The policies\n\n"
           "Each matrix says what the action is answered in each status: yes, or the reason and the remedy. It is "
           "asked\n"
           "by the holder of the newest link for `open`, `accept` and `decline`, and by the host itself for all else,\n"
           "with no rule about other users or earlier mails in the way.\n\n";
    print_policy("gladly", policies::gladly());
    print_policy("softwareone", policies::softwareone());
    print_policy("atender", policies::atender());
    print_policy("recommended", policies::recommended());
    std::cout << "## Reasons\n\nWhy a request is refused. Numbers and codes never move.\n\n";
    print_words<Reason>(static_cast<int>(Reason::key_reused));
    std::cout << "\n## Remedies\n\nWhat to do instead. Numbers and codes never move; 0 is none.\n\n";
    print_words<Remedy>(static_cast<int>(Remedy::use_another_address));
    std::cout
        << "\n## Findings\n\nWhat `diagnose` finds out about a user who is not in yet. Numbers and codes never move."
           "\n\n";
    print_words<Symptom>(static_cast<int>(Symptom::deactivated));
    std::cout << "\n## Advice\n\nWhat a finding says to do. Numbers and codes never move.\n\n";
    print_words<Advice>(static_cast<int>(Advice::activate));
    return std::cout ? 0 : 1;
}
