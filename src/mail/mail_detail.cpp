// SPDX-License-Identifier: MIT
#include "beckon/mail/mail_detail.hpp"

#include <cstddef>

#include "beckon/lifecycle/text.hpp"

namespace beckon::detail {

namespace {

constexpr std::size_t most_detail = 500;

}  // namespace

std::string tidy(std::string_view text) {
    std::string tidied;
    while (!text.empty()) {
        const std::string_view before = text;
        const char32_t c = next_code_point(text);
        if (c == bad_utf8) text.remove_prefix(1);
        const std::size_t length = before.size() - text.size();
        if (tidied.size() + length > most_detail) break;
        const bool plain = c != bad_utf8 && !is_control(c);
        tidied.append(plain ? before.substr(0, length) : std::string_view(" "));
    }
    return tidied;
}

std::string without(std::string_view token, std::string_view text) {
    constexpr std::size_t harmless = 7;  // characters: too few to find the rest by
    std::string kept;
    while (!text.empty()) {
        std::size_t piece = 0;
        while (piece < text.size() && token.find(text.substr(0, piece + 1)) != std::string_view::npos) ++piece;
        const bool secret = piece > harmless;
        kept.append(secret ? std::string_view("[link]") : text.substr(0, 1));
        text.remove_prefix(secret ? piece : 1);
    }
    return kept;
}

}  // namespace beckon::detail
