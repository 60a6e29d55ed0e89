// SPDX-License-Identifier: MIT
#include "beckon/addresses/parse_addresses.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "beckon/addresses/read_address.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

namespace {

char32_t first_code_point(std::string_view text) { return lifecycle::next_code_point(text); }

std::size_t first_character_size(std::string_view text) {
    std::string_view rest = text;
    lifecycle::next_code_point(rest);
    return text.size() - rest.size();
}

// Also the commas and semicolons of Chinese, Japanese and Arabic keyboards.
bool is_comma(char32_t c) { return c == U',' || c == 0xFF0C || c == 0x3001 || c == 0x060C; }
bool is_semicolon(char32_t c) { return c == U';' || c == 0xFF1B || c == 0x061B; }
bool is_tab(char32_t c) { return c == U'\t'; }
bool is_line_break(char32_t c) { return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool is_bullet(char32_t c) {
    return c == U'-' || c == U'*' || c == 0xB7 || c == 0x2013 || c == 0x2022 || c == 0x25AA || c == 0x25E6;
}

/// The first part of a text that separators cannot divide: a quoted text, angle brackets, or one character.
struct Element {
    std::string_view text;
    bool closed = true;
};

Element quoted_element(std::string_view text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return {text.substr(0, i + 1)};
        if (text[i] == '\\') ++i;
    }
    return {text, false};
}

Element first_element(std::string_view text) {
    if (text.front() == '"') return quoted_element(text);
    if (text.front() != '<') return {text.substr(0, first_character_size(text))};
    const std::size_t end = text.find('>');
    return end == std::string_view::npos ? Element{text, false} : Element{text.substr(0, end + 1)};
}

/// Returns the text in front of the first element that begins with `mark`.
std::string_view text_before(std::string_view text, char mark) {
    std::size_t at = 0;
    while (at < text.size() && text[at] != mark) at += first_element(text.substr(at)).text.size();
    return text.substr(0, at);
}

/// Returns the parts between the separators, trimmed, without empty ones.
std::vector<std::string_view> parts(std::string_view text, bool (*separates)(char32_t)) {
    std::vector<std::string_view> found;
    const auto add = [&](std::string_view part) {
        if (const auto inner = trimmed(part); !inner.empty()) found.push_back(inner);
    };
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const std::size_t end = at + first_element(rest).text.size();
        if (separates(first_code_point(rest))) {
            add(text.substr(begin, at - begin));
            begin = end;
        }
        at = end;
    }
    add(text.substr(begin));
    return found;
}

/// Returns the text without its quotes and the backslashes in them, or none if a quote is not closed.
std::optional<std::string> unquoted(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const Element element = first_element(text);
        if (!element.closed) return std::nullopt;
        text.remove_prefix(element.text.size());
        if (element.text.front() != '"') {
            plain.append(element.text);
            continue;
        }
        const std::string_view inner = element.text.substr(1, element.text.size() - 2);
        for (std::size_t i = 0; i < inner.size(); ++i) {
            if (inner[i] == '\\') ++i;
            plain.push_back(inner[i]);
        }
    }
    return plain;
}

Result<EmailAddress> read_pasted(std::string_view text) {
    constexpr std::string_view scheme = "mailto:";
    text = trimmed(text);
    if (ascii_lower(text.substr(0, scheme.size())) == scheme) text.remove_prefix(scheme.size());
    return read_address(text);
}

std::string beginning(std::string_view text) {
    std::size_t size = 0;
    for (std::size_t count = 0; count < max_entry_text_size && size < text.size(); ++count) {
        size += first_character_size(text.substr(size));
    }
    return std::string(text.substr(0, size));
}

/// The line is set in the end, by `parse_addresses`.
PastedAddress entry(std::string_view text, std::string_view name, Result<EmailAddress> email) {
    return {.name = std::string(trimmed(name)), .email = std::move(email), .text = beginning(text), .line = 0};
}

PastedAddress malformed_entry(std::string_view text) {
    return entry(text, "", Refusal{.reason = Reason::invalid_address, .field = Field::email});
}

bool is_same_mailbox(std::string_view name, const Result<EmailAddress>& email) {
    const auto other = read_pasted(name);
    return other && email && other->same_mailbox(*email);
}

PastedAddress read_entry(std::string_view text) {
    const std::string_view before = text_before(text, '<');
    const std::string_view after = text.substr(before.size());
    const auto words = unquoted(before);
    if (!words) return malformed_entry(text);
    if (after.empty()) return entry(text, "", read_pasted(*words));
    const Element brackets = first_element(after);
    if (!brackets.closed || brackets.text != after) return malformed_entry(text);
    const auto email = read_pasted(after.substr(1, after.size() - 2));
    if (is_same_mailbox(*words, email)) return entry(text, "", email);
    if (text_before(before, '@') != before) return malformed_entry(text);
    return entry(text, *words, email);
}

/// Returns whether a comma between the two is a part of a name: "Li", "Ana <ana@x.example>".
bool is_divided_name(std::string_view first, std::string_view second) {
    const std::string_view name = text_before(second, '<');
    return first.find_first_of("@\"<>") == std::string_view::npos && name.find('"') == std::string_view::npos &&
           !name.empty() && name != second;
}

void read_section(std::string_view section, std::vector<PastedAddress>& entries) {
    const auto found = parts(section, is_comma);
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::string_view text = found[i];
        if (i + 1 < found.size() && is_divided_name(text, found[i + 1])) {
            ++i;
            const char* const end = found[i].data() + found[i].size();
            text = {text.data(), static_cast<std::size_t>(end - text.data())};
        }
        entries.push_back(read_entry(text));
    }
}

std::vector<PastedAddress> read_list(std::string_view list) {
    std::vector<PastedAddress> entries;
    for (const std::string_view section : parts(list, is_semicolon)) read_section(section, entries);
    return entries;
}

bool has_at_sign(std::string_view cell) { return cell.find('@') != std::string_view::npos; }

/// Returns the words of all cells but the one with the address.
std::string name_in_row(const std::vector<std::string_view>& cells) {
    std::string name;
    for (const std::string_view cell : cells) {
        if (!has_at_sign(cell)) name.append(name.empty() ? "" : " ").append(unquoted(cell).value_or(std::string(cell)));
    }
    return name;
}

/// Returns the entry that all cells are together, or none if there are several.
std::optional<PastedAddress> read_row(std::string_view row, const std::vector<std::string_view>& cells) {
    const auto addresses = std::count_if(cells.begin(), cells.end(), has_at_sign);
    if (addresses == 0) return malformed_entry(row);
    if (addresses > 1) return std::nullopt;
    const auto found = read_list(*std::find_if(cells.begin(), cells.end(), has_at_sign));
    if (found.size() != 1) return std::nullopt;
    const auto& only = found.front();
    return entry(row, only.name.empty() ? name_in_row(cells) : only.name, only.email);
}

std::string_view without_bullet(std::string_view line) {
    std::string_view rest = line;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    rest.remove_prefix(digits);
    if (rest.empty()) return line;
    const char32_t mark = lifecycle::next_code_point(rest);
    const bool is_mark = digits == 0 ? is_bullet(mark) : mark == U'.' || mark == U')';
    return is_mark && !rest.empty() && lifecycle::is_blank(first_code_point(rest)) ? trimmed(rest) : line;
}

std::vector<PastedAddress> read_line(std::string_view line) {
    const std::string_view row = without_bullet(trimmed(line));
    const auto cells = parts(row, is_tab);
    if (cells.size() > 1) {
        if (auto whole = read_row(row, cells)) return {std::move(*whole)};
    }
    std::vector<PastedAddress> entries;
    for (const std::string_view cell : cells) {
        for (PastedAddress& found : read_list(cell)) entries.push_back(std::move(found));
    }
    return entries;
}

/// Removes the first line and its line break from `rest`, and returns the line.
std::string_view take_line(std::string_view& rest) {
    std::size_t size = 0;
    while (size < rest.size() && !is_line_break(first_code_point(rest.substr(size)))) {
        size += first_character_size(rest.substr(size));
    }
    const std::string_view line = rest.substr(0, size);
    rest.remove_prefix(size);
    if (!rest.empty()) rest.remove_prefix(rest.starts_with("\r\n") ? 2 : first_character_size(rest));
    return line;
}

}  // namespace

Result<std::vector<PastedAddress>> parse_addresses(std::string_view text, std::size_t limit) {
    if (text.size() > max_pasted_size) return Refusal{.reason = Reason::too_long, .field = Field::email};
    if (!lifecycle::is_utf8(text)) return Refusal{.reason = Reason::not_utf8, .field = Field::email};
    std::vector<PastedAddress> entries;
    std::set<std::string> seen;
    for (std::size_t line = 1; !text.empty(); ++line) {
        for (PastedAddress& found : read_line(take_line(text))) {
            if (entries.size() == limit) return Refusal{.reason = Reason::too_many, .field = Field::email};
            found.line = line;
            if (found.email && !seen.insert(found.email->key()).second) {
                found.email = Refusal{.reason = Reason::duplicate, .field = Field::email};
            }
            entries.push_back(std::move(found));
        }
    }
    return entries;
}

}  // namespace beckon
