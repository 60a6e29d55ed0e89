// SPDX-License-Identifier: MIT
#include "beckon/exchange/csv.hpp"

#include <utility>

namespace beckon {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A cell that is being read. It never holds more than the limit.
class Cell {
public:
    explicit Cell(std::size_t limit) : limit_(limit) {}

    void add(std::string_view part) {
        if (part.size() > limit_ - text_.size()) fail(Reason::too_long);
        if (!fault_) text_.append(part);
    }

    /// The first fault counts.
    void fail(Reason reason) {
        if (!fault_) fault_ = reason;
        text_.clear();
    }

    std::string take_text() { return std::move(text_); }
    std::optional<Reason> fault() const { return fault_; }

private:
    std::size_t limit_;
    std::string text_;
    std::optional<Reason> fault_;
};

std::size_t line_ends_in(std::string_view text) {
    std::size_t ends = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool inside_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if ((text[i] == '\r' || text[i] == '\n') && !inside_crlf) ++ends;
    }
    return ends;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, const CsvLimits& limits, char delimiter)
    : text_(text), limits_(limits), ends_({delimiter, '\r', '\n'}) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

void CsvReader::take_line_end() {
    at_ += std::size_t{text_.substr(at_, 2) == "\r\n" ? 2U : 1U};
    ++line_;
}

std::optional<CsvRow> CsvReader::next() {
    while (at_line_end()) take_line_end();
    if (at_end()) return std::nullopt;
    CsvRow row{.line = line_};
    read_cell(row);
    while (!at_end() && !at_line_end()) {
        ++at_;  // the delimiter
        read_cell(row);
    }
    if (!at_end()) take_line_end();
    return row;
}

void CsvReader::read_cell(CsvRow& row) {
    Cell cell(limits_.cell);
    const bool quoted = !at_end() && text_[at_] == '"';
    for (bool open = quoted; open;) {
        ++at_;
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) cell.fail(Reason::malformed_csv);
        const std::string_view part = text_.substr(at_, quote == std::string_view::npos ? quote : quote - at_);
        cell.add(part);
        line_ += line_ends_in(part);
        at_ += part.size();
        if (!at_end()) ++at_;
        open = !at_end() && text_[at_] == '"' && quote != std::string_view::npos;
        if (open) cell.add("\"");
    }
    const std::size_t end = text_.find_first_of(ends_, at_);
    const std::string_view rest = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
    if (quoted ? !rest.empty() : rest.find('"') != std::string_view::npos) cell.fail(Reason::malformed_csv);
    cell.add(rest);
    at_ += rest.size();

    const bool room = row.cells.size() < limits_.columns;
    if (!room) cell.fail(Reason::too_many);
    if (!row.fault && cell.fault()) {
        row.fault = cell.fault();
        row.cell_at_fault = row.cells.size();
    }
    if (room) row.cells.push_back(cell.take_text());
}

std::string to_csv_row(const std::vector<std::string>& cells) {
    std::string row;
    for (const std::string& cell : cells) {
        if (&cell != &cells.front()) row += ',';
        const bool reads_as_nothing = (cell.empty() && cells.size() == 1) || cell.starts_with(byte_order_mark);
        if (!reads_as_nothing && cell.find_first_of(",\"\r\n") == std::string::npos) {
            row += cell;
            continue;
        }
        row += '"';
        for (const char c : cell) row.append(c == '"' ? 2 : 1, c);
        row += '"';
    }
    return row += "\r\n";
}

}  // namespace beckon
