// SPDX-License-Identifier: MIT
#include "sqlite/candidates.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "beckon/records/commit_columns.hpp"
#include "beckon/sorting/user_keys.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/search_index.hpp"

namespace beckon::sqlite {

namespace {

using Rows = std::vector<std::int64_t>;

struct Account {
    std::int64_t row = 0;
    std::int64_t live = 0;  ///< Users.
    std::int64_t indexed = 0;
};

std::optional<Account> find_account(Connection& connection, const AccountId& id) {
    static const Sql select(
        "SELECT row, pending + active + deactivated, indexed FROM beckon_accounts WHERE account = ?1");
    Run row = connection.query(select, id.text());
    if (!row.next()) return std::nullopt;
    return Account{row.number(0), row.number(1), row.number(2)};
}

/// The smallest of several lists of rows, each read no further than it may still become that.
class Fewest {
public:
    Fewest(Connection& connection, const Account& account)
        : connection_(connection),
          account_(account.row),
          // Beyond a quarter, a walk finds a page of them before long.
          limit_(static_cast<std::size_t>(std::min<std::int64_t>(account.live / 4, most)) + 1) {}

    /// Takes the rows that the calls of `add` within `read` give, if they are the fewest so far.
    template <class Read>
    void consider(const Read& read) {
        Rows rows;
        read(rows);
        if (rows.size() >= limit_) return;
        limit_ = rows.size();
        fewest_ = std::move(rows);
        is_any_ = true;
    }

    /// Adds what the statement gives for the account (?1), up to a limit (?2), and the values.
    template <class... Values>
    void add(Rows& rows, const Sql& sql, const Values&... values) {
        Run row = connection_.query(sql, account_, static_cast<std::int64_t>(limit_ - rows.size()), values...);
        while (row.next()) rows.push_back(row.number(0));
    }

    std::optional<Rows> take() {
        if (!is_any_) return std::nullopt;
        std::sort(fewest_.begin(), fewest_.end());
        fewest_.erase(std::unique(fewest_.begin(), fewest_.end()), fewest_.end());
        return std::move(fewest_);
    }

private:
    static constexpr std::int64_t most = 20'000;

    Connection& connection_;
    const std::int64_t account_;
    std::size_t limit_;  // fewer rows than these are wanted
    Rows fewest_;
    bool is_any_ = false;
};

void by_text(Fewest& fewest, const Account& account, std::string_view part) {
    static const Sql indexed("SELECT rowid FROM beckon_search WHERE beckon_search MATCH ?3 AND ?1 LIMIT ?2");
    static const Sql not_indexed(
        "SELECT DISTINCT user FROM beckon_events WHERE account = ?1 AND position > ?3 LIMIT ?2");
    const auto match = match_for(account.row, part);
    if (!match) return;
    fewest.consider([&](Rows& rows) {
        fewest.add(rows, not_indexed, account.indexed);
        fewest.add(rows, indexed, *match);
    });
}

void by_status(Fewest& fewest, const UserQuery& query) {
    static const Sql invited(
        "SELECT row FROM beckon_users INDEXED BY beckon_users_by_expiry "
        "WHERE account = ?1 AND state = 1 AND expires_at > ?3 AND expires_at < ?4 LIMIT ?2");
    static const Sql in_state(
        "SELECT row FROM beckon_users INDEXED BY beckon_users_by_state WHERE account = ?1 AND state = ?3 AND "
        "likely(state < 4) LIMIT ?2");
    using Limits = std::numeric_limits<std::int64_t>;
    const std::int64_t now = to_microseconds(query.now);
    const std::int64_t before = query.expires_before ? to_microseconds(*query.expires_before) : Limits::max();
    const auto add = [&](Rows& rows, Status status) {
        switch (status) {
            case Status::invite_sent: fewest.add(rows, invited, now, before); break;
            case Status::invite_expired: fewest.add(rows, invited, Limits::min(), std::min(before, now + 1)); break;
            case Status::active:
            case Status::deactivated:
                if (query.expires_before) break;
                fewest.add(rows, in_state,
                           static_cast<std::int64_t>(status == Status::active ? records::StateCode::active
                                                                              : records::StateCode::deactivated));
        }
    };
    fewest.consider([&](Rows& rows) {
        for (const Status status : all_statuses) {
            const auto& wanted = query.statuses;
            if (wanted.empty() || std::find(wanted.begin(), wanted.end(), status) != wanted.end()) add(rows, status);
        }
    });
}

void by_delivery(Fewest& fewest, const UserQuery& query) {
    static const Sql select(
        "SELECT row FROM beckon_users INDEXED BY beckon_users_by_delivery WHERE account = ?1 AND delivery = ?3 AND "
        "state < 4 LIMIT ?2");
    fewest.consider([&](Rows& rows) {
        for (const Delivery delivery : query.deliveries) fewest.add(rows, select, static_cast<std::int64_t>(delivery));
    });
}

void by_inviter(Fewest& fewest, const UserId& inviter) {
    static const Sql select(
        "SELECT row FROM beckon_users INDEXED BY beckon_users_by_inviter WHERE account = ?1 AND invited_by = ?3 AND "
        "state < 4 LIMIT ?2");
    fewest.consider([&](Rows& rows) { fewest.add(rows, select, inviter); });
}

}  // namespace

std::optional<std::vector<std::int64_t>> few_candidates(Connection& connection, const UserQuery& query) {
    const auto account = find_account(connection, query.account);
    if (!account) return Rows{};
    Fewest fewest(connection, *account);
    if (!query.statuses.empty() || query.expires_before) by_status(fewest, query);
    if (!query.deliveries.empty()) by_delivery(fewest, query);
    if (query.invited_by) by_inviter(fewest, *query.invited_by);
    by_text(fewest, *account, query.search);
    if (query.role) by_text(fewest, *account, folded(*query.role));
    return fewest.take();
}

}  // namespace beckon::sqlite
