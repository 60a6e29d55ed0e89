// SPDX-License-Identifier: MIT
#include "sqlite/list.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/records/commit_columns.hpp"
#include "sqlite/rows.hpp"

namespace beckon::sqlite {

namespace {

/// The number of the user's status at ?3.
constexpr std::string_view status_number =
    "CASE WHEN u.state > 1 THEN u.state + 1 WHEN u.expires_at > ?3 THEN 1 ELSE 2 END";

/// The number of labels of the user's attribute ?12.
constexpr std::string_view attribute_count =
    "coalesce((SELECT json_array_length(l.value) FROM json_each(u.attributes) AS l WHERE l.key = ?12), 0)";

/// What users are sorted by before their addresses.
std::string_view key_of(UserOrder order) {
    switch (order) {
        case UserOrder::email: break;
        case UserOrder::name: return "u.name_key";
        case UserOrder::roles: return "u.roles_key";
        case UserOrder::attribute: return attribute_count;
        case UserOrder::status: return status_number;
        case UserOrder::sent: return "u.sent_key";
        case UserOrder::joined: return "u.joined_key";
    }
    return "u.email_key";
}

/// Reads all of the account's users, whose rows lie together, sorts the keys and rows of those that match, and then
/// reads the users of the page.
std::string reading_all(UserOrder order, bool descending) {
    return fmt::format(
        "SELECT {columns}, u.delivery FROM (SELECT u.row, {key} AS key, u.email_key FROM beckon_accounts AS a "
        "CROSS JOIN beckon_users AS u NOT INDEXED ON u.row BETWEEN a.row << 40 AND {last_row} WHERE a.account = ?1 AND "
        "u.state < 4 AND ?2 & (1 << {status}) AND (?4 = '' OR instr(u.search_text, ?4)) AND (?5 IS NULL OR "
        "instr(',' || substr(u.roles, 2), ?5)) AND (?6 = 0 OR ?6 & (1 << coalesce(u.delivery, 0))) AND (?7 IS NULL OR "
        "u.invited_by = ?7) AND (?8 IS NULL OR u.expires_at < ?8) AND (?10 IS NULL OR ({key}, u.email_key) {than} "
        "(?10, ?11)) ORDER BY key {direction}, u.email_key {direction} LIMIT ?9) AS p CROSS JOIN beckon_users AS u ON "
        "u.row = p.row ORDER BY p.key {direction}, p.email_key {direction}",
        fmt::arg("columns", user_columns), fmt::arg("key", key_of(order)), fmt::arg("last_row", last_row),
        fmt::arg("status", status_number), fmt::arg("than", descending ? "<" : ">"),
        fmt::arg("direction", descending ? "DESC" : "ASC"));
}

/// The role as it is written in a JSON list of roles, after the comma that ends whatever precedes it. No other text
/// contains this, because a quotation mark within a role follows a backslash.
std::string in_list(const std::string& role) {
    std::string json = records::labels_to_json({role});
    json.front() = ',';
    json.pop_back();
    return json;
}

/// Walks through the account's addresses, so that reading a whole account page by page reads each user once.
std::string walking(bool descending) {
    // SQLite sorts every blob after every text.
    return fmt::format(
        "SELECT {}, u.delivery FROM beckon_accounts AS a CROSS JOIN beckon_users AS u INDEXED BY "
        "beckon_users_by_address ON u.account = a.row WHERE a.account = ?1 AND u.state < 4 AND u.email_key {} ORDER BY "
        "u.email_key {} LIMIT ?2",
        user_columns, descending ? "< coalesce(?3, x'')" : "> coalesce(?3, '')", descending ? "DESC" : "ASC");
}

const Sql& walk(bool descending) {
    static const Sql up(walking(false));
    static const Sql down(walking(true));
    return descending ? down : up;
}

const Sql& read_all(UserOrder order, bool descending) {
    static const std::map<std::pair<UserOrder, bool>, Sql> statements = [] {
        std::map<std::pair<UserOrder, bool>, Sql> all;
        for (const UserOrder each : all_user_orders) {
            for (const bool down : {false, true}) all.try_emplace({each, down}, reading_all(each, down));
        }
        return all;
    }();
    return statements.at({order, descending});
}

/// A number with the bits set whose indexes are the codes' numbers.
template <class Code>
std::int64_t bits_of(const std::vector<Code>& codes) {
    std::int64_t bits = 0;
    for (const Code code : codes) bits |= std::int64_t{1} << static_cast<int>(code);
    return bits;
}

bool has_filters(const UserQuery& query) {
    return !query.search.empty() || !query.statuses.empty() || query.role || !query.deliveries.empty() ||
           query.invited_by || query.expires_before;
}

std::optional<Delivery> read_delivery(const Run& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(static_cast<Delivery>(row.number<std::uint8_t>(column)));
}

UserPage read_page(Run row, const UserQuery& query) {
    UserPage page;
    while (row.next()) {
        page.more = page.users.size() == query.size;
        if (!page.more) page.users.push_back({read_user(row, query.account), read_delivery(row, columns_of_user)});
    }
    return page;
}

}  // namespace

UserPage list(Connection& connection, const UserQuery& query) {
    const std::string& account = query.account.text();
    const auto limit = static_cast<std::int64_t>(query.size) + 1;
    if (query.order == UserOrder::email && !has_filters(query)) {
        const auto after = query.after ? std::optional(query.after->email_key) : std::nullopt;
        return read_page(connection.query(walk(query.descending), account, limit, after), query);
    }
    const std::int64_t statuses = query.statuses.empty() ? ~std::int64_t{0} : bits_of(query.statuses);
    const auto role = query.role ? std::optional(in_list(*query.role)) : std::nullopt;
    const std::int64_t deliveries = bits_of(query.deliveries);
    const auto ask = [&](const auto&... place) {
        return read_page(
            connection.query(read_all(query.order, query.descending), account, statuses, query.now, query.search, role,
                             deliveries, query.invited_by, query.expires_before, limit, place...),
            query);
    };
    const auto after = [&](const auto& key, const auto& email_key) {
        return query.order == UserOrder::attribute ? ask(key, email_key, query.attribute) : ask(key, email_key);
    };
    if (!query.after) return after(std::nullopt, std::nullopt);
    return std::visit([&](const auto& key) { return after(key, query.after->email_key); }, query.after->key);
}

DeliveryCounts count_deliveries(Connection& connection, const AccountId& account) {
    static const Sql select(
        fmt::format("SELECT u.delivery, count(*) FROM beckon_accounts AS a CROSS JOIN beckon_users AS u NOT INDEXED "
                    "ON u.row BETWEEN a.row << 40 AND {} WHERE a.account = ?1 AND u.state < 4 GROUP BY u.delivery",
                    last_row));
    DeliveryCounts counts;
    Run row = connection.query(select, account.text());
    while (row.next()) count_of(counts, read_delivery(row, 0)) = row.number<std::uint32_t>(1);
    return counts;
}

}  // namespace beckon::sqlite
