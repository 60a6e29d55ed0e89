// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace beckon {

/// A row: what represents one value of an enumeration for people and for machines.
template <class Enum>
struct Word {
    Enum value;
    std::string_view code;       ///< Stable, e.g. "invite_sent".
    std::string_view english{};  ///< For people. Empty if they never see it.
};

/// The rows of an enumeration, one for each value, in the order of their numbers. An enumeration that people or
/// machines see must specialize this, with an array of `Word` or of another type with the same members.
template <class Enum>
inline constexpr std::nullptr_t words_of = nullptr;

template <class Enum>
concept HasWords = requires {
    std::size(words_of<Enum>);
};

/// Returns the stable code of a value, e.g. "invite_sent". Empty if the value has no row, such as `Remedy::none`.
template <HasWords Enum>
constexpr std::string_view code(Enum value) {
    for (const auto& word : words_of<Enum>) {
        if (word.value == value) return word.code;
    }
    return {};
}

/// Returns the value with this code, or none if there is no such code.
template <HasWords Enum>
constexpr std::optional<Enum> from_code(std::string_view text) {
    for (const auto& word : words_of<Enum>) {
        if (word.code == text) return word.value;
    }
    return std::nullopt;
}

/// Returns the English words for a value. Empty if the value has no row.
template <HasWords Enum>
constexpr std::string_view in_english(Enum value) {
    for (const auto& word : words_of<Enum>) {
        if (word.value == value) return word.english;
    }
    return {};
}

/// Returns the values that have rows, in the order of their numbers.
template <HasWords Enum>
constexpr auto all_values() {
    std::array<Enum, std::size(words_of<Enum>)> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = words_of<Enum>[i].value;
    return all;
}

/// Whether the rows are in the order of their numbers, and no number or code occurs twice.
template <HasWords Enum>
constexpr bool words_are_sound() {
    const auto& words = words_of<Enum>;
    for (std::size_t i = 0; i < std::size(words); ++i) {
        if (i > 0 && words[i - 1].value >= words[i].value) return false;
        if (words[i].code.empty() || from_code<Enum>(words[i].code) != words[i].value) return false;
    }
    return true;
}

}  // namespace beckon
