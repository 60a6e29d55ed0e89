// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/exchange/csv.hpp"
#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"

/// Users as rows of CSV, and back. A cell written here and read here gives the same value; in between, no spreadsheet
/// takes it for a formula.
namespace beckon::detail {

/// The names of the columns, in the order of the export: the attributes that the policy declares are among them.
std::vector<std::string> user_columns(const Policy& policy);

/// Which cell of a row belongs to which column.
class UserHeading {
public:
    /// Column names in any letter case and order. Refuses with `malformed_csv`, `too_long`, `too_many`, `not_utf8` or
    /// `unknown_column` (field "csv"), `duplicate` (field: the column), `missing_column` (field "email").
    static Result<UserHeading> parse(const CsvRow& row, const Policy& policy);

    /// Why a row cannot be taken as a whole: it is no CSV, or its cells are not one for each column.
    std::optional<Refusal> refuse(const CsvRow& row) const;

    /// The cell of the column as it was meant, whatever `guarded` did to it; none where there is no such column or
    /// cell.
    std::optional<std::string_view> cell(const CsvRow& row, std::string_view column) const;

    /// The names of the columns, in the order of their cells.
    const std::vector<std::string>& columns() const { return columns_; }

private:
    std::vector<std::string> columns_;
};

/// What a row says of a user. A column that is missing leaves the user's setting alone.
struct UserCells {
    EmailAddress email;
    ProfileChange profile;
    std::optional<bool> deactivated;
};

/// What stands in the row's email cell, without the spaces around it; nothing where there is no such cell.
std::string_view email_in(const UserHeading& heading, const CsvRow& row);

/// Refuses with the column as the input at fault: as `EmailAddress::parse`, `malformed_csv` (a list), `invalid_value`.
Result<UserCells> read_user(const UserHeading& heading, const CsvRow& row);

/// The user's cells, one for each of `user_columns`.
std::vector<std::string> cells_of(const User& user, const Policy& policy);

/// The text, such that no spreadsheet takes it for a formula (CWE-1236): where, behind any apostrophes, it begins with
/// one of = + - @ TAB CR, with one more apostrophe. `unguarded` takes exactly that one off again.
std::string guarded(std::string text);
std::string_view unguarded(std::string_view text);

/// Labels with ", " between them; a label that holds a comma or a quote, or has outer spaces, is quoted as in CSV.
std::string to_list(const std::vector<std::string>& labels);

/// Returns none if a quote is out of place. Spaces around a label do not count, unless quoted.
std::optional<std::vector<std::string>> labels_in(std::string_view list);

}  // namespace beckon::detail
