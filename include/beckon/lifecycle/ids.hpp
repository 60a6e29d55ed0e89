// SPDX-License-Identifier: MIT
#pragma once

#include <boost/uuid/uuid.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

/// The id of a user. It is random and never reused, not even for the same address.
using UserId = boost::uuids::uuid;

/// Returns the 36 characters of an id (RFC 9562), in lower case.
inline std::string to_text(const UserId& id) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits[id.data[i] >> 4U];
        text += digits[id.data[i] & 0x0FU];
    }
    return text;
}

/// Returns the id that `to_text` writes like this, in either letter case. Refuses with `invalid_value`, field "user".
[[nodiscard]] inline Result<UserId> parse_user_id(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::string lower = ascii_lower(text);
    UserId id{};
    std::size_t read = 0;
    for (const char c : lower) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos || read == 2 * id.size()) continue;
        std::uint8_t& octet = id.data[read++ / 2];
        octet = static_cast<std::uint8_t>(std::size_t{octet} * 16 + digit);
    }
    // A missing digit, or a character that is none, makes the texts differ.
    if (to_text(id) != lower) return Refusal{.reason = Reason::invalid_value, .field = Field::user};
    return id;
}

/// The id of a tenant, chosen by the host: 1 to 64 printable ASCII octets (0x21 to 0x7E), compared octet by octet.
///
/// It is part of every call and of every storage key, so that no call can reach into another account.
class AccountId {
public:
    static constexpr std::size_t max_size = 64;

    /// Refuses with `invalid_account`, field "account".
    [[nodiscard]] static Result<AccountId> parse(std::string_view text) {
        bool printable = !text.empty() && text.size() <= max_size;
        for (const char c : text) printable = printable && c >= 0x21 && c <= 0x7E;
        if (!printable) return Refusal{.reason = Reason::invalid_account, .field = Field::account};
        return AccountId(std::string(text));
    }

    const std::string& text() const noexcept { return text_; }

    friend bool operator==(const AccountId&, const AccountId&) = default;
    friend bool operator<(const AccountId& a, const AccountId& b) noexcept { return a.text_ < b.text_; }

private:
    explicit AccountId(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace beckon
