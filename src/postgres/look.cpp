// SPDX-License-Identifier: MIT
#include "postgres/look.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>
#include <variant>

#include "beckon/records/iso_time.hpp"
#include "postgres/rows.hpp"

namespace beckon::postgres {

namespace {

namespace json = boost::json;

/// One row of the answer for each person asked about: the user of a look, and the holder of its address.
json::array questions_of(std::span<const Look> looks) {
    json::array all;
    for (const Look& look : looks) {
        json::object user{{"mailed", look.user_mailed_at}, {"pending", look.pending}};
        if (const auto* id = std::get_if<UserId>(&look.user)) user["id"] = to_text(*id);
        if (const auto* email = std::get_if<EmailAddress>(&look.user)) user["email_key"] = email->key();
        if (look.role) user["role"] = *look.role;
        if (!look.idempotency_key.empty()) user["key"] = look.idempotency_key;
        if (look.pending || !look.idempotency_key.empty()) user["now"] = to_iso(look.now);
        all.push_back(std::move(user));
        if (look.address) {
            const std::string& key = look.address->key();
            all.push_back({{"mailed", look.address_mailed_at}, {"mailed_to", key}, {"email_key", key}});
        }
    }
    return all;
}

constexpr int mailed_at = columns_of_user;
constexpr int pending = mailed_at + 1;
constexpr int active_holders = pending + 1;
constexpr int remembered = active_holders + 1;

std::optional<User> user_in(const Rows::Row& row, const AccountId& account) {
    if (row.is_null(0)) return std::nullopt;
    return read_user(row, account);
}

Seen seen_in(const Rows::Row& row, const AccountId& account, const Look& look) {
    Seen seen{.user = user_in(row, account), .user_mailed_at = row.maybe_instant(mailed_at)};
    if (!row.is_null(pending)) seen.counters.pending = row.number<std::uint32_t>(pending);
    if (!row.is_null(active_holders)) seen.counters.active_holders = row.number<std::uint32_t>(active_holders);
    if (!row.is_null(remembered)) {
        seen.remembered = RememberedRequest{look.idempotency_key, row.digest(remembered), row.id(remembered + 1),
                                            row.number(remembered + 2), row.instant(remembered + 3)};
    }
    return seen;
}

}  // namespace

std::vector<Seen> look_all(Connection& connection, const AccountId& account, std::span<const Look> looks) {
    static const Sql select(fmt::format(R"(
        SELECT {},
          CASE WHEN q.mailed THEN (SELECT o.queued_at FROM beckon.outbox AS o WHERE o.account = $1
            AND o.email_key = coalesce(q.mailed_to, u.email_key)  -- and as `starts_cooldown` says
            AND (o.delivery IN (2, 6, 8) OR o.unknown > 0 OR o.lapses > 0 OR o.held_from IS NOT NULL
              OR (o.delivery = 3 AND o.attempts > 0)
              OR (o.delivery IN (1, 3) AND EXISTS (SELECT FROM beckon.users AS t WHERE t.account = $1
                AND t.id = o.user_id AND t.state = 1 AND t.mail_revision = o.revision)))
            ORDER BY o.position DESC LIMIT 1) END,
          CASE WHEN q.pending THEN (SELECT count(*) FROM beckon.users AS p WHERE p.account = $1
            AND p.expires_at > q.now) END,
          (SELECT h.active FROM beckon.role_holders AS h WHERE h.account = $1 AND h.role = q.role),
          k.digest, k.user_id, k.revision, k.expires_at
        FROM ROWS FROM (jsonb_to_recordset($2) AS (id uuid, email_key text, mailed boolean, mailed_to text,
                                                   pending boolean, role text, key text, now timestamptz))
          WITH ORDINALITY AS q
        LEFT JOIN LATERAL (
          SELECT i.* FROM beckon.users AS i WHERE i.account = $1 AND i.id = q.id
          UNION ALL
          SELECT e.* FROM beckon.users AS e WHERE e.account = $1 AND e.email_key = q.email_key
            AND e.removed_at IS NULL) AS u
          ON true
        LEFT JOIN LATERAL (
          SELECT * FROM beckon.keys AS r WHERE r.account = $1 AND r.key = q.key AND r.expires_at > q.now) AS k ON true
        ORDER BY q.ordinality)",
                                        user_columns));
    const Rows rows =
        connection.run("looking", select, std::string_view(account.text()), Json{json::serialize(questions_of(looks))});
    std::vector<Seen> all;
    all.reserve(looks.size());
    int next = 0;
    for (const Look& look : looks) {
        all.push_back(seen_in(rows[next++], account, look));
        if (!look.address) continue;
        all.back().holder = user_in(rows[next], account);
        all.back().address_mailed_at = rows[next++].maybe_instant(mailed_at);
    }
    return all;
}

}  // namespace beckon::postgres
