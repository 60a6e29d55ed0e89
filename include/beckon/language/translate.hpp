// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/placeholders.hpp"
#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

namespace language {

/// RFC 4647 section 3.4: one subtag less, and no single letter left at the end.
constexpr std::string_view shorter_range(std::string_view range) {
    std::size_t end = range.rfind('-');
    if (end == std::string_view::npos) return {};
    if (end >= 2 && range[end - 2] == '-') end -= 2;
    return range.substr(0, end);
}

}  // namespace language

/// The catalogue for a person's locale, as RFC 4647 looks it up: for "de-AT" one in "de-AT", else one in "de", in any
/// letter case. Where there is none, the first; of an empty list, English.
inline const Catalogue& catalogue_for(const std::vector<Catalogue>& spoken, std::string_view locale) {
    for (std::string_view range = locale; !range.empty(); range = language::shorter_range(range)) {
        for (const Catalogue& catalogue : spoken) {
            if (ascii_lower(catalogue.language) == ascii_lower(range)) return catalogue;
        }
    }
    return spoken.empty() ? catalogues::english() : spoken.front();
}
const Catalogue& catalogue_for(std::vector<Catalogue>&& spoken, std::string_view locale) = delete;

/// The text for a code, placeholders and all; in English where the catalogue has none. Empty for an unknown code.
inline std::string translated(std::string_view code, const Catalogue& catalogue) {
    for (const Catalogue* each : {&catalogue, &catalogues::english()}) {
        const auto found = each->texts.find(code);
        if (found != each->texts.end() && !found->second.empty()) return found->second;
    }
    return {};
}

/// What the catalogue does not translate: codes and English texts, for translators, or for a test that there are none.
inline std::map<std::string, std::string> untranslated(const Catalogue& catalogue) {
    std::map<std::string, std::string> missing;
    for (const auto& [code, english] : catalogues::english().texts) {
        if (!catalogue.texts.contains(code)) missing.emplace(code, english);
    }
    return missing;
}

/// The words for a status.
inline std::string label(Status status, const Catalogue& catalogue) {
    return translated(language::code_in("status.", status), catalogue);
}

/// The words for an action.
inline std::string label(Action action, const Catalogue& catalogue) {
    return translated(language::code_in("action.", action), catalogue);
}

/// The sentence for a reason.
inline std::string message(Reason reason, const Catalogue& catalogue) {
    return translated(language::code_in("reason.", reason), catalogue);
}

/// The sentence for a remedy; empty for none.
inline std::string message(Remedy remedy, const Catalogue& catalogue) {
    return translated(language::code_in("remedy.", remedy), catalogue);
}

/// The sentence for a symptom.
inline std::string message(Symptom symptom, const Catalogue& catalogue) {
    return translated(language::code_in("finding.", symptom), catalogue);
}

/// The sentence for a piece of advice.
inline std::string message(Advice advice, const Catalogue& catalogue) {
    return translated(language::code_in("advice.", advice), catalogue);
}

/// The sentences for a finding, as `message(finding)` has them.
inline std::string message(const Finding& finding, const Catalogue& catalogue) {
    std::string text = message(finding.symptom, catalogue);
    for (const Advice advice : finding.advice) {
        text = language::filled(translated("sentence.with_remedy", catalogue),
                                {{"reason", text}, {"remedy", message(advice, catalogue)}});
    }
    return text;
}

/// The words for an attribute; its name if the catalogue has none.
inline std::string attribute_label(std::string_view name, const Catalogue& catalogue) {
    std::string label = translated(std::string("attribute.").append(name), catalogue);
    return label.empty() ? std::string(name) : label;
}

/// The sentences for a refusal, as `message(refusal)` has them.
inline std::string message(const Refusal& refusal, const Catalogue& catalogue) {
    std::string text = message(refusal.reason, catalogue);
    if (refusal.reason == Reason::unknown_role) {
        text = language::filled(translated("sentence.with_roles", catalogue),
                                {{"reason", text}, {"roles", detail::listed(refusal.names)}});
    }
    if (detail::names_permitted_roles(refusal)) {
        text = language::filled(translated("sentence.with_permitted_roles", catalogue),
                                {{"reason", text}, {"roles", detail::listed(refusal.names)}});
    }
    if (refusal.remedy != Remedy::none) {
        const std::string remedy = detail::asks_for_invitation(refusal)
                                       ? translated("sentence.ask_for_invitation", catalogue)
                                       : message(refusal.remedy, catalogue);
        text = language::filled(translated("sentence.with_remedy", catalogue), {{"reason", text}, {"remedy", remedy}});
    }
    if (detail::names_field(refusal)) {
        const std::string field = refusal.names_attribute()
                                      ? attribute_label(refusal.names.front(), catalogue)
                                      : translated(language::code_in("field.", refusal.field), catalogue);
        text = language::filled(translated("sentence.with_field", catalogue), {{"field", field}, {"message", text}});
    }
    return text;
}

}  // namespace beckon
