// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beckon/lifecycle/words.hpp"

namespace beckon::test_support {

/// How the compiler writes a value: the name of its enumerator, or else a cast of its number.
template <auto value>
constexpr std::string_view spelling() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("value = ") + std::string_view("value = ").size());
    text = text.substr(0, text.find_first_of(";]"));
    return text.front() == '(' ? text : text.substr(text.rfind(':') + 1);
}

template <class Enum, std::size_t... numbers>
std::vector<std::string> enumerators_in(std::index_sequence<numbers...>) {
    std::vector<std::string> names;
    for (const std::string_view name : {spelling<static_cast<Enum>(numbers)>()...}) {
        if (name.front() != '(') names.emplace_back(name);
    }
    return names;
}

/// The names of an enumeration's enumerators from 1 to 255, as the compiler knows them.
template <class Enum>
std::vector<std::string> enumerators() {
    std::vector<std::string> names = enumerators_in<Enum>(std::make_index_sequence<256>());
    if (spelling<static_cast<Enum>(0)>().front() != '(') names.erase(names.begin());
    return names;
}

/// The codes of an enumeration's rows.
template <class Enum>
std::vector<std::string> codes() {
    std::vector<std::string> codes;
    for (const auto& word : words_of<Enum>) codes.emplace_back(word.code);
    return codes;
}

}  // namespace beckon::test_support
