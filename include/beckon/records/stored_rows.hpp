// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beckon/lifecycle/event.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/ports/outbox.hpp"
#include "beckon/records/commit_columns.hpp"
#include "beckon/records/event_json.hpp"

/// How stores that keep users in tables read their rows, whatever the database. A row returns its columns, counted from
/// 0, through `text`, `json`, `number`, `id`, `instant` and so on. It throws through `damaged` if a column has an
/// impossible value.
namespace beckon::records {

/// The columns that `read_user` expects, of the table of users named `u`.
inline constexpr const char* user_columns =
    "u.id, u.revision, u.email, u.name, u.locale, u.roles, u.attributes, u.state, u.since, u.expires_at, u.times_sent, "
    "u.opened_at, u.removal, u.link_generation, u.link_key, u.created_at, u.joined_at, u.invited_by, "
    "u.reference, u.note";
inline constexpr int columns_of_user = 20;

template <class Row, class T>
T checked(const Row& row, Result<T> parsed, std::string_view what) {
    if (!parsed) row.damaged(what);
    return *std::move(parsed);
}

template <class Row>
EmailAddress read_email(const Row& row, int column) {
    return checked(row, EmailAddress::parse(row.text(column)), "invalid email address");
}

template <class Row>
std::vector<std::string> read_labels(const Row& row, int column) {
    auto labels = labels_from_json(row.json(column));
    if (!labels) row.damaged("invalid list of roles");
    return *std::move(labels);
}

template <class Row>
Attributes read_attributes(const Row& row, int column) {
    auto attributes = attributes_from_json(row.json(column));
    if (!attributes) row.damaged("invalid attributes");
    return *std::move(attributes);
}

template <class Row>
State read_state(const Row& row) {
    const Instant since = row.instant(8);
    switch (static_cast<StateCode>(row.template number<std::uint8_t>(7))) {
        case StateCode::invited:
            return Invited{since, row.instant(9), row.template number<std::uint32_t>(10), row.maybe_instant(11),
                           std::string(row.text(19))};
        case StateCode::active: return Active{since};
        case StateCode::deactivated: return Deactivated{since};
        case StateCode::removed: return Removed{since, static_cast<Removal>(row.template number<std::uint8_t>(12))};
    }
    row.damaged("unknown user state");
}

template <class Row>
User read_user(const Row& row, const AccountId& account) {
    User user{.account = account,
              .id = row.id(0),
              .email = read_email(row, 2),
              .profile = {.name = std::string(row.text(3)),
                          .locale = std::string(row.text(4)),
                          .roles = read_labels(row, 5),
                          .attributes = read_attributes(row, 6)},
              .reference = std::string(row.text(18)),
              .state = read_state(row),
              .link = std::nullopt,
              .created_at = row.instant(15),
              .joined_at = row.maybe_instant(16),
              .invited_by = row.maybe_id(17),
              .revision = row.number(1)};
    if (!row.is_null(13))
        user.link = Link{row.template number<std::uint32_t>(13), row.template number<std::uint8_t>(14)};
    return user;
}

/// Returns the event whose JSON the column holds.
template <class Row>
Event read_event(const Row& row, int column) try {
    return event_from_json(row.json(column));
} catch (const Error& error) {
    row.damaged(error.what());
}

/// Returns the number that a store keeps as the cause of a failure.
inline std::optional<std::int64_t> number_of(std::optional<FailureCause> cause) {
    if (!cause) return std::nullopt;
    return static_cast<std::int64_t>(*cause);
}

template <class Row>
std::optional<FailureCause> read_cause(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return static_cast<FailureCause>(row.template number<std::uint8_t>(column));
}

/// From the columns: account, user, revision, generation, address, queued_at, delivery, attempts, unknown, lapses,
/// refusals, refused_since, next_attempt_at, settled_at, cause, detail.
template <class Row>
MailRecord read_mail(const Row& row) {
    const auto delivery = static_cast<Delivery>(row.template number<std::uint8_t>(6));
    return MailRecord{.intent = {.account = checked(row, AccountId::parse(row.text(0)), "invalid account id"),
                                 .user = row.id(1),
                                 .revision = row.number(2),
                                 .generation = row.template number<std::uint32_t>(3),
                                 .to = read_email(row, 4),
                                 .queued_at = row.instant(5),
                                 .by_hand = delivery == Delivery::by_hand},
                      .delivery = delivery,
                      .attempts = row.template number<std::uint32_t>(7),
                      .unknown = row.template number<std::uint32_t>(8),
                      .lapses = row.template number<std::uint32_t>(9),
                      .refusals = row.template number<std::uint32_t>(10),
                      .refused_since = row.maybe_instant(11),
                      .next_attempt_at = row.maybe_instant(12),
                      .settled_at = row.maybe_instant(13),
                      .cause = read_cause(row, 14),
                      .detail = std::string(row.text(15))};
}

}  // namespace beckon::records
