// SPDX-License-Identifier: MIT
#include "sqlite/list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/records/commit_columns.hpp"
#include "sqlite/candidates.hpp"
#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

struct SortedBy {
    std::string_view column;
    std::string_view index;
};

/// The column that holds the sort key, and the index over the account, it and the address key. The status depends on
/// the time: its index is over the states, of which the first is two statuses.
SortedBy sorted_by(UserOrder order) {
    switch (order) {
        case UserOrder::email: break;
        case UserOrder::name: return {"name_key", "beckon_users_by_name"};
        case UserOrder::roles: return {"roles_key", "beckon_users_by_roles"};
        case UserOrder::teams: return {"team_count", "beckon_users_by_teams"};
        case UserOrder::inboxes: return {"inbox_count", "beckon_users_by_inboxes"};
        case UserOrder::status: return {"state", "beckon_users_by_state"};
        case UserOrder::sent: return {"sent_key", "beckon_users_by_sent"};
        case UserOrder::joined: return {"joined_key", "beckon_users_by_joined"};
    }
    return {"email_key", "beckon_users_by_address"};
}

/// Gives the users behind a place whom the filters let pass, in an order: out of the index of the order, or out of a
/// list of rows.
const Sql& statement(UserOrder order, bool descending, bool out_of_rows) {
    static const std::map<std::tuple<UserOrder, bool, bool>, Sql> statements = [] {
        std::map<std::tuple<UserOrder, bool, bool>, Sql> all;
        for (const UserOrder each : all_user_orders) {
            for (const bool down : {false, true}) {
                for (const bool rows : {false, true}) {
                    const auto [column, index] = sorted_by(each);
                    const std::string_view than = down ? "<" : ">";
                    // Statuses are listed one after another, each within its state. `likely` keeps SQLite from walking
                    // all states below 4 instead.
                    const std::string place = each == UserOrder::status
                                                  ? fmt::format("u.{} = ?10 AND u.email_key {} ?11", column, than)
                                                  : fmt::format("(u.{}, u.email_key) {} (?10, ?11)", column, than);
                    const std::string source =
                        rows ? "json_each(?12) AS c CROSS JOIN beckon_users AS u ON u.row = c.value"
                             : fmt::format("beckon_users AS u INDEXED BY {}", index);
                    all.try_emplace(
                        std::tuple(each, down, rows),
                        fmt::format("SELECT {0}, u.delivery FROM {1} WHERE u.account = (SELECT row FROM "
                                    "beckon_accounts WHERE account = ?1) AND likely(u.state < 4) AND {2} AND ?2 & (1 "
                                    "<< CASE WHEN u.state > 1 THEN u.state + 1 WHEN u.expires_at > ?3 THEN 1 ELSE 2 "
                                    "END) AND (?4 = '' OR instr(u.search_text, ?4)) AND (?5 IS NULL OR EXISTS (SELECT "
                                    "1 FROM json_each(u.roles) WHERE value = ?5)) AND (?6 = 0 OR ?6 & (1 << "
                                    "coalesce(u.delivery, 0))) AND (?7 IS NULL OR u.invited_by = ?7) AND (?8 IS NULL "
                                    "OR u.expires_at < ?8) ORDER BY u.{3} {4}, u.email_key {4} LIMIT ?9",
                                    user_columns, source, place, column, down ? "DESC" : "ASC"));
                }
            }
        }
        return all;
    }();
    return statements.at({order, descending, out_of_rows});
}

// "" lies before every address, and the character behind "~" behind every one.
constexpr std::string_view before_addresses{};
constexpr std::string_view behind_addresses = "\x7F";

/// The bits of codes at their numbers.
template <class Code>
std::int64_t bits_of(const std::vector<Code>& codes) {
    std::int64_t bits = 0;
    for (const Code code : codes) bits |= std::int64_t{1} << static_cast<int>(code);
    return bits;
}

/// Puts users behind `page.users`, until it is full or they end.
void read_on(Connection& connection, const UserQuery& query, std::int64_t statuses, UserPage& page) {
    const auto missing = static_cast<std::int64_t>(query.size - page.users.size()) + 1;
    const auto read = [&](const auto& key, std::string_view email_key, const auto&... rows) {
        Run row = connection.query(statement(query.order, query.descending, sizeof...(rows) > 0), query.account.text(),
                                   statuses, query.now, query.search, query.role, bits_of(query.deliveries),
                                   query.invited_by, query.expires_before, missing, key, email_key, rows...);
        while (row.next()) {
            page.more = page.users.size() == query.size;
            if (page.more) return;
            UserRow user{read_user(row, query.account), std::nullopt};
            if (!row.is_null(columns_of_user)) {
                user.delivery = static_cast<Delivery>(row.number<std::uint8_t>(columns_of_user));
            }
            page.users.push_back(std::move(user));
        }
    };
    const auto candidates = few_candidates(connection, query);
    const auto from = [&](const auto& key, std::string_view email_key) {
        candidates ? read(key, email_key, fmt::format("[{}]", fmt::join(*candidates, ","))) : read(key, email_key);
    };
    using Numbers = std::numeric_limits<std::int64_t>;
    if (query.after) {
        std::visit([&](const auto& key) { from(key, query.after->email_key); }, query.after->key);
    } else if (is_by_number(query.order)) {
        query.descending ? from(Numbers::max(), behind_addresses) : from(Numbers::min(), before_addresses);
    } else if (query.descending) {
        from(std::array<std::uint8_t, 1>{}, behind_addresses);  // to SQLite, octets lie behind every text
    } else {
        from(std::string_view(), before_addresses);
    }
}

/// The state that users of a status are in.
std::int64_t state_of(Status status) {
    switch (status) {
        case Status::invite_sent:
        case Status::invite_expired: break;
        case Status::active: return static_cast<std::int64_t>(records::StateCode::active);
        case Status::deactivated: return static_cast<std::int64_t>(records::StateCode::deactivated);
    }
    return static_cast<std::int64_t>(records::StateCode::invited);
}

/// One status after another.
void read_by_status(Connection& connection, const UserQuery& query, std::int64_t statuses, UserPage& page) {
    std::vector<Status> order(all_statuses.begin(), all_statuses.end());
    if (query.descending) std::reverse(order.begin(), order.end());
    const auto number = [](Status status) { return static_cast<std::int64_t>(status); };
    const auto begin = query.after ? std::get<std::int64_t>(query.after->key) : number(order.front());
    for (const Status status : order) {
        const bool over = query.descending ? number(status) > begin : number(status) < begin;
        const std::int64_t bit = statuses & bits_of(std::vector{status});
        if (over || bit == 0) continue;
        UserQuery part = query;
        part.statuses = {status};
        const bool goes_on = query.after && number(status) == begin;
        const std::string_view start = query.descending ? behind_addresses : before_addresses;
        part.after = {state_of(status), goes_on ? query.after->email_key : std::string(start)};
        read_on(connection, part, bit, page);
        if (page.more) return;
    }
}

}  // namespace

UserPage list(Connection& connection, const UserQuery& query) {
    UserPage page;
    const std::int64_t statuses = query.statuses.empty() ? ~std::int64_t{0} : bits_of(query.statuses);
    if (query.order == UserOrder::status) {
        read_by_status(connection, query, statuses, page);
    } else {
        read_on(connection, query, statuses, page);
    }
    return page;
}

}  // namespace beckon::sqlite
