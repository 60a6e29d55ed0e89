// SPDX-License-Identifier: MIT
#include "postgres/outbox.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "postgres/rows.hpp"

namespace beckon::postgres {

namespace {

/// Copies the state of a changed email into `users.delivery`, if it is the user's latest. The outbox is updated first
/// and users second, so that no two statements wait for each other.
constexpr std::string_view keep_beside_user =
    "beside_user AS (UPDATE beckon.users AS u SET delivery = c.delivery FROM changed AS c "
    "WHERE u.account = $1 AND u.id = $2 AND u.mail_revision = $3)";

}  // namespace

std::vector<MailRecord> mail_to(Connection& connection, const EmailAddress& address, Instant since) {
    static const Sql select(
        fmt::format("SELECT {} FROM beckon.outbox AS o WHERE o.email_key = $1 AND o.queued_at >= $2 "
                    "ORDER BY o.queued_at DESC, o.position DESC",
                    mail_columns));
    const Rows rows =
        connection.run("reading the emails to an address", select, std::string_view(address.key()), since);
    std::vector<MailRecord> latest_first;
    latest_first.reserve(static_cast<std::size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) latest_first.push_back(read_mail(rows[i]));
    return latest_first;
}

std::vector<ClaimedMail> claim_mail(Connection& connection, Instant now, Duration lease, std::size_t limit) {
    // Three sources, each an index in its order: emails due at once; emails due by their time or whose claim ran out;
    // and emails that a clock set back has left with a claim from the future. SKIP LOCKED leaves to others what they
    // are taking at this moment.
    static const Sql claim(fmt::format(R"(
        WITH at_once AS (
          SELECT o.account, o.user_id, o.revision, o.queued_at, o.position FROM beckon.outbox AS o
          WHERE o.delivery IN (1, 3) AND o.due_at = '-infinity'
          ORDER BY o.queued_at, o.account, o.position LIMIT $4 FOR UPDATE SKIP LOCKED),
        by_time AS (
          SELECT o.account, o.user_id, o.revision, o.queued_at, o.position FROM beckon.outbox AS o
          WHERE o.delivery IN (1, 3) AND o.due_at > '-infinity' AND o.due_at <= $1
          AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= $1)
          ORDER BY o.queued_at, o.account, o.position LIMIT $4 FOR UPDATE SKIP LOCKED),
        from_ahead AS (
          SELECT o.account, o.user_id, o.revision, o.queued_at, o.position FROM beckon.outbox AS o
          WHERE o.delivery IN (1, 3) AND o.held_from > $1
          AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= $1)
          ORDER BY o.queued_at, o.account, o.position LIMIT $4 FOR UPDATE SKIP LOCKED),
        due AS (
          SELECT * FROM at_once UNION ALL SELECT * FROM by_time UNION ALL SELECT * FROM from_ahead
          ORDER BY queued_at, account, position LIMIT $4),
        claimed AS (
          UPDATE beckon.outbox AS o SET fence = o.fence + 1, held_from = $2, held_until = $3,
            lapses = o.lapses + (o.held_until IS NOT NULL)::int
          FROM due AS d WHERE o.account = d.account AND o.user_id = d.user_id AND o.revision = d.revision
          RETURNING {}, o.fence, o.position)
        SELECT * FROM claimed ORDER BY queued_at, account, position)",
                                       mail_columns));
    const Rows rows = connection.run("claiming emails", claim, now, now - lease, now + lease, at_most(limit));
    std::vector<ClaimedMail> claimed;
    claimed.reserve(static_cast<std::size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        claimed.push_back({read_mail(rows[i]), rows[i].number(columns_of_mail), now + lease});
    }
    return claimed;
}

SettleResult settle_mail(Connection& connection, const ClaimedMail& claimed, const Settlement& settlement) {
    static const Sql settle(
        fmt::format("WITH changed AS (UPDATE beckon.outbox AS o SET delivery = $5, attempts = o.attempts + $6, "
                    "unknown = o.unknown + $7, refusals = o.refusals + $8, refused_since = CASE WHEN $8 = 1 THEN "
                    "coalesce(o.refused_since, $10) ELSE o.refused_since END, next_attempt_at = $9, settled_at = $10, "
                    "cause = $11::bigint, detail = $12, held_from = NULL, held_until = NULL "
                    "WHERE o.account = $1 AND o.user_id = $2 AND o.revision = $3 AND o.fence = $4 "
                    "AND o.held_until IS NOT NULL RETURNING o.delivery), {} SELECT 1 FROM changed",
                    keep_beside_user));
    const MailIntent& intent = claimed.mail.intent;
    const Rows changed = connection.run(
        "settling an email", settle, std::string_view(intent.account.text()), intent.user, intent.revision,
        claimed.fence, static_cast<std::int64_t>(settlement.delivery), std::int64_t{settlement.counts},
        std::int64_t{settlement.unknown}, std::int64_t{settlement.refused}, settlement.next_attempt_at, settlement.at,
        records::number_of(settlement.cause), std::string_view(settlement.detail));
    return changed.empty() ? SettleResult::not_held : SettleResult::settled;
}

bool bounce_mail(Connection& connection, const AccountId& account, const UserId& user, std::int64_t revision,
                 Instant at, std::string_view detail) {
    static const Sql bounce(fmt::format(
        "WITH changed AS (UPDATE beckon.outbox AS o SET delivery = 6, next_attempt_at = NULL, settled_at = $4, "
        "detail = $5, held_from = NULL, held_until = NULL WHERE o.account = $1 AND o.user_id = $2 AND o.revision = $3 "
        "AND o.delivery NOT IN (6, 7) RETURNING o.delivery), {} "
        "SELECT 1 FROM beckon.outbox AS o WHERE o.account = $1 AND o.user_id = $2 AND o.revision = $3 "
        "AND o.delivery <> 7",
        keep_beside_user));
    const Rows found =
        connection.run("recording a bounce", bounce, std::string_view(account.text()), user, revision, at, detail);
    return !found.empty();
}

}  // namespace beckon::postgres
