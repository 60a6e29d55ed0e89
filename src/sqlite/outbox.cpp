// SPDX-License-Identifier: MIT
#include "sqlite/outbox.hpp"

#include <optional>
#include <string>
#include <utility>

#include "sqlite/rows.hpp"

namespace beckon::sqlite {

std::vector<MailRecord> mail_to(Connection& connection, const EmailAddress& address, Instant since) {
    static const Sql select(
        std::string("SELECT ") + mail_columns +
        " FROM beckon_outbox AS o JOIN beckon_users AS u ON u.row = o.user JOIN beckon_accounts AS a ON a.row = "
        "o.account WHERE o.email_key = ?1 AND o.queued_at >= ?2 ORDER BY o.queued_at DESC, o.row DESC");
    std::vector<MailRecord> latest_first;
    Run row = connection.query(select, address.key(), since);
    while (row.next()) latest_first.push_back(read_mail(row));
    return latest_first;
}

std::vector<ClaimedMail> claim_mail(Connection& connection, Instant now, Duration lease, std::size_t limit) {
    // CROSS JOIN fixes the order of the loops: the open emails, and then what belongs to each.
    static const Sql select(
        std::string("SELECT ") + mail_columns +
        ", o.row, o.fence, o.held_until IS NOT NULL FROM beckon_outbox AS o INDEXED BY beckon_outbox_open "
        "CROSS JOIN beckon_users AS u ON u.row = o.user CROSS JOIN beckon_accounts AS a ON a.row = o.account "
        "WHERE o.delivery IN (1, 3) AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= ?1) AND "
        "(o.held_until IS NULL OR ?1 < o.held_from OR ?1 >= o.held_until) ORDER BY o.row LIMIT ?2");
    static const Sql update(
        "UPDATE beckon_outbox SET lapses = ?2, fence = ?3, held_from = ?4, held_until = ?5 WHERE row = ?1");

    std::vector<ClaimedMail> claimed;
    std::vector<std::int64_t> rows;
    {
        Run run = connection.query(select, now, static_cast<std::int64_t>(limit));
        while (run.next()) {
            ClaimedMail claim{read_mail(run), run.number(columns_of_mail + 1) + 1, now + lease};
            const bool lapsed = run.number(columns_of_mail + 2) != 0;
            if (lapsed) ++claim.mail.lapses;
            claimed.push_back(std::move(claim));
            rows.push_back(run.number(columns_of_mail));
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        connection.change(update, rows[i], claimed[i].mail.lapses, claimed[i].fence, now - lease, now + lease);
    }
    return claimed;
}

namespace {

/// The rows of the email in the outbox, and of its user. A link by hand is not an email.
struct MailRows {
    std::int64_t mail = 0;
    std::int64_t user = 0;
};

std::optional<MailRows> find_mail(Connection& connection, const AccountId& account, const UserId& user,
                                  std::int64_t revision) {
    static const Sql select(
        "SELECT o.row, u.row FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row JOIN beckon_outbox "
        "AS o ON o.user = u.row WHERE a.account = ?1 AND u.id = ?2 AND o.revision = ?3 AND o.delivery <> 7");
    Run row = connection.query(select, account.text(), user, revision);
    if (!row.next()) return std::nullopt;
    return MailRows{row.number(0), row.number(1)};
}

/// Stores the state of the latest email in the user's row.
void write_delivery(Connection& connection, std::int64_t user) {
    static const Sql update(
        "UPDATE beckon_users SET delivery = (SELECT o.delivery FROM beckon_outbox AS o WHERE o.user = ?1 ORDER BY "
        "o.revision DESC LIMIT 1) WHERE row = ?1");
    connection.change(update, user);
}

}  // namespace

SettleResult settle_mail(Connection& connection, const ClaimedMail& claimed, const Settlement& settlement) {
    static const Sql update(
        "UPDATE beckon_outbox SET delivery = ?3, attempts = attempts + ?4, unknown = unknown + ?5, refusals = refusals "
        "+ ?6, refused_since = iif(?6, coalesce(refused_since, ?8), refused_since), next_attempt_at = ?7, settled_at = "
        "?8, cause = ?9, detail = ?10, held_from = NULL, held_until = NULL WHERE row = ?1 AND fence = ?2 AND "
        "held_until IS NOT NULL");
    const MailIntent& intent = claimed.mail.intent;
    const auto rows = find_mail(connection, intent.account, intent.user, intent.revision);
    if (!rows) return SettleResult::not_held;
    const int changed =
        connection.change(update, rows->mail, claimed.fence, static_cast<std::uint8_t>(settlement.delivery),
                          settlement.counts, settlement.unknown, settlement.refused, settlement.next_attempt_at,
                          settlement.at, records::number_of(settlement.cause), settlement.detail);
    if (changed == 0) return SettleResult::not_held;
    write_delivery(connection, rows->user);
    return SettleResult::settled;
}

bool bounce_mail(Connection& connection, const AccountId& account, const UserId& user, std::int64_t revision,
                 Instant at, std::string_view detail) {
    static const Sql update(
        "UPDATE beckon_outbox SET delivery = 6, next_attempt_at = NULL, settled_at = ?2, detail = ?3, held_from = "
        "NULL, held_until = NULL WHERE row = ?1 AND delivery <> 6");
    const auto rows = find_mail(connection, account, user, revision);
    if (!rows) return false;
    if (connection.change(update, rows->mail, at, detail) != 0) write_delivery(connection, rows->user);
    return true;
}

}  // namespace beckon::sqlite
