// SPDX-License-Identifier: MIT
#include "rows.hpp"

#include "beckon/records/commit_columns.hpp"

namespace host {

void write_user(Database& database, const beckon::User& user) {
    const beckon::records::UserColumns columns(user);
    const beckon::Profile& profile = user.profile;
    const std::string& tenant = user.account.text();
    change(database,
           "INSERT INTO users (tenant_id, id, email, full_name) VALUES (?1, ?2, '', '') ON CONFLICT DO NOTHING", tenant,
           user.id);
    change(
        database,
        "UPDATE users SET revision = ?3, email = ?4, full_name = ?5, locale = ?6, roles = ?7, attributes = ?8, "
        "state = ?9, since = ?10, expires_at = ?11, times_sent = ?12, opened_at = ?13, removal = ?14, "
        "link_generation = ?15, link_key = ?16, created_at = ?17, joined_at = ?18, invited_by = ?19, reference = ?20, "
        "note = ?21 "
        "WHERE tenant_id = ?1 AND id = ?2",
        tenant, user.id, user.revision, user.email.text(), profile.name, profile.locale,
        beckon::records::labels_to_json(profile.roles), beckon::records::attributes_to_json(profile.attributes),
        static_cast<int>(columns.state), columns.since, columns.expires_at, columns.times_sent, columns.opened_at,
        columns.removal, columns.link_generation, columns.link_key, user.created_at, user.joined_at, user.invited_by,
        user.reference, columns.note);
}

}  // namespace host
