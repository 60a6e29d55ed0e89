// SPDX-License-Identifier: MIT
#include "sqlite/look.hpp"

#include <fmt/format.h>

#include <string>
#include <variant>

#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

std::optional<User> user_by_id(Connection& connection, const AccountId& account, const UserId& user) {
    static const Sql select(
        fmt::format("SELECT {} FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.id = ?2",
                    user_columns));
    Run row = connection.query(select, account.text(), user);
    if (!row.next()) return std::nullopt;
    return read_user(row, account);
}

std::optional<User> user_by_address(Connection& connection, const AccountId& account, const EmailAddress& email) {
    static const Sql select(
        fmt::format("SELECT {} FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                    "WHERE a.account = ?1 AND u.email_key = ?2 AND u.state < 4",
                    user_columns));
    Run row = connection.query(select, account.text(), email.key());
    if (!row.next()) return std::nullopt;
    return read_user(row, account);
}

std::optional<Instant> last_mail_at(Connection& connection, const AccountId& account, const EmailAddress& email) {
    static const Sql select(
        "SELECT queued_at FROM beckon_outbox WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) "
        "AND email_key = ?2 ORDER BY row DESC LIMIT 1");
    Run row = connection.query(select, account.text(), email.key());
    if (!row.next()) return std::nullopt;
    return row.instant(0);
}

AccountFacts counters(Connection& connection, const AccountId& account, const std::optional<std::string>& role) {
    static const Sql select(
        "SELECT pending, (SELECT active FROM beckon_role_holders AS r WHERE r.account = a.row AND role = ?2) "
        "FROM beckon_accounts AS a WHERE account = ?1");
    Run row = connection.query(select, account.text(), role);
    return row.next() ? AccountFacts{row.number<std::uint32_t>(0), row.number<std::uint32_t>(1)} : AccountFacts{};
}

std::optional<KeptKey> remembered(Connection& connection, const AccountId& account, const KeyQuestion& question) {
    static const Sql select(
        "SELECT digest, user, revision, expires_at FROM beckon_keys "
        "WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) AND key = ?2 AND expires_at > ?3");
    Run row = connection.query(select, account.text(), question.key, question.now);
    if (!row.next()) return std::nullopt;
    return KeptKey{question.key, row.octets<32>(0), row.id(1), row.number(2), row.instant(3)};
}

Seen see(Connection& connection, const AccountId& account, const Look& look) {
    Seen seen;
    if (const auto* id = std::get_if<UserId>(&look.user)) seen.user = user_by_id(connection, account, *id);
    if (const auto* email = std::get_if<EmailAddress>(&look.user)) {
        seen.user = user_by_address(connection, account, *email);
    }
    if (look.address) seen.holder = user_by_address(connection, account, *look.address);
    if (look.user_mailed_at && seen.user) seen.user_mailed_at = last_mail_at(connection, account, seen.user->email);
    if (look.address_mailed_at && look.address) {
        seen.address_mailed_at = last_mail_at(connection, account, *look.address);
    }
    if (look.counters) seen.counters = counters(connection, account, look.role);
    if (look.idempotency) seen.remembered = remembered(connection, account, *look.idempotency);
    return seen;
}

}  // namespace

std::vector<Seen> look_all(Connection& connection, const AccountId& account, std::span<const Look> looks) {
    std::vector<Seen> all;
    all.reserve(looks.size());
    for (const Look& look : looks) all.push_back(see(connection, account, look));
    return all;
}

}  // namespace beckon::sqlite
