// SPDX-License-Identifier: MIT
#include "rows.hpp"

#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "beckon/records/commit_columns.hpp"

namespace host {

using namespace beckon;

namespace {

Instant epoch() { return Instant(boost::gregorian::date(1970, 1, 1)); }

/// No name of a role holds a line feed.
std::string to_column(const std::vector<std::string>& roles) {
    std::string column;
    for (const std::string& role : roles) column += (column.empty() ? "" : "\n") + role;
    return column;
}

std::optional<Instant> maybe_instant(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(to_instant(row.number(column)));
}

/// The order of the states in beckon's variant is their number in the column `state`.
State read_state(const Statement& row) {
    const Instant since = to_instant(row.number(7));
    switch (row.number(6)) {
        case 0:
            return Invited{since, to_instant(row.number(8)), static_cast<std::uint32_t>(row.number(9)),
                           maybe_instant(row, 10)};
        case 1: return Active{since};
        case 2: return Deactivated{since};
        default: return Removed{since, static_cast<Removal>(row.number(11))};
    }
}

Instant since(const State& state) {
    if (const auto* invited = std::get_if<Invited>(&state)) return invited->sent_at;
    if (const auto* active = std::get_if<Active>(&state)) return active->since;
    if (const auto* deactivated = std::get_if<Deactivated>(&state)) return deactivated->since;
    return std::get<Removed>(state).at;
}

}  // namespace

std::string to_text(const UserId& id) { return boost::uuids::to_string(id); }
UserId to_id(const std::string& text) { return boost::uuids::string_generator()(text); }

std::int64_t to_number(Instant instant) { return (instant - epoch()).total_microseconds(); }
Instant to_instant(std::int64_t number) { return epoch() + boost::posix_time::microseconds(number); }
std::optional<std::int64_t> to_number(const std::optional<Instant>& instant) {
    return instant ? std::optional(to_number(*instant)) : std::nullopt;
}

std::vector<std::string> to_labels(const std::string& column) {
    std::vector<std::string> labels;
    for (std::size_t begin = 0; begin < column.size();) {
        const std::size_t end = std::min(column.find('\n', begin), column.size());
        labels.push_back(column.substr(begin, end - begin));
        begin = end + 1;
    }
    return labels;
}

User read_user(const Statement& row, const AccountId& account) {
    User user{.account = account,
              .id = to_id(row.text(0)),
              .email = EmailAddress::parse(row.text(1)).value(),
              .profile = {.name = row.text(2),
                          .locale = row.text(3),
                          .roles = to_labels(row.text(4)),
                          .attributes = records::attributes_from_json(row.text(5)).value()},
              .reference = row.text(18),
              .state = read_state(row),
              .link = std::nullopt,
              .created_at = to_instant(row.number(14)),
              .joined_at = maybe_instant(row, 15),
              .invited_by = std::nullopt,
              .revision = row.number(17)};
    if (!row.is_null(12)) {
        user.link = {static_cast<std::uint32_t>(row.number(12)), static_cast<std::uint8_t>(row.number(13))};
    }
    if (!row.is_null(16)) user.invited_by = to_id(row.text(16));
    return user;
}

void write_user(Database& database, const User& user) {
    const std::string& tenant = user.account.text();
    const std::string id = to_text(user.id);
    const std::string roles = to_column(user.profile.roles);
    const std::string attributes = records::attributes_to_json(user.profile.attributes);
    const auto* invited = std::get_if<Invited>(&user.state);
    const auto* removed = std::get_if<Removed>(&user.state);
    const auto times_sent = invited != nullptr ? std::optional(invited->times_sent) : std::nullopt;
    const auto opened_at = invited != nullptr ? to_number(invited->opened_at) : std::nullopt;
    const auto removal = removed != nullptr ? std::optional(static_cast<int>(removed->how)) : std::nullopt;
    const auto generation = user.link ? std::optional(user.link->generation) : std::nullopt;
    const auto key = user.link ? std::optional(user.link->key_id) : std::nullopt;
    const auto invited_by = user.invited_by ? std::optional(to_text(*user.invited_by)) : std::nullopt;
    change(database,
           "INSERT INTO users (tenant_id, id, email, full_name) VALUES (?1, ?2, '', '') ON CONFLICT DO NOTHING", tenant,
           id);
    change(database,
           "UPDATE users SET email = ?3, full_name = ?4, locale = ?5, roles = ?6, attributes = ?7, state = ?8, "
           "since = ?9, expires_at = ?10, times_sent = ?11, opened_at = ?12, removal = ?13, link_generation = ?14, "
           "link_key = ?15, created_at = ?16, joined_at = ?17, invited_by = ?18, revision = ?19, "
           "reference = ?20 "
           "WHERE tenant_id = ?1 AND id = ?2",
           tenant, id, user.email.text(), user.profile.name, user.profile.locale, roles, attributes, user.state.index(),
           to_number(since(user.state)), to_number(expiry_of(user)), times_sent, opened_at, removal, generation, key,
           to_number(user.created_at), to_number(user.joined_at), invited_by, user.revision, user.reference);
}

MailRecord read_mail(const Statement& row) {
    return {.intent = {.account = AccountId::parse(row.text(0)).value(),
                       .user = to_id(row.text(1)),
                       .revision = row.number(2),
                       .generation = static_cast<std::uint32_t>(row.number(3)),
                       .to = EmailAddress::parse(row.text(4)).value(),
                       .queued_at = to_instant(row.number(5))},
            .delivery = static_cast<Delivery>(row.number(6)),
            .attempts = static_cast<std::uint32_t>(row.number(7)),
            .unknown = static_cast<std::uint32_t>(row.number(8)),
            .lapses = static_cast<std::uint32_t>(row.number(9)),
            .next_attempt_at = maybe_instant(row, 10),
            .settled_at = maybe_instant(row, 11),
            .detail = row.text(12)};
}

}  // namespace host
