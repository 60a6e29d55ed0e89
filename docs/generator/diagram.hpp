// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "beckon/lifecycle/rules.hpp"
#include "beckon/lifecycle/table.hpp"

namespace beckon {

namespace diagram {

/// The places in the order of the documentation.
inline constexpr std::array columns{table::Place::nobody, table::Place::invite_sent, table::Place::invite_expired,
                                    table::Place::active, table::Place::deactivated, table::Place::gone};

inline std::string heading(table::Place place) {
    if (place == table::Place::nobody) return "Nobody";
    const auto status = status_of(place);
    return std::string(status ? label(*status) : "Gone");
}

inline std::string mermaid_name(table::Place place) {
    const auto status = status_of(place);
    return std::string(status ? code(*status) : "[*]");
}

/// Someone invited by `link`, in the place at `now`.
inline User example_user(table::Place place, const Link& link, Instant now) {
    State state = Invited{now, place == table::Place::invite_sent ? now + boost::posix_time::hours(1) : now, 1};
    if (place == table::Place::active) state = Active{now};
    if (place == table::Place::deactivated) state = Deactivated{now};
    if (place == table::Place::gone) state = Removed{now, Removal::removed};
    return User{.account = AccountId::parse("example").value(),
                .id = {},
                .email = EmailAddress::parse("someone@example.test").value(),
                .profile = {.roles = {"Someone"}},
                .state = state,
                .link = link,
                .created_at = now,
                .joined_at = std::nullopt,
                .invited_by = std::nullopt,
                .revision = 1};
}

inline std::string in_codes(Reason reason, Remedy remedy) {
    std::string text(code(reason));
    if (remedy != Remedy::none) text.append(": ").append(code(remedy));
    return text;
}

/// Returns the answer to an action: to the holder of the newest link if `by_link`, else to the host.
inline std::string answer_cell(table::Place place, Action action, const Policy& policy, bool by_link) {
    const Instant now{boost::gregorian::date(2026, 1, 1)};
    const Link link{1, 1};
    const Actor actor = by_link ? Actor(LinkHolder{link}) : Actor(Host{});
    const Facts facts{};
    const User user = example_user(place, link, now);
    const auto refusal = lifecycle::refusal_of({.user = place == table::Place::nobody ? nullptr : &user,
                                                .command = nullptr,
                                                .cell = table::cell_of(action, place),
                                                .actor = actor,
                                                .facts = facts,
                                                .policy = policy,
                                                .now = now});
    return refusal ? in_codes(refusal->reason, refusal->remedy) : "**yes**";
}

inline std::string answer_row(Action action, const Policy& policy, bool by_link) {
    std::string text = "| `" + std::string(code(action)) + "`";
    if (table::row_of(action).asker == table::Asker::holder_or_host) text.append(by_link ? " by link" : " by the host");
    text.append(" |");
    for (const table::Place place : columns)
        text.append(" ").append(answer_cell(place, action, policy, by_link)).append(" |");
    return text.append("\n");
}

inline std::string heading_row() {
    std::string text = "| action |";
    for (const table::Place place : columns) text.append(" ").append(heading(place)).append(" |");
    return text.append("\n|---|---|---|---|---|---|---|\n");
}

}  // namespace diagram

/// The table as a Mermaid state diagram: one arrow for each pair of statuses, listing its actions, and the clock's.
inline std::string mermaid_diagram() {
    std::string text = "stateDiagram-v2\n";
    for (const Status status : all_statuses) {
        text.append("    state \"").append(label(status)).append("\" as ").append(code(status)).append("\n");
    }
    for (const table::Place from : diagram::columns) {
        for (const table::Place to : diagram::columns) {
            std::string actions;
            if (from == table::Place::invite_sent && to == table::Place::invite_expired) actions = "the clock";
            for (const table::Cell& cell : table::cells) {
                if (cell.place != from || cell.to != to) continue;
                actions.append(actions.empty() ? "" : ", ").append(code(cell.action));
            }
            if (actions.empty()) continue;
            text.append("    ").append(diagram::mermaid_name(from)).append(" --> ").append(diagram::mermaid_name(to));
            text.append(" : ").append(actions).append("\n");
        }
    }
    return text;
}

/// A Markdown table of every action in every place under a policy: "yes", or the reason and the remedy.
///
/// The holder of the newest link asks for what the invitee does, and the host for everything else; both ask to accept.
/// No other user and no earlier email stands in the way.
inline std::string action_matrix(const Policy& policy) {
    std::string text = diagram::heading_row();
    for (const Action action : all_actions) {
        const table::Asker asker = table::row_of(action).asker;
        const bool by_link = asker == table::Asker::holder || asker == table::Asker::holder_or_host;
        text.append(diagram::answer_row(action, policy, by_link));
        if (asker == table::Asker::holder_or_host) text.append(diagram::answer_row(action, policy, false));
    }
    return text;
}

}  // namespace beckon
