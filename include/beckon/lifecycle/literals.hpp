// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"

/// For values known at compile time: "acme"_account, "ada@acme.example"_email. Throws `RefusedError` if the text is not
/// valid. Use `parse` for input from outside.
namespace beckon::literals {

inline AccountId operator""_account(const char* text, std::size_t size) {
    return AccountId::parse(std::string_view(text, size)).value();
}

inline EmailAddress operator""_email(const char* text, std::size_t size) {
    return EmailAddress::parse(std::string_view(text, size)).value();
}

}  // namespace beckon::literals
