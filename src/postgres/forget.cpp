// SPDX-License-Identifier: MIT
#include "postgres/forget.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/records/commit_columns.hpp"
#include "beckon/records/event_json.hpp"
#include "postgres/rows.hpp"

namespace beckon::postgres {

namespace {

namespace json = boost::json;

std::string columns_json(const User& user) {
    const records::UserColumns columns(user);
    const Profile& profile = user.profile;
    return json::serialize(json::object{{"email", user.email.text()},
                                        {"email_key", user.email.key()},
                                        {"name", profile.name},
                                        {"locale", profile.locale},
                                        {"roles", json::value_from(profile.roles)},
                                        {"attributes", json::value_from(profile.attributes)},
                                        {"name_key", columns.name_key},
                                        {"roles_key", columns.roles_key}});
}

}  // namespace

std::optional<ErasedUser> read_erased(Connection& connection, const AccountId& account, const UserId& user) {
    static const Sql select(fmt::format(
        "SELECT {} FROM beckon.users AS u WHERE u.account = $1 AND u.id = $2 AND u.state = 4", user_columns));
    static const Sql history(
        "SELECT e.revision, e.event FROM beckon.events AS e WHERE e.account = $1 AND e.user_id = $2 ORDER BY "
        "e.revision");
    const std::string_view name = account.text();
    const Rows users = connection.run("reading a user", select, name, user);
    if (users.empty()) return std::nullopt;
    json::array events;
    const Rows rows = connection.run("reading a user's events", history, name, user);
    for (int i = 0; i < rows.size(); ++i) {
        events.push_back({{"revision", rows[i].number(0)}, {"event", to_json(erased(read_event(rows[i], 1)))}});
    }
    return ErasedUser{user, {columns_json(erased(read_user(users[0], account)))}, {json::serialize(events)}};
}

bool erase(Connection& connection, const AccountId& account, const ErasedUser& erased) {
    static const Sql blank(
        "WITH blanked AS (UPDATE beckon.users AS u SET email = n.email, email_key = n.email_key, name = n.name, "
        "locale = n.locale, roles = n.roles, attributes = n.attributes, name_key = n.name_key, "
        "roles_key = n.roles_key, search_text = '', reference = '', "
        "delivery = CASE WHEN u.delivery IN (1, 3) THEN 5 ELSE u.delivery END "
        "FROM jsonb_populate_record(NULL::beckon.users, $3) AS n "
        "WHERE u.account = $1 AND u.id = $2 AND u.state = 4 RETURNING u.id), "
        "history AS (UPDATE beckon.events AS e SET event = n.event "
        "FROM blanked AS b, jsonb_to_recordset($4) AS n (revision bigint, event text) "
        "WHERE e.account = $1 AND e.user_id = b.id AND e.revision = n.revision), "
        "mails AS (UPDATE beckon.outbox AS o SET email = $5, email_key = $6, detail = '', held_from = NULL, "
        "held_until = NULL, delivery = CASE WHEN o.delivery IN (1, 3) THEN 5 ELSE o.delivery END, "
        "next_attempt_at = CASE WHEN o.delivery IN (1, 3) THEN NULL ELSE o.next_attempt_at END "
        "FROM blanked AS b WHERE o.account = $1 AND o.user_id = b.id), "
        "forgotten AS (DELETE FROM beckon.keys AS k USING blanked AS b WHERE k.account = $1 AND k.user_id = b.id) "
        "SELECT 1 FROM blanked");
    const EmailAddress& nobody = erased_address();
    return !connection
                .run("erasing a user", blank, std::string_view(account.text()), erased.id, erased.user, erased.events,
                     std::string_view(nobody.text()), std::string_view(nobody.key()))
                .empty();
}

std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit) {
    static const Sql remove(
        "WITH gone AS (SELECT u.id FROM beckon.users AS u WHERE u.account = $1 AND u.removed_at < $2 "
        "ORDER BY u.removed_at LIMIT $3 FOR UPDATE), "
        "mails AS (DELETE FROM beckon.outbox AS o USING gone AS g WHERE o.account = $1 AND o.user_id = g.id), "
        "history AS (DELETE FROM beckon.events AS e USING gone AS g WHERE e.account = $1 AND e.user_id = g.id), "
        "forgotten AS (DELETE FROM beckon.keys AS k USING gone AS g WHERE k.account = $1 AND k.user_id = g.id) "
        "DELETE FROM beckon.users AS u USING gone AS g WHERE u.account = $1 AND u.id = g.id");
    return connection.run("purging users", remove, std::string_view(account.text()), removed_before, at_most(limit))
        .changed();
}

}  // namespace beckon::postgres
