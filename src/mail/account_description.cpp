// SPDX-License-Identifier: MIT
#include "beckon/mail/account_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string_view>

#include "beckon/lifecycle/text.hpp"
#include "mail/refuse.hpp"

namespace beckon {

namespace {

using mail::refuse;

constexpr std::size_t max_text_size = 200;
constexpr std::size_t max_url_size = 500;

void check_text(std::string_view field, std::string_view text) {
    switch (text_fault_unless_given(text, max_text_size)) {
        case TextFault::none: return;
        case TextFault::empty: refuse(field, "empty");
        case TextFault::too_long: refuse(field, "longer than 200 characters");
        case TextFault::not_utf8: refuse(field, "not valid UTF-8");
        case TextFault::control_character: refuse(field, "has a control character");
    }
}

bool belongs_in_url(char c) {
    constexpr std::string_view never = "\"<>\\^`{|}";  // RFC 3986 section 2
    return c > ' ' && c <= '~' && never.find(c) == std::string_view::npos;
}

void check_base_url(std::string_view url) {
    if (url.size() > max_url_size) refuse("base_url", "longer than 500 octets");
    std::string_view rest = url;
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (url.starts_with(scheme)) rest.remove_prefix(scheme.size());
    }
    if (rest.size() == url.size()) refuse("base_url", "begins with neither https:// nor http://");
    if (!std::all_of(rest.begin(), rest.end(), belongs_in_url)) {
        refuse("base_url", "has a character that does not belong in a URL");
    }
    const std::size_t host_end = rest.find_first_of("/?#");
    if (host_end == 0 || host_end == std::string_view::npos || rest[host_end] != '/') {
        refuse("base_url", "a host and a path are missing, as in https://app.example/");
    }
    if (rest.substr(0, host_end).find('@') != std::string_view::npos) refuse("base_url", "has a user name");
    if (std::string_view("/=?#").find(rest.back()) == std::string_view::npos) {
        refuse("base_url", "the token would run into it: it must end in one of / = ? #");
    }
}

}  // namespace

void check(const AccountDescription& description) {
    check_text("name", description.name);
    check_text("support_contact", description.support_contact);
    check_base_url(description.base_url);
    check(description.headers);
}

}  // namespace beckon
