// SPDX-License-Identifier: MIT
#include "beckon/addresses/read_address.hpp"

#include <idn2.h>

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include "beckon/lifecycle/text.hpp"

namespace beckon {

namespace {

// The longest text that is converted. It leaves room for four octets a character.
constexpr std::size_t max_typed_size = EmailAddress::max_size * 4;

/// Returns the domain in its "xn--" form, or none if it has none.
std::optional<std::string> ascii_domain(std::string_view domain) {
    if (domain.find('\0') != std::string_view::npos) return std::nullopt;  // libidn2 would stop there.
    char* converted = nullptr;
    // With IDN2_USE_STD3_ASCII_RULES, libidn2 deletes the characters that STD 3 does not allow, which makes another
    // domain. Without it they stay, and EmailAddress::parse refuses them.
    const int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    const int answer = idn2_to_ascii_8z(std::string(domain).c_str(), &converted, flags);
    const std::unique_ptr<char, void (*)(void*)> owner(converted, idn2_free);
    if (answer == IDN2_MALLOC) throw std::bad_alloc();
    if (answer != IDN2_OK) return std::nullopt;
    return std::string(converted);
}

}  // namespace

Result<EmailAddress> read_address(std::string_view text, Field field) {
    const std::string_view typed = trimmed(text);
    const std::size_t at = typed.find('@');
    if (at == std::string_view::npos || lifecycle::is_ascii(typed.substr(at))) return EmailAddress::parse(typed, field);
    if (typed.size() > max_typed_size) return Refusal{.reason = Reason::too_long, .field = field};
    const auto domain = ascii_domain(typed.substr(at + 1));
    if (!domain) return Refusal{.reason = Reason::invalid_address, .field = field};
    return EmailAddress::parse(std::string(typed.substr(0, at + 1)) + *domain, field);
}

}  // namespace beckon
