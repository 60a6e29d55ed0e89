// SPDX-License-Identifier: MIT
#include "sqlite/look.hpp"

#include <fmt/format.h>

#include <string>

#include "beckon/ports/reading.hpp"
#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

/// Reads one thing at a time, in the transaction of the look.
struct Reads {
    Connection& connection;
    const AccountId& account;

    std::optional<User> user_by_id(const UserId& user) const {
        static const Sql select(
            fmt::format("SELECT {} FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                        "WHERE a.account = ?1 AND u.id = ?2",
                        user_columns));
        return user_in(connection.query(select, account.text(), user));
    }

    std::optional<User> user_by_address(const EmailAddress& email) const {
        static const Sql select(
            fmt::format("SELECT {} FROM beckon_accounts AS a JOIN beckon_users AS u ON u.account = a.row "
                        "WHERE a.account = ?1 AND u.email_key = ?2 AND u.state < 4",
                        user_columns));
        return user_in(connection.query(select, account.text(), email.key()));
    }

    std::optional<Instant> last_mail_at(const EmailAddress& email) const {
        static const Sql select(
            "SELECT queued_at FROM beckon_outbox AS o "
            "WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) AND email_key = ?2 "
            "AND (delivery IN (2, 6, 8) OR unknown > 0 OR lapses > 0 OR held_from IS NOT NULL OR (delivery = 3 AND "
            "attempts > 0) "
            "OR (delivery IN (1, 3) AND (SELECT state FROM beckon_users WHERE row = o.user) = 1 "
            "AND revision = (SELECT max(revision) FROM beckon_outbox WHERE user = o.user))) "
            "ORDER BY row DESC LIMIT 1");  // as `starts_cooldown` says
        Run row = connection.query(select, account.text(), email.key());
        if (!row.next()) return std::nullopt;
        return row.instant(0);
    }

    std::uint32_t pending(Instant now) const {
        static const Sql select(
            "SELECT count(*) FROM beckon_users WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) "
            "AND state = 1 AND expires_at > ?2");
        Run row = connection.query(select, account.text(), now);
        row.next();
        return row.number<std::uint32_t>(0);
    }

    std::uint32_t active_holders(const std::string& role) const {
        static const Sql select(
            "SELECT active FROM beckon_role_holders "
            "WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) AND role = ?2");
        Run row = connection.query(select, account.text(), role);
        return row.next() ? row.number<std::uint32_t>(0) : 0;
    }

    std::optional<RememberedRequest> remembered(const std::string& key, Instant now) const {
        static const Sql select(
            "SELECT digest, user, revision, expires_at FROM beckon_keys "
            "WHERE account = (SELECT row FROM beckon_accounts WHERE account = ?1) AND key = ?2 AND expires_at > ?3");
        Run row = connection.query(select, account.text(), key, now);
        if (!row.next()) return std::nullopt;
        return RememberedRequest{key, row.octets<32>(0), row.id(1), row.number(2), row.instant(3)};
    }

private:
    std::optional<User> user_in(Run row) const {
        if (!row.next()) return std::nullopt;
        return read_user(row, account);
    }
};

}  // namespace

std::vector<Seen> look_all(Connection& connection, const AccountId& account, std::span<const Look> looks) {
    std::vector<Seen> all;
    all.reserve(looks.size());
    for (const Look& look : looks) all.push_back(see(Reads{connection, account}, look));
    return all;
}

}  // namespace beckon::sqlite
