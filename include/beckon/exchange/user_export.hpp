// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"

namespace beckon {

class Service;

/// Writes an account's users as CSV, for `import_users` and for spreadsheets, piece by piece to `sink`: a row of column
/// names, then one for each live user, ordered by address.
///
/// Imported into the same account again, every row is unchanged. A cell that a spreadsheet would take for a formula
/// (CWE-1236) gets an apostrophe in front, which the import takes off. Changes that happen meanwhile may be in it or
/// not; each user is written once. Throws what the store and `sink` throw.
void export_users(Service& service, const AccountId& account, const std::function<void(std::string_view)>& sink);

}  // namespace beckon
