// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace beckon::language {

/// Returns the names in braces in `text`, or nothing at all if a brace has no partner.
inline std::optional<std::set<std::string_view>> placeholders_of(std::string_view text) {
    std::set<std::string_view> names;
    while (true) {
        const std::size_t begin = text.find_first_of("{}");
        if (begin == std::string_view::npos) return names;
        const std::size_t end = text.find_first_of("{}", begin + 1);
        if (text[begin] == '}' || end == std::string_view::npos || text[end] == '{') return std::nullopt;
        names.insert(text.substr(begin + 1, end - begin - 1));
        text.remove_prefix(end + 1);
    }
}

/// Returns `text` with values in place of the names in braces. Braces within a value are left alone. A name without a
/// value stays as it is.
inline std::string filled(std::string_view text, const std::map<std::string_view, std::string>& values) {
    std::string result;
    while (true) {
        const std::size_t begin = text.find('{');
        const std::size_t end = text.find('}', begin == std::string_view::npos ? text.size() : begin);
        if (end == std::string_view::npos) return result.append(text);
        const auto value = values.find(text.substr(begin + 1, end - begin - 1));
        result.append(text.substr(0, value == values.end() ? end + 1 : begin));
        if (value != values.end()) result.append(value->second);
        text.remove_prefix(end + 1);
    }
}

}  // namespace beckon::language
