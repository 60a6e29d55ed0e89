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
    bool dry_run = false;  ///< Return the same answers, and change nothing.
    /// Called with the number of rows done (in a dry run: read) and of all rows, before the first row and after each
    /// batch of some hundreds. If it throws, the import ends, and the batches before have been carried out.
    std::function<void(std::size_t done, std::size_t total)> progress{};
    std::size_t max_size = std::size_t{64} * 1024 * 1024;  ///< Octets of the file.
    std::size_t max_rows = 200'000;                        ///< Rows, without the first one.
    std::size_t max_cell = std::size_t{64} * 1024;         ///< Octets of a cell.
};

/// What became of a row. Numbers are exported: new ones are appended, none ever changes.
enum class ImportOutcome : std::uint8_t {
    added = 1,      ///< Invited: nobody had the address.
    updated = 2,    ///< Edited, deactivated or activated.
    unchanged = 3,  ///< The user was like this already.
    refused = 4,    ///< Nothing in the row was carried out.
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
    std::size_t line = 0;  ///< The line of the file on which the row begins, counted from 1.
    std::string email{};   ///< As in the file, unchecked. Empty if it could not be read.
    ImportOutcome outcome{};
    std::optional<Refusal> refusal{};  ///< Why, if refused. `input()` is the column, or "csv" for the row.
    std::optional<UserId> user{};      ///< None if refused, or if a dry run would have added somebody.
    /// The token of the link to pass on, if the row added somebody by hand. A secret: `link_url` makes a link of it.
    std::string token{};
};

struct ImportReport {
    std::vector<ImportRow> rows{};  ///< All rows after the first, in the order of the file.

    std::size_t count(ImportOutcome outcome) const {
        return static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [&](const ImportRow& row) { return row.outcome == outcome; }));
    }
};

/// Makes an account's users match a CSV file. docs/import.md describes the format.
///
/// The first row names the columns: email, and any of name, roles, locale, deactivated, by_hand and the attributes that
/// the policy declares. It also shows whether commas, semicolons or tabs separate cells. The text is UTF-8, or
/// UTF-16 with a byte order mark. Blanks around a cell do not count, and neither do rows of blank cells. Each further
/// row is about the user with its address, in any letter case. If nobody has the address, the user is invited;
/// otherwise they are changed to what the columns say. A missing column leaves its setting alone. `deactivated` and
/// `by_hand` are "Yes", or "No" or empty. `by_hand` says that a new user gets no email: the answer has the link's
/// token.
///
/// Each row is answered on its own, and is carried out as a whole or not at all. A refused row does not stop the
/// others. A row may be refused as `invite`, `edit`, `deactivate` and `activate` refuse `by`; with `changed_meanwhile`,
/// if somebody changes the user again and again; with `malformed_csv`, `wrong_columns`, `not_utf8`, `too_long`,
/// `too_many`, `invalid_value`; with `duplicate` (field "email") if an earlier row has the address. The whole file is
/// refused with `empty`, `too_long`, `too_many`, `not_utf8`, `malformed_csv`, `unknown_column` (field "csv"),
/// `missing_column` or `duplicate` (field: the column); nothing has been done then.
///
/// Throws as commands of `Service` do; the batches before have then been carried out. In that case import the same file
/// again: it leaves the rows that were carried out unchanged. Links by hand that the first run answered are lost; get
/// them with `Service::copy_link`. Threads: as for `Service`.
[[nodiscard]] Result<ImportReport> import_users(Service& service, const AccountId& account, std::string_view csv,
                                                const Actor& by, const ImportOptions& options = {});

}  // namespace beckon
