// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "beckon/lifecycle/rules.hpp"
#include "beckon/lifecycle/transitions.hpp"

namespace beckon {

namespace detail {

/// Nobody and the four statuses: where the table's rows begin and end.
inline constexpr std::array<std::optional<Status>, 5> places{nobody, Status::invite_sent, Status::invite_expired,
                                                             Status::active, Status::deactivated};

inline std::string mermaid_name(std::optional<Status> place) { return std::string(place ? code(*place) : "[*]"); }

/// Someone invited by `link`, in the status at `now`.
inline User example_user(Status status, const Link& link, Instant now) {
    State state = Invited{now, status == Status::invite_sent ? now + boost::posix_time::hours(1) : now, 1};
    if (status == Status::active) state = Active{now};
    if (status == Status::deactivated) state = Deactivated{now};
    return User{.account = AccountId::parse("example").value(),
                .id = {},
                .email = EmailAddress::parse("someone@example.test").value(),
                .profile = {.name = {}, .roles = {"Someone"}, .teams = {}, .inboxes = {}, .locale = {}},
                .state = state,
                .link = link,
                .created_at = now,
                .joined_at = std::nullopt,
                .invited_by = std::nullopt,
                .revision = 1};
}

/// The answer to an action asked by those whom it is for: who holds the newest link, or else who passes permissions.
inline std::string answer_cell(std::optional<Status> status, Action action, const Policy& policy) {
    const Instant now{boost::gregorian::date(2026, 1, 1)};
    const Link link{1, 1};
    const bool for_invitee = action == Action::open || action == Action::accept || action == Action::decline;
    const Actor actor = for_invitee ? Actor(LinkHolder{link}) : Actor(Host{});
    const Facts facts{};
    const std::optional<User> user = status ? std::optional(example_user(*status, link, now)) : std::nullopt;
    const auto row = permitted_transition({.user = user ? &*user : nullptr,
                                           .command = nullptr,
                                           .action = action,
                                           .actor = actor,
                                           .facts = facts,
                                           .policy = policy,
                                           .now = now,
                                           .status = status});
    if (row) return "**yes**";
    std::string cell(code(row.error().reason));
    if (row.error().remedy != Remedy::none) cell.append(": ").append(code(row.error().remedy));
    return cell;
}

}  // namespace detail

/// The table as a Mermaid state diagram: one arrow for each pair of statuses, listing its actions, and the clock's.
inline std::string mermaid_diagram() {
    std::string text = "stateDiagram-v2\n";
    for (const Status status : all_statuses) {
        text.append("    state \"").append(label(status)).append("\" as ").append(code(status)).append("\n");
    }
    for (const auto& from : detail::places) {
        for (const auto& to : detail::places) {
            std::string actions;
            if (from == Status::invite_sent && to == Status::invite_expired) actions = "the clock";
            for (const Transition& row : transitions) {
                if (row.from != from || row.to != to) continue;
                actions.append(actions.empty() ? "" : ", ").append(code(row.action));
            }
            if (actions.empty()) continue;
            text.append("    ").append(detail::mermaid_name(from)).append(" --> ").append(detail::mermaid_name(to));
            text.append(" : ").append(actions).append("\n");
        }
    }
    return text;
}

/// A Markdown table of every action in every status under a policy: "yes", or the reason and the remedy.
///
/// Asked by the holder of the newest link for what the invitee does, else by somebody who passes permissions, with no
/// rule about other users or earlier mails in the way.
inline std::string action_matrix(const Policy& policy) {
    std::string text = "| action | Nobody |";
    for (const Status status : all_statuses) text.append(" ").append(label(status)).append(" |");
    text.append("\n|---|---|---|---|---|---|\n");
    for (const Action action : all_actions) {
        text.append("| `").append(code(action)).append("` |");
        for (const auto& place : detail::places) {
            text.append(" ").append(detail::answer_cell(place, action, policy)).append(" |");
        }
        text.append("\n");
    }
    return text;
}

}  // namespace beckon
