// SPDX-License-Identifier: MIT
#include "exchange/user_cells.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "beckon/lifecycle/text.hpp"

namespace beckon::detail {

namespace {

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string_view name_of(UserColumn column) { return user_columns.at(static_cast<std::size_t>(column)); }

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (next_code_point(text) == bad_utf8) return false;
    }
    return true;
}

bool seems_a_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos && std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

/// Takes a label in quotes off the front; none, taking nothing, where the quotes do not close.
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

Result<std::optional<bool>> yes_or_no(std::optional<std::string_view> cell, std::string_view field) {
    if (!cell) return std::optional<bool>();
    const std::string word = ascii_lower(trimmed(*cell));
    if (word == "yes") return std::optional(true);
    if (word == "no" || word.empty()) return std::optional(false);
    return Refusal{.reason = Reason::invalid_value, .field = field};
}

}  // namespace

Result<UserHeading> UserHeading::parse(const CsvRow& row) {
    if (row.fault) return Refusal{.reason = *row.fault, .field = "csv"};
    UserHeading heading;
    heading.count_ = row.cells.size();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (!is_utf8(row.cells[i])) return Refusal{.reason = Reason::not_utf8, .field = "csv"};
        const std::string name = ascii_lower(trimmed(row.cells[i]));
        const auto* const column = std::find(user_columns.begin(), user_columns.end(), name);
        if (column == user_columns.end()) return Refusal{.reason = Reason::unknown_column, .field = "csv"};
        auto& place = heading.places_.at(static_cast<std::size_t>(column - user_columns.begin()));
        if (place) return Refusal{.reason = Reason::duplicate, .field = *column};
        place = i;
    }
    const auto email = static_cast<std::size_t>(UserColumn::email);
    if (!heading.places_.at(email)) return Refusal{.reason = Reason::missing_column, .field = "email"};
    return heading;
}

std::optional<Refusal> UserHeading::refuse(const CsvRow& row) const {
    if (row.fault) {
        const auto column = std::find(places_.begin(), places_.end(), row.cell_at_fault);
        const auto field =
            column == places_.end() ? "csv" : user_columns.at(static_cast<std::size_t>(column - places_.begin()));
        return Refusal{.reason = *row.fault, .field = field};
    }
    if (row.cells.size() != count_) return Refusal{.reason = Reason::wrong_columns, .field = "csv"};
    return std::nullopt;
}

std::optional<std::string_view> UserHeading::cell(const CsvRow& row, UserColumn column) const {
    const auto& place = places_.at(static_cast<std::size_t>(column));
    if (!place || *place >= row.cells.size()) return std::nullopt;
    return unguarded(row.cells[*place]);
}

std::string_view email_in(const UserHeading& heading, const CsvRow& row) {
    return trimmed(heading.cell(row, UserColumn::email).value_or(""));
}

Result<UserCells> read_user(const UserHeading& heading, const CsvRow& row) {
    auto email = EmailAddress::parse(email_in(heading, row));
    if (!email) return email.error();
    UserCells user{*std::move(email), {}, std::nullopt};
    if (const auto name = heading.cell(row, UserColumn::name)) user.profile.name.emplace(*name);
    for (const auto& [column, into] :
         {std::pair{UserColumn::roles, &user.profile.roles}, std::pair{UserColumn::inboxes, &user.profile.inboxes},
          std::pair{UserColumn::teams, &user.profile.teams}}) {
        const auto cell = heading.cell(row, column);
        if (!cell) continue;
        auto labels = labels_in(*cell, name_of(column));
        if (!labels) return labels.error();
        *into = *std::move(labels);
    }
    const auto deactivated = yes_or_no(heading.cell(row, UserColumn::deactivated), name_of(UserColumn::deactivated));
    if (!deactivated) return deactivated.error();
    user.deactivated = *deactivated;
    return user;
}

std::vector<std::string> cells_of(const User& user) {
    const Profile& profile = user.profile;
    const bool deactivated = std::holds_alternative<Deactivated>(user.state);
    return {guarded(profile.name),           guarded(user.email.text()),
            guarded(to_list(profile.roles)), guarded(to_list(profile.inboxes)),
            guarded(to_list(profile.teams)), deactivated ? "Yes" : ""};
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

Result<std::vector<std::string>> labels_in(std::string_view list, std::string_view field) {
    std::vector<std::string> labels;
    std::string_view rest = trimmed(list);
    for (bool more = !rest.empty(); more;) {
        rest = trimmed(rest);
        auto quoted = rest.starts_with('"') ? take_quoted(rest) : std::nullopt;
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view plain = trimmed(rest.substr(0, comma));
        const bool misplaced = quoted ? !plain.empty() : plain.find('"') != std::string_view::npos;
        if (misplaced) return Refusal{.reason = Reason::malformed_csv, .field = field};
        labels.push_back(quoted ? *std::move(quoted) : std::string(plain));
        more = comma < rest.size();
        if (more) rest.remove_prefix(comma + 1);
    }
    return labels;
}

}  // namespace beckon::detail
