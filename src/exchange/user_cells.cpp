// SPDX-License-Identifier: MIT
#include "exchange/user_cells.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "beckon/addresses/read_address.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon::exchange {

namespace {

/// The columns that every policy has.
constexpr std::array<std::string_view, 6> fixed_columns{"name", "email", "roles", "locale", "deactivated", "by_hand"};

constexpr std::size_t longest_quoted_name = 40;

template <class Names>
bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Refusal refusal_at(const std::string& column, Reason reason) {
    if (is_among(fixed_columns, column)) return {.reason = reason, .field = from_code<Field>(column).value()};
    return {.reason = reason, .field = Field::attributes, .names = {column}};
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

Result<std::optional<bool>> yes_or_no(std::optional<std::string_view> cell, Field column) {
    if (!cell) return std::optional<bool>();
    const std::string word = ascii_lower(*cell);
    if (word == "yes") return std::optional(true);
    if (word == "no" || word.empty()) return std::optional(false);
    return Refusal{.reason = Reason::invalid_value, .field = column};
}

Refusal unknown_column(std::string name, std::size_t place, std::vector<std::string> known) {
    if (text_fault(name, longest_quoted_name) != TextFault::none) name = '#' + std::to_string(place + 1);
    known.insert(known.begin(), std::move(name));
    return {.reason = Reason::unknown_column, .field = Field::csv, .names = std::move(known)};
}

Refusal wrong_encoding(Refusal refusal) {
    refusal.remedy = Remedy::save_as_utf8;
    return refusal;
}

}  // namespace

std::vector<std::string> user_columns(const Policy& policy) {
    std::vector<std::string> columns{"name", "email", "roles"};
    columns.insert(columns.end(), policy.attributes.begin(), policy.attributes.end());
    columns.insert(columns.end(), {"locale", "deactivated"});
    return columns;
}

Result<UserHeading> UserHeading::parse(const CsvRow& row, const Policy& policy) {
    if (row.fault) return Refusal{.reason = *row.fault, .field = Field::csv};
    auto known = user_columns(policy);
    known.emplace_back("by_hand");
    UserHeading heading;
    for (const std::string& cell : row.cells) {
        // UTF-16 without a byte order mark is UTF-8 with a NUL beside each letter.
        if (!lifecycle::is_utf8(cell) || cell.find('\0') != std::string::npos) {
            return wrong_encoding({.reason = Reason::not_utf8, .field = Field::csv});
        }
        std::string column = ascii_lower(trimmed(cell));
        if (!column.empty()) {
            if (!is_among(known, column)) return unknown_column(column, heading.columns_.size(), std::move(known));
            if (is_among(heading.columns_, column)) return refusal_at(column, Reason::duplicate);
        }
        heading.columns_.push_back(std::move(column));
    }
    if (!is_among(heading.columns_, "email")) return Refusal{.reason = Reason::missing_column, .field = Field::email};
    return heading;
}

std::optional<Refusal> UserHeading::refuse(const CsvRow& row) const {
    const auto refusal = [&](std::size_t place, Reason reason) {
        const bool named = place < columns_.size() && !columns_[place].empty();
        return named ? refusal_at(columns_[place], reason) : Refusal{.reason = reason, .field = Field::csv};
    };
    if (row.fault) return refusal(row.cell_at_fault, *row.fault);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (!lifecycle::is_utf8(row.cells[i])) return wrong_encoding(refusal(i, Reason::not_utf8));
        const bool named = i < columns_.size() && !columns_[i].empty();
        if (!named && !trimmed(row.cells[i]).empty()) return refusal(i, Reason::wrong_columns);
    }
    return std::nullopt;
}

std::optional<std::string_view> UserHeading::cell(const CsvRow& row, std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    const auto place = static_cast<std::size_t>(found - columns_.begin());
    if (found == columns_.end()) return std::nullopt;
    return place < row.cells.size() ? unguarded(trimmed(row.cells[place])) : std::string_view();
}

std::string_view email_in(const UserHeading& heading, const CsvRow& row) {
    return heading.cell(row, "email").value_or("");
}

Result<UserCells> read_user(const UserHeading& heading, const CsvRow& row) {
    auto email = read_address(email_in(heading, row));
    if (!email) return email.error();
    UserCells user{*std::move(email), {}, std::nullopt};
    if (const auto name = heading.cell(row, "name")) user.profile.name.emplace(*name);
    if (const auto locale = heading.cell(row, "locale")) user.profile.locale.emplace(*locale);
    for (const std::string& column : heading.columns()) {
        if (column.empty() || (column != "roles" && is_among(fixed_columns, column))) continue;
        auto labels = labels_in(*heading.cell(row, column));
        if (!labels) return refusal_at(column, Reason::malformed_csv);
        if (column == "roles") {
            user.profile.roles = *std::move(labels);
        } else {
            user.profile.attributes[column] = *std::move(labels);
        }
    }
    const auto deactivated = yes_or_no(heading.cell(row, "deactivated"), Field::deactivated);
    if (!deactivated) return deactivated.error();
    user.deactivated = *deactivated;
    const auto by_hand = yes_or_no(heading.cell(row, "by_hand"), Field::by_hand);
    if (!by_hand) return by_hand.error();
    user.by_hand = by_hand->value_or(false);
    return user;
}

std::vector<std::string> cells_of(const User& user, const Policy& policy) {
    const Profile& profile = user.profile;
    std::vector<std::string> cells{guarded(profile.name), guarded(user.email.text()), guarded(to_list(profile.roles))};
    for (const std::string& name : policy.attributes) cells.push_back(guarded(to_list(labels_of(profile, name))));
    cells.push_back(guarded(profile.locale));
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
