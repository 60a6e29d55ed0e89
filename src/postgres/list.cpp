// SPDX-License-Identifier: MIT
#include "postgres/list.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/sorting/sort_keys.hpp"
#include "postgres/rows.hpp"

namespace beckon::postgres {

namespace {

/// A LIKE pattern that finds the text anywhere.
std::string pattern_for(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

/// What users are sorted by before their addresses.
std::string key_of(UserOrder order, std::string_view now, std::string_view attribute) {
    switch (order) {
        case UserOrder::email: break;
        case UserOrder::name: return "u.name_key";
        case UserOrder::roles: return "u.roles_key";
        case UserOrder::attribute: return fmt::format("coalesce(jsonb_array_length(u.attributes -> {}), 0)", attribute);
        case UserOrder::status:
            return fmt::format("CASE WHEN u.state > 1 THEN u.state + 1 WHEN u.expires_at > {} THEN 1 ELSE 2 END", now);
        case UserOrder::sent: return "u.sent_key";
        case UserOrder::joined: return "u.joined_key";
    }
    return "u.email_key";
}

/// A query in SQL. Refers to texts in the query.
class Listing {
public:
    explicit Listing(const UserQuery& query)
        : query_(query),
          than_(query.descending ? "<" : ">"),
          direction_(query.descending ? "DESC" : "ASC"),
          pattern_(pattern_for(query.search)),
          now_(parameter(query.now)),
          key_(key_of(query.order, now_, parameter(std::string_view(query.attribute)))),
          account_(parameter(std::string_view(query.account.text()))) {
        add_filters();
        if (query.after) add_place(*query.after);
    }

    /// The page. By address and by name the server can walk an index in order. For any other order it sorts the
    /// account's users.
    std::string sql() const {
        return fmt::format(
            "SELECT {}, u.delivery FROM beckon.users AS u WHERE u.account = {} AND u.removed_at IS NULL{}{} "
            "ORDER BY {} {}, u.email_key {} LIMIT {}",
            user_columns, account_, filters_, place_, key_, direction_, direction_, query_.size + 1);
    }

    const Parameters& parameters() const { return parameters_; }

private:
    template <class Value>
    std::string parameter(const Value& value) {
        parameters_.add(value);
        return fmt::format("${}", parameters_.size());
    }

    void add_filters() {
        if (!query_.search.empty()) {
            filters_ += fmt::format(" AND u.search_text LIKE {}", parameter(std::string_view(pattern_)));
        }
        if (query_.role) filters_ += fmt::format(" AND u.roles ? {}", parameter(std::string_view(*query_.role)));
        if (query_.invited_by) filters_ += fmt::format(" AND u.invited_by = {}", parameter(*query_.invited_by));
        if (query_.expires_before) {
            filters_ += fmt::format(" AND u.expires_at < {}", parameter(*query_.expires_before));
        }
        add_statuses();
        add_deliveries();
    }

    void add_statuses() {
        if (query_.statuses.empty()) return;
        std::vector<std::string> any;
        for (const Status status : query_.statuses) any.push_back(is(status));
        filters_ += fmt::format(" AND ({})", fmt::join(any, " OR "));
    }

    void add_deliveries() {
        if (query_.deliveries.empty()) return;
        std::vector<int> numbers;
        for (const Delivery delivery : query_.deliveries) numbers.push_back(static_cast<int>(delivery));
        filters_ += fmt::format(" AND u.delivery IN ({})", fmt::join(numbers, ", "));
    }

    void add_place(const UserPlace& after) {
        const std::string email_key = parameter(std::string_view(after.email_key));
        if (query_.order == UserOrder::email) {
            place_ = fmt::format(" AND u.email_key {} {}", than_, email_key);
            return;
        }
        std::string key;
        if (const auto* text = std::get_if<std::string>(&after.key)) {
            key = parameter(std::string_view(*text));
        } else {
            key = parameter(std::get<std::int64_t>(after.key));
        }
        place_ = fmt::format(" AND ({}, u.email_key) {} ({}, {})", key_, than_, key, email_key);
    }

    std::string is(Status status) const {
        switch (status) {
            case Status::invite_sent: return fmt::format("u.expires_at > {}", now_);
            case Status::invite_expired: return fmt::format("u.expires_at <= {}", now_);
            case Status::active: return "u.state = 2";
            case Status::deactivated: return "u.state = 3";
        }
        return "false";
    }

    const UserQuery& query_;
    const std::string_view than_;
    const std::string_view direction_;
    const std::string pattern_;
    Parameters parameters_;
    const std::string now_;
    const std::string key_;  // of a user, for the order
    const std::string account_;
    std::string filters_;
    std::string place_;  // after `query.after`
};

UserPage read_page(const Rows& rows, const UserQuery& query) {
    UserPage page;
    for (int i = 0; i < rows.size(); ++i) {
        page.more = page.users.size() == query.size;
        if (page.more) break;
        UserRow user{read_user(rows[i], query.account), std::nullopt};
        if (!rows[i].is_null(columns_of_user)) {
            user.delivery = static_cast<Delivery>(rows[i].number<std::uint8_t>(columns_of_user));
        }
        page.users.push_back(std::move(user));
    }
    return page;
}

}  // namespace

UserPage list(Connection& connection, const UserQuery& query) {
    const Listing listing(query);
    return read_page(connection.run_once("listing users", listing.sql(), listing.parameters()), query);
}

}  // namespace beckon::postgres
