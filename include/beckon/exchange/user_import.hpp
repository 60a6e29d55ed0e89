// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/actor.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

class Service;

/// How to import.
struct ImportOptions {
    bool dry_run = false;  ///< Give the answers, by the same code, and change nothing.
    /// Called with the rows that are done (in a dry run: read) and all rows: before the first, and after each batch of
    /// some hundreds. What
    /// it throws ends the import; the batches before are done.
    std::function<void(std::size_t done, std::size_t total)> progress{};
    std::size_t max_size = std::size_t{64} * 1024 * 1024;  ///< Octets of the file.
    std::size_t max_rows = 200'000;                        ///< Rows, the first one aside.
    std::size_t max_cell = std::size_t{64} * 1024;         ///< Octets of a cell.
};

/// What became of a row. Numbers are exported: appended to, never moved.
enum class ImportOutcome : std::uint8_t {
    added = 1,      ///< Invited: nobody had the address.
    updated = 2,    ///< Edited, deactivated or activated.
    unchanged = 3,  ///< The user was so already.
    refused = 4,    ///< Nothing of the row was done.
};

template <>
inline constexpr Word<ImportOutcome> words_of<ImportOutcome>[] = {
    {ImportOutcome::added, "added"},
    {ImportOutcome::updated, "updated"},
    {ImportOutcome::unchanged, "unchanged"},
    {ImportOutcome::refused, "refused"},
};

static_assert(words_are_sound<ImportOutcome>());

struct ImportRow {
    std::size_t line = 0;  ///< Where the row begins in the file, from 1.
    std::string email{};   ///< As the file has it; not checked, and empty where it could not be read.
    ImportOutcome outcome{};
    std::optional<Refusal> refusal{};  ///< Why, where refused; `input()` is the column, "csv" the row.
    std::optional<UserId> user{};      ///< None where refused, or where a dry run would have added somebody.
};

struct ImportReport {
    std::vector<ImportRow> rows{};  ///< All rows behind the first, in the order of the file.

    std::size_t count(ImportOutcome outcome) const {
        return static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [&](const ImportRow& row) { return row.outcome == outcome; }));
    }
};

/// Brings an account's users to what a CSV file says (G13, G14; docs/import.md has the format).
///
/// The first row names the columns: email, and any of name, roles, deactivated and the attributes that the policy
/// declares. Each further row is a user by their address, in any letter case: invited where nobody has it, else changed
/// to what the columns say; a column that is missing leaves its setting alone. `deactivated` is "Yes", or "No" or
/// empty.
///
/// Each row is answered on its own and happens as a whole or not at all; a refused one holds no other up. A row may be
/// refused as `invite`, `edit`, `deactivate` and `activate` refuse `by`; with `changed_meanwhile`, if somebody changes
/// the user again and again; with `malformed_csv`, `wrong_columns`,
/// `too_long`, `too_many`, `invalid_value`; with `duplicate` (field "email") where an earlier row has the address. The
/// file as a whole is refused with `empty`, `too_long`, `too_many`, `not_utf8`, `malformed_csv`, `unknown_column`
/// (field "csv"), `missing_column` or `duplicate` (field: the column); nothing is done then.
///
/// Throws as commands of `Service` do; the batches before are done. The same file again is then the remedy: rows that
/// were carried out are unchanged by it. Threads: as `Service`.
[[nodiscard]] Result<ImportReport> import_users(Service& service, const AccountId& account, std::string_view csv,
                                                const Actor& by, const ImportOptions& options = {});

}  // namespace beckon
