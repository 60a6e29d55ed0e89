// SPDX-License-Identifier: MIT
#include "screen.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <optional>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/records/iso_time.hpp"
#include "examples/support/joined.hpp"

namespace tour::screen {

using namespace beckon;

namespace {

constexpr std::size_t width = 110;

std::string joined_with_commas(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

std::string_view words(std::optional<Status> status, std::string_view otherwise) {
    return status ? label(*status) : otherwise;
}

std::string_view author(const Event& event) {
    switch (event.by.kind) {
        case ActorKind::host: return "the application";
        case ActorKind::member: return "the administrator";
        case ActorKind::invitee: break;
    }
    return "the invitee";
}

void indented(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        fmt::print("    |{}{}\n", end == 0 ? "" : " ", text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

}  // namespace

void title(std::string_view text) { fmt::print("\n{:=<{}}\n{}\n{:=<{}}\n", "", width, text, "", width); }

void step(std::string_view text, Instant now) {
    const std::string head = fmt::format("--- {} ", text);
    const std::string tail = fmt::format(" {}", time(now));
    fmt::print("\n{}{:-<{}}{}\n", head, "", width > head.size() + tail.size() ? width - head.size() - tail.size() : 0,
               tail);
}

void line(std::string_view text) { fmt::print("  {}\n", text); }

void success(std::string_view what, const User& user, Instant now) {
    fmt::print("  OK  {}: {} is {}", what, user.profile.name, words(status_at(user, now), "gone"));
    if (const auto expires_at = expiry_of(user)) fmt::print(", until {}", time(*expires_at));
    fmt::print("\n");
}

void refusal(const Refusal& refusal) {
    fmt::print("  REFUSED  {}\n", message(refusal));
    const std::string_view remedy = refusal.remedy != Remedy::none ? code(refusal.remedy) : "none";
    fmt::print("           reason: {}, remedy: {}", code(refusal.reason), remedy);
    if (refusal.retry_at) fmt::print(", from {} on", time(*refusal.retry_at));
    if (refusal.actual) fmt::print(", for the administrator: {}", code(*refusal.actual));
    fmt::print("\n");
}

void link(std::string_view which, const LinkReport& report) {
    fmt::print("  {}: {}", which, code(report.presented));
    if (report.actual != report.presented) fmt::print(" (for the administrator: {})", code(report.actual));
    if (report.presented == LinkState::valid)
        fmt::print(", for {} until {}", report.masked_email, time(*report.expires_at));
    fmt::print("\n");
    if (!report.message.empty()) fmt::print("    \"{}\"\n", report.message);
}

void mail(const examples::ReceivedMail& mail, bool whole) {
    for (const std::string_view name : {"From", "To", "Subject", "Date", "Message-ID"}) {
        fmt::print("    | {}: {}\n", name, mail.field(name));
    }
    if (!whole) return;
    fmt::print("    |\n");
    indented(mail.text);
}

void users(const std::vector<User>& users, Instant now) {
    using Cells = std::array<std::string, 7>;
    std::vector<Cells> rows{{"Name", "Email", "Roles", "#Teams", "#Inboxes", "Status", "Joined"}};
    for (const User& user : users) {
        const auto count = [&](const char* name) { return std::to_string(labels_of(user.profile, name).size()); };
        rows.push_back({user.profile.name, user.email.text(), joined_with_commas(user.profile.roles), count("teams"),
                        count("inboxes"), std::string(label(*status_at(user, now))), example::joined_text(user, now)});
    }
    for (const Cells& row : rows) {
        fmt::print("    {:<16} {:<37} {:<22} {:>6} {:>8}  {:<14} {}\n", row[0], row[1], row[2], row[3], row[4], row[5],
                   row[6]);
    }
}

void menu(const std::vector<Availability>& actions) {
    for (const auto& [action, refusal] : actions) {
        const bool in_menu = action == Action::resend || action == Action::send_new || action == Action::copy_link ||
                             action == Action::cancel || action == Action::deactivate || action == Action::activate;
        if (!in_menu) continue;
        if (refusal) {
            fmt::print("    [ ] {:<22} {}\n", label(action), message(*refusal));
        } else {
            fmt::print("    [x] {}\n", label(action));
        }
    }
}

void history(const std::vector<PlacedEvent>& events) {
    for (const auto& [position, event] : events) {
        fmt::print("  {}  {:<24} {:<18} {} -> {}\n", time(event.at), label(action_of(event)), author(event),
                   words(event.from, "nobody"), words(event.to, "nobody"));
    }
}

std::string time(Instant instant) {
    const std::string iso = to_iso(instant);  // 2026-03-02T09:00:00.000000Z
    const std::string_view rest = std::string_view(iso).substr(16, 10);
    return fmt::format("{} {}{} UTC", iso.substr(0, 10), iso.substr(11, 5), rest == ":00.000000" ? "" : rest);
}

}  // namespace tour::screen
