// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

/// An email address: kept as typed for delivery, folded to lower case for comparison.
///
/// The syntax is RFC 5321's Mailbox in its Dot-string form, with a host name, in ASCII: `local@domain`. The local part
/// has at most 64 octets and the whole at most 254 (RFC 3696 erratum 1690). Labels follow RFC 1123. Quoted local parts,
/// address literals, comments and non-ASCII characters are refused: no large mail provider hands out such an address,
/// and each of them has been used to smuggle something into an email header. An internationalised domain must be
/// written in its "xn--" form: `read_address` (beckon/addresses/read_address.hpp) converts what people type.
class EmailAddress {
public:
    static constexpr std::size_t max_size = 254;

    /// Refuses with `empty`, `too_long` or `invalid_address`, naming `field`. The remedy says what to do about letters
    /// beyond ASCII.
    [[nodiscard]] static Result<EmailAddress> parse(std::string_view text, Field field = Field::email) {
        if (text.empty()) return Refusal{.reason = Reason::empty, .field = field};
        if (text.size() > max_size) return Refusal{.reason = Reason::too_long, .field = field};
        const std::size_t at = text.find('@');
        if (at == std::string_view::npos || !is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) {
            return Refusal{.reason = Reason::invalid_address, .remedy = remedy_for(text, at), .field = field};
        }
        return EmailAddress(std::string(text));
    }

    /// Returns the address as typed. Email is sent to this.
    const std::string& text() const noexcept { return text_; }

    /// Returns the address in lower case. Two addresses are the same mailbox if their keys are equal, in every store
    /// and comparison.
    const std::string& key() const noexcept { return key_; }

    /// Returns the domain, in lower case.
    std::string_view domain() const noexcept { return std::string_view(key_).substr(key_.find('@') + 1); }

    /// Returns whether both are the same mailbox, which means that they differ at most in letter case. `==` compares
    /// the spelling.
    bool same_mailbox(const EmailAddress& other) const noexcept { return key_ == other.key_; }

    /// Compares the spelling.
    friend bool operator==(const EmailAddress&, const EmailAddress&) = default;

private:
    explicit EmailAddress(std::string text) : text_(std::move(text)), key_(ascii_lower(text_)) {}

    static constexpr Remedy remedy_for(std::string_view text, std::size_t at) {
        if (at == std::string_view::npos || text_fault(text, max_size) != TextFault::none) return Remedy::none;
        if (!lifecycle::is_ascii(text.substr(0, at))) return Remedy::use_ascii_address;
        return lifecycle::is_ascii(text.substr(at)) ? Remedy::none : Remedy::write_domain_in_ascii;
    }

    static constexpr bool is_alphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// RFC 5321 section 4.1.2, Dot-string.
    static constexpr bool is_local_part(std::string_view text) {
        constexpr std::string_view symbols = "!#$%&'*+-/=?^_`{|}~";
        if (text.empty() || text.size() > 64 || text.front() == '.' || text.back() == '.') return false;
        char before = '\0';
        for (const char c : text) {
            const bool allowed = is_alphanumeric(c) || symbols.find(c) != std::string_view::npos;
            if (!allowed && (c != '.' || before == '.')) return false;
            before = c;
        }
        return true;
    }

    /// RFC 1123 section 2.1: labels of letters, digits and inner hyphens, 1 to 63 octets each.
    static constexpr bool is_domain(std::string_view text) {
        std::size_t label = 0;
        char before = '.';
        for (const char c : text) {
            if (c == '.') {
                if (label == 0 || before == '-') return false;
                label = 0;
            } else {
                if (!is_alphanumeric(c) && (c != '-' || label == 0)) return false;
                if (++label > 63) return false;
            }
            before = c;
        }
        return label != 0 && before != '-';
    }

    std::string text_;
    std::string key_;
};

}  // namespace beckon
