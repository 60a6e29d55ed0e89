// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beckon/exchange/csv.hpp"

/// How spreadsheets write CSV.
namespace beckon::exchange {

/// Returns the file in UTF-8 if a byte order mark says that it is in UTF-16, in either order of octets. Returns none if
/// it then is not, and an empty text if there is no such mark.
std::optional<std::string> from_utf16(std::string_view file);

/// Returns the delimiter. If the first line is "sep=" and one character, it is that character. Otherwise it is a comma,
/// semicolon or tab: the one that the first row with any text has most of, outside quotes. If it has none: a comma.
char delimiter_of(std::string_view text);

/// Returns whether the row is such a first line, which names no columns.
bool is_separator_line(const CsvRow& row);

/// Returns whether every cell is blank. A row at fault is not.
bool is_blank(const CsvRow& row);

}  // namespace beckon::exchange
