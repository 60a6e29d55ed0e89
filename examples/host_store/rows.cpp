// SPDX-License-Identifier: MIT
#include "rows.hpp"

#include "beckon/records/commit_columns.hpp"

namespace host {

void write_user(Database& database, const beckon::User& user) {
    using beckon::records::labels_to_json;
    const beckon::records::UserColumns columns(user);
    const beckon::Profile& profile = user.profile;
    const std::string& tenant = user.account.text();
    change(database,
           "INSERT INTO users (tenant_id, id, email, full_name) VALUES (?1, ?2, '', '') ON CONFLICT DO NOTHING", tenant,
           user.id);
    change(database,
           "UPDATE users SET revision = ?3, email = ?4, full_name = ?5, roles = ?6, teams = ?7, inboxes = ?8, locale = "
           "?9, "
           "state = ?10, since = ?11, expires_at = ?12, times_sent = ?13, opened_at = ?14, removal = ?15, "
           "link_generation = ?16, link_key = ?17, created_at = ?18, joined_at = ?19, invited_by = ?20 "
           "WHERE tenant_id = ?1 AND id = ?2",
           tenant, user.id, user.revision, user.email.text(), profile.name, labels_to_json(profile.roles),
           labels_to_json(profile.teams), labels_to_json(profile.inboxes), profile.locale,
           static_cast<int>(columns.state), columns.since, columns.expires_at, columns.times_sent, columns.opened_at,
           columns.removal, columns.link_generation, columns.link_key, user.created_at, user.joined_at,
           user.invited_by);
}

}  // namespace host
