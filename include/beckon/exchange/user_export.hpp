// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"

namespace beckon {

class Service;

/// Writes an account's users as CSV, for `import_users` and for spreadsheets, piece by piece to `sink`: a row of column
/// names, then one row for each live user, ordered by address.
///
/// If it is imported into the same account again, every row is unchanged. A cell that a spreadsheet would take for a
/// formula (CWE-1236) gets an apostrophe in front, which the import removes. Changes made meanwhile may be included or
/// not. Each user is written once. Propagates exceptions from the store and from `sink`.
void export_users(Service& service, const AccountId& account, const std::function<void(std::string_view)>& sink);

}  // namespace beckon
