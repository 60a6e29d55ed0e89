// SPDX-License-Identifier: MIT
#include "sqlite/forget.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "beckon/lifecycle/erasure.hpp"
#include "beckon/ports/errors.hpp"
#include "beckon/records/commit_columns.hpp"
#include "beckon/records/event_json.hpp"
#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

/// Overwritten data must not remain in free space of the file. That depends on a setting of the connection.
void require_zeros(Connection& connection) {
    if (connection.number("PRAGMA secure_delete") == 1) return;
    throw StoreError(
        fmt::format("SQLite database {}: the connection leaves what it overwrites in free space of the file; "
                    "call PRAGMA secure_delete = ON whenever it is opened, and once VACUUM",
                    connection.path()),
        StoreError::Retry::pointless);
}

void forget_keys(Connection& connection, std::int64_t account, const UserId& user) {
    static const Sql forget("DELETE FROM beckon_keys WHERE account = ?1 AND user = ?2");
    connection.change(forget, account, user);
}

void erase_user(Connection& connection, std::int64_t row, const User& user) {
    static const Sql update(
        "UPDATE beckon_users SET email = ?2, email_key = ?3, name = ?4, locale = ?5, roles = ?6, attributes = ?7, "
        "name_key = ?8, roles_key = ?9, search_text = '', reference = '', delivery = CASE WHEN delivery IN (1, 3) THEN "
        "5 ELSE delivery "
        "END WHERE row = ?1");
    const Profile& profile = user.profile;
    const std::string roles = records::labels_to_json(profile.roles);
    const std::string attributes = records::attributes_to_json(profile.attributes);
    const records::UserColumns columns(user);
    connection.change(update, row, user.email.text(), user.email.key(), profile.name, profile.locale, roles, attributes,
                      columns.name_key, columns.roles_key);
}

void erase_events(Connection& connection, std::int64_t user) {
    static const Sql select("SELECT row, event FROM beckon_events WHERE user = ?1 ORDER BY revision");
    static const Sql update("UPDATE beckon_events SET event = ?2 WHERE row = ?1");
    std::vector<std::pair<std::int64_t, std::string>> events;
    {
        Run row = connection.query(select, user);
        while (row.next()) events.emplace_back(row.number(0), to_json(erased(read_event(row, 1))));
    }
    for (const auto& [row, event] : events) connection.change(update, row, event);
}

void erase_mails(Connection& connection, std::int64_t user) {
    static const Sql blank(
        "UPDATE beckon_outbox SET email = ?2, email_key = ?3, detail = '', held_from = NULL, held_until = NULL, "
        "delivery = CASE WHEN delivery IN (1, 3) THEN 5 ELSE delivery END, "
        "next_attempt_at = CASE WHEN delivery IN (1, 3) THEN NULL ELSE next_attempt_at END WHERE user = ?1");
    connection.change(blank, user, erased_address().text(), erased_address().key());
}

}  // namespace

bool erase(Connection& connection, const AccountId& account, const UserId& user) {
    static const Sql select(
        fmt::format("SELECT {}, u.row, a.row FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.id = ?2 AND u.state = 4",
                    user_columns));
    std::int64_t row = 0;
    std::int64_t account_row = 0;
    {
        Run run = connection.query(select, account.text(), user);
        if (!run.next()) return false;
        require_zeros(connection);
        row = run.number(columns_of_user);
        account_row = run.number(columns_of_user + 1);
        erase_user(connection, row, erased(read_user(run, account)));
    }
    erase_events(connection, row);
    erase_mails(connection, row);
    forget_keys(connection, account_row, user);
    return true;
}

std::size_t purge(Connection& connection, const AccountId& account, Instant removed_before, std::size_t limit) {
    static const Sql select(
        "SELECT u.row, u.id, a.row FROM beckon_accounts AS a JOIN beckon_users AS u INDEXED BY beckon_users_by_removal "
        "ON u.account = a.row WHERE a.account = ?1 AND u.state = 4 AND u.since < ?2 ORDER BY u.since LIMIT ?3");
    static const Sql mails("DELETE FROM beckon_outbox WHERE user = ?1");
    static const Sql events("DELETE FROM beckon_events WHERE user = ?1");
    static const Sql users("DELETE FROM beckon_users WHERE row = ?1");
    std::vector<std::pair<std::int64_t, UserId>> gone;
    std::int64_t account_row = 0;
    {
        Run run = connection.query(select, account.text(), removed_before, static_cast<std::int64_t>(limit));
        while (run.next()) {
            gone.emplace_back(run.number(0), run.id(1));
            account_row = run.number(2);
        }
    }
    for (const auto& [row, user] : gone) {
        connection.change(mails, row);
        connection.change(events, row);
        connection.change(users, row);
        forget_keys(connection, account_row, user);
    }
    return gone.size();
}

}  // namespace beckon::sqlite
