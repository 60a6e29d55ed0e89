// SPDX-License-Identifier: MIT
#include "sqlite/rows.hpp"

#include <utility>

#include "beckon/ports/errors.hpp"
#include "beckon/service/event_json.hpp"
#include "service/commit_columns.hpp"

namespace beckon::sqlite {

namespace {

template <class T>
T checked(const Run& row, Result<T> parsed, std::string_view what) {
    if (!parsed) row.damaged(what);
    return *std::move(parsed);
}

EmailAddress read_email(const Run& row, int column) {
    return checked(row, EmailAddress::parse(row.text(column)), "an email address is none");
}

std::vector<std::string> read_labels(const Run& row, int column) {
    auto labels = detail::labels_from_json(row.text(column));
    if (!labels) row.damaged("a list of roles, teams or inboxes is none");
    return *std::move(labels);
}

State read_state(const Run& row) {
    const Instant since = row.instant(9);
    switch (static_cast<detail::StateCode>(row.number<std::uint8_t>(8))) {
        case detail::StateCode::invited:
            return Invited{since, row.instant(10), row.number<std::uint32_t>(11), row.maybe_instant(12)};
        case detail::StateCode::active: return Active{since};
        case detail::StateCode::deactivated: return Deactivated{since};
        case detail::StateCode::removed: return Removed{since, static_cast<Removal>(row.number<std::uint8_t>(13))};
    }
    row.damaged("a user's state is none");
}

}  // namespace

User read_user(const Run& row, const AccountId& account) {
    User user{.account = account,
              .id = row.id(0),
              .email = read_email(row, 2),
              .profile = {.name = std::string(row.text(3)),
                          .roles = read_labels(row, 4),
                          .teams = read_labels(row, 5),
                          .inboxes = read_labels(row, 6),
                          .locale = std::string(row.text(7))},
              .state = read_state(row),
              .link = std::nullopt,
              .created_at = row.instant(16),
              .joined_at = row.maybe_instant(17),
              .invited_by = row.maybe_id(18),
              .revision = row.number(1)};
    if (!row.is_null(14)) user.link = Link{row.number<std::uint32_t>(14), row.number<std::uint8_t>(15)};
    return user;
}

Event read_event(const Run& row, int column) try {
    return event_from_json(row.text(column));
} catch (const Error& error) {
    row.damaged(error.what());
}

MailRecord read_mail(const Run& row) {
    return MailRecord{.intent = {.account = checked(row, AccountId::parse(row.text(0)), "an account's name is none"),
                                 .user = row.id(1),
                                 .revision = row.number(2),
                                 .generation = row.number<std::uint32_t>(3),
                                 .to = read_email(row, 4),
                                 .queued_at = row.instant(5)},
                      .delivery = static_cast<Delivery>(row.number<std::uint8_t>(6)),
                      .attempts = row.number<std::uint32_t>(7),
                      .unknown = row.number<std::uint32_t>(8),
                      .lapses = row.number<std::uint32_t>(9),
                      .next_attempt_at = row.maybe_instant(10),
                      .settled_at = row.maybe_instant(11),
                      .detail = std::string(row.text(12))};
}

}  // namespace beckon::sqlite
