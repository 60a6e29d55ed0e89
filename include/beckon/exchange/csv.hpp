// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// How much a reader accepts, so that a hostile file cannot make it hold more.
struct CsvLimits {
    std::size_t cell = std::size_t{64} * 1024;  ///< Octets of a cell, without its quotes.
    std::size_t columns = 100;
};

/// A row of a CSV text.
struct CsvRow {
    std::size_t line = 0;              ///< The line on which it begins, counted from 1. A row may span many lines.
    std::vector<std::string> cells{};  ///< Without quotes. A cell that is at fault is empty.
    /// Why the row cannot be read: `malformed_csv` (a quote is out of place), `too_long` (a cell), `too_many` (cells).
    std::optional<Reason> fault{};
    std::size_t cell_at_fault = 0;  ///< Its index, if there is a fault.
};

/// Reads CSV (RFC 4180) row by row. Cells in quotes may hold delimiters, line ends and doubled quotes.
///
/// The delimiter is a comma, or what the caller says instead; it must be neither a quote nor a line end. The reader
/// accepts more than the RFC. Rows end with CRLF, LF or CR, which the last row may lack. A UTF-8 byte order mark and
/// empty lines are skipped. Octets are passed on as they are, including NUL. A fault concerns only its own row, and the
/// next row is read normally, except that a quote that is never closed swallows the rest of the text.
class CsvReader {
public:
    /// `text` must outlive the reader.
    explicit CsvReader(std::string_view text, const CsvLimits& limits = {}, char delimiter = ',');

    /// Returns the next row, or none at the end.
    std::optional<CsvRow> next();

private:
    bool at_end() const { return at_ == text_.size(); }
    bool at_line_end() const { return !at_end() && (text_[at_] == '\r' || text_[at_] == '\n'); }
    void take_line_end();
    void read_cell(CsvRow& row);

    std::string_view text_;
    CsvLimits limits_;
    std::string ends_;  ///< What ends a cell without quotes: the delimiter and the line ends.
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

/// Returns the cells as one row, ending with CRLF, from which `CsvReader` reads exactly these cells.
std::string to_csv_row(const std::vector<std::string>& cells);

}  // namespace beckon
