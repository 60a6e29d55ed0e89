// SPDX-License-Identifier: MIT
#include "beckon/mail/compose.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/text.hpp"
#include "mail/refuse.hpp"

namespace beckon {

namespace {

using mail::refuse;

constexpr std::size_t line_size = 78;          // RFC 5322 section 2.1.1
constexpr std::size_t encoded_line_size = 76;  // RFC 2047 section 2
constexpr std::size_t encoded_octets = 39;     // in one encoded word: with "Subject: " it stays within that
constexpr std::size_t body_line_size = 75;     // RFC 2045 section 6.7, less the "=" of a soft line break
constexpr std::size_t max_message_id_size = 500;

/// No part can contain it: in quoted-printable, a "=" is followed by two hexadecimal digits or a line end.
constexpr std::string_view boundary = "=_beckon_alternative";

void check_line(std::string_view field, std::string_view text) {
    const TextFault fault = text_fault(text, text.size());
    if (fault == TextFault::not_utf8) refuse(field, "not valid UTF-8");
    if (fault != TextFault::none) refuse(field, "has a control character");
}

/// Allows line feeds, tabs, and the directional characters that right-to-left text needs.
void check_body(std::string_view field, std::string_view text) {
    while (!text.empty()) {
        const char32_t c = lifecycle::next_code_point(text);
        if (c == lifecycle::bad_utf8) refuse(field, "not valid UTF-8");
        const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
        if (control && c != U'\n' && c != U'\t') refuse(field, "has a control character other than line feed and tab");
    }
}

void check_message_id(std::string_view id) {
    const auto printable = [](char c) { return c > ' ' && c <= '~'; };
    const bool bracketed = id.size() > 2 && id.front() == '<' && id.back() == '>';
    if (!bracketed || id.size() > max_message_id_size || !std::all_of(id.begin(), id.end(), printable)) {
        refuse("message_id", "not an id in angle brackets");
    }
}

/// Whether a header can contain the text as it is, with the same meaning to every reader.
bool is_plain(std::string_view text) {
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    const bool spaced = text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != std::string_view::npos;
    return !spaced && text.find("=?") == std::string_view::npos && std::all_of(text.begin(), text.end(), printable);
}

std::string base64(std::string_view octets) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(octets.data()), octets.size(),
                      variant);
    text.pop_back();  // the terminating zero
    return text;
}

/// RFC 2047 section 2, for valid UTF-8: one encoded word a line, none of them ending inside a character.
std::string encoded_words(std::string_view text, std::size_t most_octets = encoded_octets) {
    std::string words;
    while (!text.empty()) {
        std::string_view rest = text;
        std::size_t size = 0;
        while (!rest.empty()) {
            lifecycle::next_code_point(rest);
            if (text.size() - rest.size() > most_octets) break;
            size = text.size() - rest.size();
        }
        if (!words.empty()) words += "\r\n ";
        words += "=?UTF-8?B?";
        words += base64(text.substr(0, size));
        words += "?=";
        text.remove_prefix(size);
    }
    return words;
}

std::string quoted_string(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted += '"';
}

std::string subject_line(std::string_view subject) {
    std::string line = fmt::format("Subject: {}", subject);
    if (is_plain(subject) && line.size() <= line_size) return line;
    return fmt::format("Subject: {}", encoded_words(subject));
}

std::string mailbox_line(std::string_view field, std::string_view name, const EmailAddress& address) {
    if (name.empty()) return fmt::format("{}: {}", field, address.text());
    std::string line = fmt::format("{}: {}", field, quoted_string(name));
    if (!is_plain(name) || line.size() > line_size) line = fmt::format("{}: {}", field, encoded_words(name));
    const bool fits = is_plain(name) && line.size() + address.text().size() + 3 <= line_size;
    return fmt::format("{}{} <{}>", line, fits ? "" : "\r\n", address.text());
}

/// The value as it is, folded before spaces (RFC 5322 section 2.2.3) so that lines are as short as its words allow.
std::string folded_line(std::string_view name, std::string_view value) {
    std::string line = fmt::format("{}: ", name);
    std::size_t column = line.size();
    for (std::size_t begin = 0; begin < value.size();) {
        const std::size_t word = value.find_first_not_of(' ', begin);  // there is one: no value ends with a space
        const std::size_t end = std::min(value.find(' ', word), value.size());
        if (begin > 0 && column + (end - begin) > line_size) line += "\r\n", column = 0;
        line += value.substr(begin, end - begin);
        column += end - begin;
        begin = end;
    }
    return line;
}

std::string extra_line(const ExtraHeader& header) {
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (std::all_of(header.value.begin(), header.value.end(), printable)) return folded_line(header.name, header.value);
    // What the name, ": " and "=?UTF-8?B??=" leave of the first line, in groups of three octets.
    const std::size_t fits = (encoded_line_size - header.name.size() - 14) / 4 * 3;
    return fmt::format("{}: {}", header.name, encoded_words(header.value, std::min(fits, encoded_octets)));
}

/// RFC 5322 section 3.3, whatever the locale.
std::string date_line(Instant date) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = date.date().year_month_day();
    const auto time = date.time_of_day();
    return fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} +0000", days.at(date.date().day_of_week().as_number()),
                       day.day.as_number(), months.at(day.month.as_number() - 1U), static_cast<unsigned>(day.year),
                       time.hours(), time.minutes(), time.seconds());
}

/// RFC 2045 section 6.7. Also encodes what careless servers change at the beginning of a line: a full stop, "From ".
std::string quoted_printable(std::string_view text) {
    std::string encoded;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            encoded += "\r\n";
            column = 0;
            continue;
        }
        const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
        const bool space = c == ' ' || c == '\t';
        bool literal = space ? !ends_line : c > ' ' && c <= '~' && c != '=';
        if (column + (literal ? 1 : 3) > body_line_size) {
            encoded += "=\r\n";
            column = 0;
        }
        if (column == 0 && (c == '.' || text.substr(i).starts_with("From "))) literal = false;
        if (literal) {
            encoded += c;
            column += 1;
        } else {
            fmt::format_to(std::back_inserter(encoded), "={:02X}", static_cast<unsigned char>(c));
            column += 3;
        }
    }
    return encoded;
}

std::string part(std::string_view subtype, std::string_view body) {
    return fmt::format(
        "--{}\r\n"
        "Content-Type: text/{}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "{}\r\n",
        boundary, subtype, quoted_printable(body));
}

}  // namespace

MailMessage compose(const MailHeader& header, const MailText& text) {
    check_line("from_name", header.from_name);
    check_line("to_name", header.to_name);
    check_line("subject", text.subject);
    check_body("text", text.text);
    check_body("html", text.html);
    check_message_id(header.message_id);
    if (header.date.is_special()) refuse("date", "not a point in time");
    check(header.extra);

    std::string extra;
    for (const ExtraHeader& each : header.extra) extra += extra_line(each) + "\r\n";
    std::string data = fmt::format(
        "{}\r\n"
        "{}\r\n"
        "{}\r\n"
        "{}"
        "{}\r\n"
        "Message-ID: {}\r\n"
        "MIME-Version: 1.0\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "{}"
        "Content-Type: multipart/alternative; boundary=\"{}\"\r\n"
        "\r\n",
        date_line(header.date), mailbox_line("From", header.from_name, header.from),
        mailbox_line("To", header.to_name, header.to),
        header.reply_to ? mailbox_line("Reply-To", "", *header.reply_to) + "\r\n" : "", subject_line(text.subject),
        header.message_id, extra, boundary);
    data += part("plain", text.text);
    data += part("html", text.html);
    data += fmt::format("--{}--\r\n", boundary);
    return {.from = header.from,
            .to = header.to,
            .message_id = header.message_id,
            .subject = text.subject,
            .data = std::move(data)};
}

}  // namespace beckon
