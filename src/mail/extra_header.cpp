// SPDX-License-Identifier: MIT
#include "beckon/mail/extra_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string_view>

#include "beckon/lifecycle/text.hpp"
#include "mail/refuse.hpp"

namespace beckon {

namespace {

using mail::refuse;

constexpr std::size_t most_headers = 20;
constexpr std::size_t most_name = 50;    // so that an encoded word fits beside it
constexpr std::size_t most_value = 900;  // with the name, less than a line of RFC 5322, which has 998

/// In lower case. Those that beckon writes, and those that say who gets the email and which way it went.
constexpr std::array reserved_names{"auto-submitted", "bcc",        "cc",           "date",     "dkim-signature",
                                    "from",           "message-id", "mime-version", "received", "reply-to",
                                    "return-path",    "sender",     "subject",      "to"};
constexpr std::array reserved_beginnings{"content-", "resent-"};

/// RFC 5322 section 3.6.8.
bool is_ftext(char c) { return c > ' ' && c <= '~' && c != ':'; }

bool is_reserved(std::string_view lower) {
    return std::find(reserved_names.begin(), reserved_names.end(), lower) != reserved_names.end() ||
           std::any_of(reserved_beginnings.begin(), reserved_beginnings.end(),
                       [&](std::string_view beginning) { return lower.starts_with(beginning); });
}

/// The name as a complaint can quote it.
std::string quotable(std::string_view name) {
    std::string quoted;
    for (const char c : name.substr(0, most_name)) quoted += c >= ' ' && c <= '~' ? c : '?';
    return fmt::format("header \"{}\"", quoted);
}

void check_one(const ExtraHeader& header) {
    const std::string field = quotable(header.name);
    const std::string& name = header.name;
    const std::string& value = header.value;
    if (name.empty() || name.size() > most_name || !std::all_of(name.begin(), name.end(), is_ftext)) {
        refuse(field, "its name is not 1 to 50 printable ASCII characters without a space or colon");
    }
    if (is_reserved(ascii_lower(name))) refuse(field, "is not one that a host can add");
    if (value.empty()) refuse(field, "empty");
    if (value.size() > most_value) refuse(field, "longer than 900 octets");
    const TextFault fault = text_fault(value, most_value);
    if (fault == TextFault::not_utf8) refuse(field, "not valid UTF-8");
    if (fault != TextFault::none) refuse(field, "has a control character");
    if (value.starts_with(' ') || value.ends_with(' ')) refuse(field, "begins or ends with a space");
}

}  // namespace

void check(const std::vector<ExtraHeader>& headers) {
    if (headers.size() > most_headers) refuse("headers", "more than 20");
    std::set<std::string> names;
    for (const ExtraHeader& header : headers) {
        check_one(header);
        if (!names.insert(ascii_lower(header.name)).second) refuse(quotable(header.name), "is there twice");
    }
}

}  // namespace beckon
