// SPDX-License-Identifier: MIT
#include "sqlite/outbox.hpp"

#include <string>
#include <utility>

#include "sqlite/rows.hpp"

namespace beckon::sqlite {

std::vector<ClaimedMail> claim_mail(Connection& connection, Instant now, Duration lease, std::size_t limit) {
    // CROSS JOIN fixes the order of the loops: the open mails, and what belongs to each.
    static const Sql select(std::string("SELECT ") + mail_columns +
                            ", o.row, o.fence, o.held_until IS NOT NULL FROM outbox AS o INDEXED BY outbox_open "
                            "CROSS JOIN users AS u ON u.row = o.user CROSS JOIN accounts AS a ON a.row = o.account "
                            "WHERE o.delivery IN (1, 3) AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= ?1) AND "
                            "(o.held_until IS NULL OR ?1 < o.held_from OR ?1 >= o.held_until) ORDER BY o.row LIMIT ?2");
    static const Sql update(
        "UPDATE outbox SET attempts = ?2, unknown = ?3, lapses = ?4, fence = ?5, held_from = ?6, held_until = ?7 "
        "WHERE row = ?1");

    std::vector<ClaimedMail> claimed;
    std::vector<std::int64_t> rows;
    {
        Run run = connection.query(select, now, static_cast<std::int64_t>(limit));
        while (run.next()) {
            ClaimedMail claim{read_mail(run), run.number(columns_of_mail + 1) + 1, now + lease};
            const bool lapsed = run.number(columns_of_mail + 2) != 0;
            if (lapsed) ++claim.mail.attempts, ++claim.mail.unknown, ++claim.mail.lapses;
            claimed.push_back(std::move(claim));
            rows.push_back(run.number(columns_of_mail));
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const MailRecord& mail = claimed[i].mail;
        connection.change(update, rows[i], mail.attempts, mail.unknown, mail.lapses, claimed[i].fence, now - lease,
                          now + lease);
    }
    return claimed;
}

SettleResult settle_mail(Connection& connection, const ClaimedMail& claimed, const Settlement& settlement) {
    static const Sql update(
        "UPDATE outbox SET delivery = ?5, attempts = attempts + ?6, unknown = unknown + ?7, next_attempt_at = ?8, "
        "settled_at = ?9, detail = ?10, held_from = NULL, held_until = NULL WHERE user = "
        "(SELECT u.row FROM accounts AS a JOIN users AS u ON u.account = a.row WHERE a.account = ?1 AND u.id = ?2) "
        "AND revision = ?3 AND fence = ?4 AND held_until IS NOT NULL");
    const MailIntent& intent = claimed.mail.intent;
    const int changed =
        connection.change(update, intent.account.text(), intent.user, intent.revision, claimed.fence,
                          static_cast<std::uint8_t>(settlement.delivery), settlement.counts, settlement.unknown,
                          settlement.next_attempt_at, settlement.at, settlement.detail);
    return changed == 1 ? SettleResult::settled : SettleResult::not_held;
}

}  // namespace beckon::sqlite
