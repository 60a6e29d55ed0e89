// SPDX-License-Identifier: MIT
#include "exchange/user_cells.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "beckon/lifecycle/text.hpp"

namespace beckon::exchange {

namespace {

/// The columns that every policy has.
constexpr std::array<std::string_view, 4> fixed_columns{"name", "email", "roles", "deactivated"};

template <class Names>
bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Refusal refusal_at(const std::string& column, Reason reason) {
    if (is_among(fixed_columns, column)) return {.reason = reason, .field = from_code<Field>(column).value()};
    return {.reason = reason, .field = Field::attributes, .names = {column}};
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (lifecycle::next_code_point(text) == lifecycle::bad_utf8) return false;
    }
    return true;
}

bool seems_a_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos && std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

/// Removes a label in quotes from the front and returns it. Returns none, removing nothing, if the quotes are not
/// closed.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string label;
    std::string_view rest = text;
    do {
        rest.remove_prefix(1);
        const std::size_t quote = rest.find('"');
        if (quote == std::string_view::npos) return std::nullopt;
        label.append(rest.substr(0, quote));
        rest.remove_prefix(quote + 1);
        if (rest.starts_with('"')) label += '"';
    } while (rest.starts_with('"'));
    text = rest;
    return label;
}

Result<std::optional<bool>> yes_or_no(std::optional<std::string_view> cell) {
    if (!cell) return std::optional<bool>();
    const std::string word = ascii_lower(trimmed(*cell));
    if (word == "yes") return std::optional(true);
    if (word == "no" || word.empty()) return std::optional(false);
    return Refusal{.reason = Reason::invalid_value, .field = Field::deactivated};
}

}  // namespace

std::vector<std::string> user_columns(const Policy& policy) {
    std::vector<std::string> columns{"name", "email", "roles"};
    columns.insert(columns.end(), policy.attributes.begin(), policy.attributes.end());
    columns.emplace_back("deactivated");
    return columns;
}

Result<UserHeading> UserHeading::parse(const CsvRow& row, const Policy& policy) {
    if (row.fault) return Refusal{.reason = *row.fault, .field = Field::csv};
    const auto known = user_columns(policy);
    UserHeading heading;
    for (const std::string& cell : row.cells) {
        if (!is_utf8(cell)) return Refusal{.reason = Reason::not_utf8, .field = Field::csv};
        std::string column = ascii_lower(trimmed(cell));
        if (!is_among(known, column)) return Refusal{.reason = Reason::unknown_column, .field = Field::csv};
        if (is_among(heading.columns_, column)) return refusal_at(column, Reason::duplicate);
        heading.columns_.push_back(std::move(column));
    }
    if (!is_among(heading.columns_, "email")) return Refusal{.reason = Reason::missing_column, .field = Field::email};
    return heading;
}

std::optional<Refusal> UserHeading::refuse(const CsvRow& row) const {
    if (row.fault) {
        if (row.cell_at_fault < columns_.size()) return refusal_at(columns_[row.cell_at_fault], *row.fault);
        return Refusal{.reason = *row.fault, .field = Field::csv};
    }
    if (row.cells.size() != columns_.size()) return Refusal{.reason = Reason::wrong_columns, .field = Field::csv};
    return std::nullopt;
}

std::optional<std::string_view> UserHeading::cell(const CsvRow& row, std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    const auto place = static_cast<std::size_t>(found - columns_.begin());
    if (found == columns_.end() || place >= row.cells.size()) return std::nullopt;
    return unguarded(row.cells[place]);
}

std::string_view email_in(const UserHeading& heading, const CsvRow& row) {
    return trimmed(heading.cell(row, "email").value_or(""));
}

Result<UserCells> read_user(const UserHeading& heading, const CsvRow& row) {
    auto email = EmailAddress::parse(email_in(heading, row));
    if (!email) return email.error();
    UserCells user{*std::move(email), {}, std::nullopt};
    if (const auto name = heading.cell(row, "name")) user.profile.name.emplace(*name);
    for (const std::string& column : heading.columns()) {
        const auto cell = heading.cell(row, column);
        if (!cell || (column != "roles" && is_among(fixed_columns, column))) continue;
        auto labels = labels_in(*cell);
        if (!labels) return refusal_at(column, Reason::malformed_csv);
        if (column == "roles") {
            user.profile.roles = *std::move(labels);
        } else {
            user.profile.attributes[column] = *std::move(labels);
        }
    }
    const auto deactivated = yes_or_no(heading.cell(row, "deactivated"));
    if (!deactivated) return deactivated.error();
    user.deactivated = *deactivated;
    return user;
}

std::vector<std::string> cells_of(const User& user, const Policy& policy) {
    const Profile& profile = user.profile;
    std::vector<std::string> cells{guarded(profile.name), guarded(user.email.text()), guarded(to_list(profile.roles))};
    for (const std::string& name : policy.attributes) cells.push_back(guarded(to_list(labels_of(profile, name))));
    cells.emplace_back(std::holds_alternative<Deactivated>(user.state) ? "Yes" : "");
    return cells;
}

std::string guarded(std::string text) {
    if (seems_a_formula(text)) text.insert(text.begin(), '\'');
    return text;
}

std::string_view unguarded(std::string_view text) {
    if (text.starts_with('\'') && seems_a_formula(text)) text.remove_prefix(1);
    return text;
}

std::string to_list(const std::vector<std::string>& labels) {
    std::string list;
    for (const std::string& label : labels) {
        if (&label != &labels.front()) list += ", ";
        if (label.find_first_of(",\"") == std::string::npos && trimmed(label) == label) {
            list += label;
            continue;
        }
        list += '"';
        for (const char c : label) list.append(c == '"' ? 2 : 1, c);
        list += '"';
    }
    return list;
}

std::optional<std::vector<std::string>> labels_in(std::string_view list) {
    std::vector<std::string> labels;
    std::string_view rest = trimmed(list);
    for (bool more = !rest.empty(); more;) {
        rest = trimmed(rest);
        auto quoted = rest.starts_with('"') ? take_quoted(rest) : std::nullopt;
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view plain = trimmed(rest.substr(0, comma));
        const bool misplaced = quoted ? !plain.empty() : plain.find('"') != std::string_view::npos;
        if (misplaced) return std::nullopt;
        labels.push_back(quoted ? *std::move(quoted) : std::string(plain));
        more = comma < rest.size();
        if (more) rest.remove_prefix(comma + 1);
    }
    return labels;
}

}  // namespace beckon::exchange
