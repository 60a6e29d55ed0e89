// SPDX-License-Identifier: MIT
#pragma once

#include <boost/uuid/uuid.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

/// A user's id: random, never reused, not even for the same address.
using UserId = boost::uuids::uuid;

/// The tenant, by the host's own key: 1 to 64 printable ASCII octets (0x21 to 0x7E), compared octet by octet.
///
/// Part of every call and every storage key, so that no call can reach into another account.
class AccountId {
public:
    static constexpr std::size_t max_size = 64;

    /// Refuses with `invalid_account`, field "account".
    [[nodiscard]] static Result<AccountId> parse(std::string_view text) {
        bool printable = !text.empty() && text.size() <= max_size;
        for (const char c : text) printable = printable && c >= 0x21 && c <= 0x7E;
        if (!printable) return Refusal{.reason = Reason::invalid_account, .field = "account"};
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
