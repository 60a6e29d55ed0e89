// SPDX-License-Identifier: MIT
#include "exchange/spreadsheet.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "beckon/lifecycle/text.hpp"

namespace beckon::exchange {

namespace {

constexpr std::string_view byte_order_mark_of_utf8 = "\xEF\xBB\xBF";
constexpr std::string_view line_ends = "\r\n";
constexpr std::string_view separator_line = "sep=";

void append_utf8(std::string& text, char32_t c) {
    const auto add = [&](char32_t octet) { text += static_cast<char>(static_cast<unsigned char>(octet)); };
    const auto tail = [&](unsigned shift) { add(0x80U | ((c >> shift) & 0x3FU)); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xC0U | (c >> 6U)), tail(0);
    } else if (c < 0x10000) {
        add(0xE0U | (c >> 12U)), tail(6), tail(0);
    } else {
        add(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0);
    }
}

constexpr bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Converts UTF-16 without its mark. `high` is the place of the more significant octet in each pair.
std::optional<std::string> utf8_of(std::string_view units, std::size_t high) {
    if (units.size() % 2 != 0) return std::nullopt;
    const auto unit = [&](std::size_t at) {
        const auto octet = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(units[i])); };
        return (octet(at + high) << 8U) | octet(at + 1 - high);
    };
    std::string text;
    text.reserve(units.size());
    for (std::size_t at = 0; at < units.size(); at += 2) {
        char32_t c = unit(at);
        if (is_high_surrogate(c) && at + 2 < units.size() && is_low_surrogate(unit(at + 2))) {
            at += 2;
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at) - 0xDC00);
        } else if (is_high_surrogate(c) || is_low_surrogate(c)) {
            return std::nullopt;
        }
        append_utf8(text, c);
    }
    return text;
}

}  // namespace

std::optional<std::string> from_utf16(std::string_view file) {
    if (file.starts_with("\xFF\xFE")) return utf8_of(file.substr(2), 1);
    if (file.starts_with("\xFE\xFF")) return utf8_of(file.substr(2), 0);
    return std::string();
}

char delimiter_of(std::string_view text) {
    if (text.starts_with(byte_order_mark_of_utf8)) text.remove_prefix(byte_order_mark_of_utf8.size());
    // Lines without any text are passed over, as rows are.
    const std::size_t begin = std::min(text.find_first_not_of(" ,;\t\r\n"), text.size());
    const std::size_t end_before = text.substr(0, begin).find_last_of(line_ends);
    if (end_before != std::string_view::npos) text.remove_prefix(end_before + 1);
    const std::string_view first = text.substr(0, text.find_first_of(line_ends));
    if (first.starts_with(separator_line) && first.size() == separator_line.size() + 1 && first.back() != '"') {
        return first.back();
    }

    constexpr std::array delimiters{',', ';', '\t'};
    std::array<std::size_t, delimiters.size()> found{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (line_ends.find(c) != std::string_view::npos) break;
        for (std::size_t i = 0; i < delimiters.size(); ++i) {
            if (c == delimiters[i]) ++found[i];
        }
    }
    const auto most = std::max_element(found.begin(), found.end());
    return delimiters[static_cast<std::size_t>(most - found.begin())];
}

bool is_separator_line(const CsvRow& row) {
    return row.cells.size() == 2 && row.cells[0] == separator_line && row.cells[1].empty();
}

bool is_blank(const CsvRow& row) {
    return !row.fault && std::all_of(row.cells.begin(), row.cells.end(),
                                     [](const std::string& cell) { return trimmed(cell).empty(); });
}

}  // namespace beckon::exchange
