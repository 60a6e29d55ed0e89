// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// How much a reader takes, so that a hostile file cannot make it hold more.
struct CsvLimits {
    std::size_t cell = std::size_t{64} * 1024;  ///< Octets of a cell, without its quotes.
    std::size_t columns = 100;
};

/// A row of a CSV text.
struct CsvRow {
    std::size_t line = 0;              ///< Where it begins, from 1; a row may go over many lines.
    std::vector<std::string> cells{};  ///< Without quotes. A cell that is at fault is empty.
    /// Why the row cannot be taken: `malformed_csv` (a quote is out of place), `too_long` (a cell), `too_many` (cells).
    std::optional<Reason> fault{};
    std::size_t cell_at_fault = 0;  ///< Its index, where there is a fault.
};

/// Reads CSV as RFC 4180 has it, row by row: cells in quotes may hold commas, line ends and doubled quotes.
///
/// Beyond the RFC: rows end with CRLF, LF or CR, the last one with or without; a UTF-8 byte order mark is skipped, and
/// so are empty lines. Octets are passed on as they are, NUL included. A fault is its row's own, and the next row is
/// read as if nothing had happened; a quote that is never closed takes the rest of the text with it.
class CsvReader {
public:
    /// `text` must outlive the reader.
    explicit CsvReader(std::string_view text, const CsvLimits& limits = {});

    /// The next row; none at the end.
    std::optional<CsvRow> next();

private:
    bool at_end() const { return at_ == text_.size(); }
    bool at_line_end() const { return !at_end() && (text_[at_] == '\r' || text_[at_] == '\n'); }
    void take_line_end();
    void read_cell(CsvRow& row);

    std::string_view text_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

/// The cells as one row that `CsvReader` gives back exactly, with CRLF at its end.
std::string to_csv_row(const std::vector<std::string>& cells);

}  // namespace beckon
