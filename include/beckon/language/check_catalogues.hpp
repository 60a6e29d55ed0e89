// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/placeholders.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

namespace language {

/// What is wrong with a translation. Empty if nothing is.
inline std::string fault_of(std::string_view translation, std::string_view english) {
    switch (text_fault_unless_given(translation, translation.size())) {
        case TextFault::none: break;
        case TextFault::empty: return "empty";
        case TextFault::too_long: break;
        case TextFault::not_utf8: return "not valid UTF-8";
        case TextFault::control_character: return "has a control character";
    }
    const auto names = placeholders_of(translation);
    if (!names) return "has a brace without a partner";
    const auto expected = placeholders_of(english).value();
    for (const std::string_view name : *names) {
        if (!expected.contains(name)) return "nothing is called {" + std::string(name) + "} here";
    }
    for (const std::string_view name : expected) {
        if (!names->contains(name)) return "lacks {" + std::string(name) + "}";
    }
    return {};
}

}  // namespace language

/// Throws std::invalid_argument, naming the language and the code, if a catalogue cannot be used. `language` must be a
/// language tag. Every code must be one of `catalogues::english()`, or "attribute." with the name of an attribute.
/// Every text must be one line of UTF-8, not empty, with exactly the placeholders of the English one. Texts may be
/// missing.
inline void check(const Catalogue& catalogue) {
    const std::string& language = catalogue.language;
    if (language.empty() || !lifecycle::is_locale(language)) {
        throw std::invalid_argument("catalogue: its language is no tag such as \"de\" or \"pt-BR\"");
    }
    for (const auto& [code, text] : catalogue.texts) {
        const auto english = catalogues::english().texts.find(code);
        const bool known = english != catalogues::english().texts.end();
        const bool hosts_own = code.starts_with("attribute.") && is_attribute_name(std::string_view(code).substr(10));
        const std::string fault =
            known || hosts_own ? language::fault_of(text, known ? english->second : "") : "there is no such code";
        if (!fault.empty()) throw std::invalid_argument("catalogue " + language + ": " + code + ": " + fault);
    }
}

/// Checks each, and that no two are in the same language.
inline void check(const std::vector<Catalogue>& spoken) {
    std::set<std::string> languages;
    for (const Catalogue& catalogue : spoken) {
        check(catalogue);
        if (!languages.insert(ascii_lower(catalogue.language)).second) {
            throw std::invalid_argument("catalogue " + catalogue.language + ": there are two in this language");
        }
    }
}

}  // namespace beckon
