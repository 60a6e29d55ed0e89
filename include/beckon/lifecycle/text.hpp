// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace beckon {

/// Why a text cannot be in a field.
enum class TextFault { none, empty, too_long, not_utf8, control_character };

namespace lifecycle {

constexpr char32_t bad_utf8 = 0xFFFFFFFFU;

/// Removes one code point from the front of `rest` and returns it. Returns `bad_utf8` for anything that RFC 3629 does
/// not allow.
constexpr char32_t next_code_point(std::string_view& rest) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    const unsigned char lead = octet(0);
    std::size_t length = 1;
    char32_t value = lead;
    char32_t least = 0;
    if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4, value = lead & 0x07U, least = 0x10000;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3, value = lead & 0x0FU, least = 0x800;
    } else if (lead >= 0xC2 && lead < 0xE0) {
        length = 2, value = lead & 0x1FU, least = 0x80;
    } else if (lead >= 0x80) {
        return bad_utf8;
    }
    if (rest.size() < length) return bad_utf8;
    for (std::size_t i = 1; i < length; ++i) {
        if ((octet(i) & 0xC0U) != 0x80U) return bad_utf8;
        value = (value << 6U) | (octet(i) & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least || value > 0x10FFFF || surrogate) return bad_utf8;
    rest.remove_prefix(length);
    return value;
}

/// Characters that break a line or disguise its order: C0, DEL, C1, the Unicode line and paragraph separators, and the
/// directional overrides and isolates. A name must not be able to rearrange the sentence around it.
constexpr bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/// Returns whether every octet is ASCII.
constexpr bool is_ascii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

constexpr bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        if (next_code_point(text) == bad_utf8) return false;
    }
    return true;
}

/// Invisible characters: Unicode's white space, the characters without a width, and the directional marks.
constexpr bool is_blank(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
           (c >= 0x2000 && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x202F || (c >= 0x205F && c <= 0x2064) ||
           c == 0x3000 || c == 0xFEFF;
}

/// Returns the end of `text` from where its last character begins: an octet and the continuations after it, four octets
/// at most. `text` must not be empty.
constexpr std::string_view last_character(std::string_view text) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    return text.substr(begin);
}

}  // namespace lifecycle

/// Returns why `text` cannot be in a single-line field of at most `most` characters, or `none` if it can. It must be
/// valid UTF-8 without control characters. A character is a code point, of at most 4 octets.
///
/// An empty text is no fault here. Use `text_fault_unless_given` for a field that must not be empty.
constexpr TextFault text_fault(std::string_view text, std::size_t most) {
    if (text.size() / 4 > most) return TextFault::too_long;
    for (std::size_t count = 1; !text.empty(); ++count) {
        if (count > most) return TextFault::too_long;
        const char32_t c = lifecycle::next_code_point(text);
        if (c == lifecycle::bad_utf8) return TextFault::not_utf8;
        if (lifecycle::is_control(c)) return TextFault::control_character;
    }
    return TextFault::none;
}

/// The same for a field that must not be empty.
constexpr TextFault text_fault_unless_given(std::string_view text, std::size_t most) {
    return text.empty() ? TextFault::empty : text_fault(text, most);
}

/// Returns why `text` cannot be in a field of several lines and at most `most` characters, or `none` if it can. It must
/// be valid UTF-8, with no control characters except line breaks. LF, CR and CR LF are one line break and one
/// character.
constexpr TextFault lines_fault(std::string_view text, std::size_t most) {
    for (std::size_t length = 1; !text.empty(); ++length) {
        if (length > most) return TextFault::too_long;
        const std::size_t line_break = text.starts_with("\r\n") ? 2 : text[0] == '\r' || text[0] == '\n' ? 1 : 0;
        text.remove_prefix(line_break);
        if (line_break > 0) continue;
        const char32_t c = lifecycle::next_code_point(text);
        if (c == lifecycle::bad_utf8) return TextFault::not_utf8;
        if (lifecycle::is_control(c)) return TextFault::control_character;
    }
    return TextFault::none;
}

/// Returns `text` with A to Z in lower case and every other octet unchanged, whatever the locale.
inline std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

/// Returns `text` without the white space around it, and without the characters around it that have no width, such as
/// the zero-width space and the byte order mark. A text of nothing else becomes empty. Octets that are not UTF-8 stay.
constexpr std::string_view trimmed(std::string_view text) {
    for (std::string_view rest = text; !rest.empty() && lifecycle::is_blank(lifecycle::next_code_point(rest));) {
        text = rest;
    }
    while (!text.empty()) {
        const std::string_view last = lifecycle::last_character(text);
        std::string_view rest = last;
        if (!lifecycle::is_blank(lifecycle::next_code_point(rest)) || !rest.empty()) break;
        text.remove_suffix(last.size());
    }
    return text;
}

}  // namespace beckon
