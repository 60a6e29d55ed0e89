// SPDX-License-Identifier: MIT
#include "beckon/mail/mail_detail.hpp"

#include <cstddef>

#include "beckon/lifecycle/text.hpp"

namespace beckon {

using lifecycle::bad_utf8;
using lifecycle::is_control;
using lifecycle::next_code_point;

namespace {

constexpr std::size_t most_detail = 500;

}  // namespace

std::string mail_detail(std::string_view said) {
    std::string tidied;
    while (!said.empty()) {
        const std::string_view before = said;
        const char32_t c = next_code_point(said);
        if (c == bad_utf8) said.remove_prefix(1);
        const std::size_t length = before.size() - said.size();
        if (tidied.size() + length > most_detail) break;
        const bool plain = c != bad_utf8 && !is_control(c);
        tidied.append(plain ? before.substr(0, length) : std::string_view(" "));
    }
    return tidied;
}

std::string without_token(std::string_view token, std::string_view text) {
    constexpr std::size_t harmless = 7;  // characters: too few to find the rest from
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

}  // namespace beckon
