// SPDX-License-Identifier: MIT
#include "received_mail.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace examples {

namespace {

/// Removes one line from the front and returns it without its end.
std::string_view next_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

/// RFC 4648 section 4.
std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string octets;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        if (c == '=') break;
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos)
            throw std::runtime_error("an email has an encoded word that is not base64");
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            octets += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
        }
    }
    return octets;
}

/// RFC 2047. White space between two encoded words is not part of the text.
std::string decoded_words(std::string_view value) {
    constexpr std::string_view begin = "=?UTF-8?B?";
    constexpr std::string_view end = "?=";
    std::string text;
    for (bool after_word = false;;) {
        const std::size_t at = value.find(begin);
        const std::string_view before = value.substr(0, at);
        const bool gap =
            after_word && at != std::string_view::npos && before.find_first_not_of(' ') == std::string_view::npos;
        if (!gap) text += before;
        if (at == std::string_view::npos) return text;
        value.remove_prefix(at + begin.size());
        const std::size_t length = value.find(end);
        if (length == std::string_view::npos) throw std::runtime_error("an email has an encoded word without an end");
        text += from_base64(value.substr(0, length));
        value.remove_prefix(length + end.size());
        after_word = true;
    }
}

std::size_t hex_digit(char c) {
    const std::size_t value = std::string_view("0123456789ABCDEF").find(c);
    if (value == std::string_view::npos) throw std::runtime_error("an email's text is not quoted-printable");
    return value;
}

/// RFC 2045 section 6.7.
std::string from_quoted_printable(std::string_view text) {
    std::string octets;
    while (!text.empty()) {
        const char c = text.front();
        if (c != '=') {
            octets += c;
            text.remove_prefix(1);
        } else if (text.substr(1, 1) == "\n") {
            text.remove_prefix(2);
        } else {
            if (text.size() < 3) throw std::runtime_error("an email's text is not quoted-printable");
            octets += static_cast<char>(hex_digit(text[1]) * 16 + hex_digit(text[2]));
            text.remove_prefix(3);
        }
    }
    return octets;
}

std::vector<std::pair<std::string, std::string>> read_header(std::string_view& rest) {
    std::vector<std::pair<std::string, std::string>> header;
    while (!rest.empty()) {
        const std::string_view line = next_line(rest);
        if (line.empty()) break;
        if (line.front() == ' ' || line.front() == '\t') {
            if (header.empty()) throw std::runtime_error("an email begins with a folded line");
            header.back().second.append(" ").append(line.substr(1));
            continue;
        }
        const std::size_t colon = line.find(": ");
        if (colon == std::string_view::npos) throw std::runtime_error("an email has a header line without a colon");
        header.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    for (auto& [name, value] : header) value = decoded_words(value);
    return header;
}

std::string boundary_of(std::string_view content_type) {
    constexpr std::string_view name = "boundary=\"";
    const std::size_t at = content_type.find(name);
    if (at == std::string_view::npos) throw std::runtime_error("an email has no parts");
    content_type.remove_prefix(at + name.size());
    return std::string(content_type.substr(0, content_type.find('"')));
}

}  // namespace

std::string_view ReceivedMail::field(std::string_view name) const {
    const auto found = std::find_if(header.begin(), header.end(), [&](const auto& line) { return line.first == name; });
    return found != header.end() ? std::string_view(found->second) : std::string_view();
}

ReceivedMail read_mail(std::string_view bytes) {
    std::string data(bytes);
    data.erase(std::remove(data.begin(), data.end(), '\r'), data.end());
    std::string_view rest = data;
    ReceivedMail mail{read_header(rest), {}};

    const std::string delimiter = "--" + boundary_of(mail.field("Content-Type"));
    for (std::size_t at = rest.find(delimiter); at != std::string_view::npos; at = rest.find(delimiter)) {
        rest.remove_prefix(at);
        next_line(rest);
        const ReceivedMail part{read_header(rest), {}};
        if (part.field("Content-Type") != "text/plain; charset=utf-8") continue;
        const std::string_view body = rest.substr(0, rest.find("\n" + delimiter));
        mail.text = from_quoted_printable(body);
        return mail;
    }
    throw std::runtime_error("an email has no part in plain text");
}

std::optional<std::string> token_in(const ReceivedMail& mail, std::string_view base_url) {
    const std::size_t at = mail.text.find(base_url);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t begin = at + base_url.size();
    return mail.text.substr(begin, mail.text.find_first_of(" \t\n", begin) - begin);
}

}  // namespace examples
