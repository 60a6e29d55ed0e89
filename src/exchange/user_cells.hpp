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

/// Users as rows of CSV, and back. A cell that is written here and read here has the same value; in between, no
/// spreadsheet takes it for a formula.
namespace beckon::exchange {

/// Returns the names of the columns of an export in their order, including the attributes that the policy declares. An
/// import may have `by_hand` too.
std::vector<std::string> user_columns(const Policy& policy);

/// Which cell of a row belongs to which column.
class UserHeading {
public:
    /// Accepts column names in any letter case and order. A column may lack a name, and then its cells must be blank.
    /// Refuses with `malformed_csv`, `too_long`, `too_many`, `not_utf8` or `unknown_column` (field "csv"), `duplicate`
    /// (field: the column), `missing_column` (field "email").
    static Result<UserHeading> parse(const CsvRow& row, const Policy& policy);

    /// Why a row cannot be read as a whole: it is not CSV or not UTF-8, or a cell stands in a column without a name.
    std::optional<Refusal> refuse(const CsvRow& row) const;

    /// Returns the cell of the column, without blanks around it and with what `guarded` did to it undone, or none if
    /// there is no such column. Cells that a row lacks at its end are empty.
    std::optional<std::string_view> cell(const CsvRow& row, std::string_view column) const;

    /// Returns the names of the columns, in the order of their cells. Empty for those without a name.
    const std::vector<std::string>& columns() const { return columns_; }

private:
    std::vector<std::string> columns_;
};

/// What a row says about a user. A missing column leaves the user's setting alone.
struct UserCells {
    EmailAddress email;
    ProfileChange profile;
    std::optional<bool> deactivated;
    bool by_hand = false;  ///< Whether somebody new is invited by hand.
};

/// Returns the row's email cell, without the spaces around it, or nothing if there is no such cell.
std::string_view email_in(const UserHeading& heading, const CsvRow& row);

/// Refuses with the column as the input at fault: as `read_address` does, or with `malformed_csv` (a list),
/// `invalid_value`.
Result<UserCells> read_user(const UserHeading& heading, const CsvRow& row);

/// Returns the user's cells, one for each of `user_columns`.
std::vector<std::string> cells_of(const User& user, const Policy& policy);

/// Returns the text such that no spreadsheet takes it for a formula (CWE-1236): if, after any apostrophes, it begins
/// with one of = + - @ TAB CR, it gets one more apostrophe. `unguarded` removes exactly that one.
std::string guarded(std::string text);
std::string_view unguarded(std::string_view text);

/// Returns the labels with ", " between them. A label that contains a comma or a quote, or has outer white
/// space, is quoted as in CSV.
std::string to_list(const std::vector<std::string>& labels);

/// Returns the labels, or none if a quote is out of place. Spaces around a label do not count, unless quoted.
std::optional<std::vector<std::string>> labels_in(std::string_view list);

}  // namespace beckon::exchange
