// SPDX-License-Identifier: MIT
#include "postgres/list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "beckon/sorting/user_keys.hpp"
#include "postgres/rows.hpp"

namespace beckon::postgres {

namespace {

/// Beyond so many users, a walk in the list's order finds a page of them before long.
constexpr int most_sorted = 5000;

/// A pattern for LIKE that finds the text anywhere.
std::string pattern_for(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

std::int64_t number_of(Status status) { return static_cast<std::int64_t>(status); }

/// What users are sorted by before their addresses.
std::string key_of(UserOrder order, std::string_view now) {
    switch (order) {
        case UserOrder::email: break;
        case UserOrder::name: return "u.name_key";
        case UserOrder::roles: return "u.roles_key";
        case UserOrder::teams: return "u.team_count";
        case UserOrder::inboxes: return "u.inbox_count";
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
          role_(pattern_for(folded(query.role.value_or("")))),
          now_(parameter(query.now)),
          key_(key_of(query.order, now_)),
          in_account_(
              fmt::format("u.account = {} AND u.state < 4", parameter(std::string_view(query.account.text())))) {
        add_filters();
        if (query.after) add_place(*query.after);
    }

    /// Whether there are filters, which may let only few pass.
    bool is_narrow() const { return !filters_.empty() || !query_.statuses.empty(); }

    /// Gives the page out of all users whom the filters let pass, and behind each of its users how many those are,
    /// counted up to one more than `most_sorted`.
    std::string sorted() const {
        return fmt::format(
            "WITH few AS MATERIALIZED (SELECT u.* FROM beckon.users AS u WHERE {}{}{}{} LIMIT {}) "
            "SELECT {}, u.delivery, (SELECT count(*) FROM few) FROM few AS u ORDER BY {} {}, u.email_key {} LIMIT {}",
            in_account_, filters_, of_statuses(), place_, most_sorted + 1, user_columns, key_, direction_, direction_,
            query_.size + 1);
    }

    /// Gives the page by walking through an index in the list's order.
    std::string walking() const {
        if (is_by_status()) return walking_by_status();
        return fmt::format(
            "SELECT {}, u.delivery FROM beckon.users AS u WHERE {}{}{}{} ORDER BY {} {}, u.email_key {} LIMIT {}",
            user_columns, in_account_, filters_, of_statuses(), place_, key_, direction_, direction_, query_.size + 1);
    }

    const Parameters& parameters() const { return parameters_; }

private:
    template <class Value>
    std::string parameter(const Value& value) {
        parameters_.add(value);
        return fmt::format("${}", parameters_.size());
    }

    bool is_by_status() const { return query_.order == UserOrder::status; }

    void add_filters() {
        if (!query_.search.empty()) {
            filters_ += fmt::format(" AND u.search_text LIKE {}", parameter(std::string_view(pattern_)));
        }
        if (query_.role) {
            // The second condition follows from the first, and has an index.
            filters_ += fmt::format(" AND u.roles ? {} AND u.search_text LIKE {}",
                                    parameter(std::string_view(*query_.role)), parameter(std::string_view(role_)));
        }
        if (query_.invited_by) filters_ += fmt::format(" AND u.invited_by = {}", parameter(*query_.invited_by));
        if (query_.expires_before) {
            filters_ += fmt::format(" AND u.state = 1 AND u.expires_at < {}", parameter(*query_.expires_before));
        }
        if (query_.deliveries.empty()) return;
        std::vector<int> numbers;
        for (const Delivery delivery : query_.deliveries) numbers.push_back(static_cast<int>(delivery));
        filters_ += fmt::format(" AND u.delivery IN ({})", fmt::join(numbers, ", "));
    }

    void add_place(const UserPlace& after) {
        email_key_ = parameter(std::string_view(after.email_key));
        if (query_.order == UserOrder::email) {
            place_ = fmt::format(" AND u.email_key {} {}", than_, email_key_);
            return;
        }
        std::string key;
        if (const auto* text = std::get_if<std::string>(&after.key)) {
            key = parameter(std::string_view(*text));
        } else {
            key = parameter(std::get<std::int64_t>(after.key));
        }
        place_ = fmt::format(" AND ({}, u.email_key) {} ({}, {})", key_, than_, key, email_key_);
    }

    std::string is(Status status) const {
        switch (status) {
            case Status::invite_sent: return fmt::format("(u.state = 1 AND u.expires_at > {})", now_);
            case Status::invite_expired: return fmt::format("(u.state = 1 AND u.expires_at <= {})", now_);
            case Status::active: return "u.state = 2";
            case Status::deactivated: return "u.state = 3";
        }
        return "false";
    }

    std::string of_statuses() const {
        if (query_.statuses.empty()) return {};
        std::vector<std::string> any;
        for (const Status status : query_.statuses) any.push_back(is(status));
        return fmt::format(" AND ({})", fmt::join(any, " OR "));
    }

    /// One status after another, each within its state.
    std::string walking_by_status() const {
        std::vector<std::string> walks;
        for (const Status status : all_statuses) {
            const auto& wanted = query_.statuses;
            if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), status) == wanted.end()) continue;
            std::string place;
            if (query_.after) {
                const std::int64_t begin = std::get<std::int64_t>(query_.after->key);
                if (query_.descending ? number_of(status) > begin : number_of(status) < begin) continue;
                if (number_of(status) == begin) place = fmt::format(" AND u.email_key {} {}", than_, email_key_);
            }
            walks.push_back(fmt::format(
                "(SELECT u.*, {} AS rank FROM beckon.users AS u WHERE {}{}{} AND {} ORDER BY u.email_key {} LIMIT {})",
                number_of(status), in_account_, filters_, place, is(status), direction_, query_.size + 1));
        }
        return fmt::format("SELECT {}, u.delivery FROM ({}) AS u ORDER BY u.rank {}, u.email_key {} LIMIT {}",
                           user_columns,
                           walks.empty() ? "SELECT u.*, 0 AS rank FROM beckon.users AS u WHERE false"
                                         : fmt::format("{}", fmt::join(walks, " UNION ALL ")),
                           direction_, direction_, query_.size + 1);
    }

    const UserQuery& query_;
    const std::string_view than_;
    const std::string_view direction_;
    const std::string pattern_;
    const std::string role_;
    Parameters parameters_;
    const std::string now_;
    const std::string key_;  // of a user, for the order
    const std::string in_account_;
    std::string filters_;
    std::string place_;      // behind `query.after`
    std::string email_key_;  // of that place
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
    const auto run = [&](const std::string& sql) {
        return connection.run_once("listing users", sql, listing.parameters());
    };
    if (listing.is_narrow()) {
        const Rows rows = run(listing.sorted());
        if (rows.empty() || rows[0].number(columns_of_user + 1) <= most_sorted) return read_page(rows, query);
    }
    return read_page(run(listing.walking()), query);
}

}  // namespace beckon::postgres
