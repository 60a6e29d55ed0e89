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

/// RFC 4647 section 3.4: drops one subtag, and a single letter that would be left at the end.
constexpr std::string_view shorter_range(std::string_view range) {
    std::size_t end = range.rfind('-');
    if (end == std::string_view::npos) return {};
    if (end >= 2 && range[end - 2] == '-') end -= 2;
    return range.substr(0, end);
}

}  // namespace language

/// Returns the catalogue for a person's locale by the lookup of RFC 4647: for "de-AT" the one in "de-AT", or else the
/// one in "de", in any letter case. If there is neither, returns the first. Returns English if the list is empty.
inline const Catalogue& catalogue_for(const std::vector<Catalogue>& spoken, std::string_view locale) {
    for (std::string_view range = locale; !range.empty(); range = language::shorter_range(range)) {
        for (const Catalogue& catalogue : spoken) {
            if (ascii_lower(catalogue.language) == ascii_lower(range)) return catalogue;
        }
    }
    return spoken.empty() ? catalogues::english() : spoken.front();
}
const Catalogue& catalogue_for(std::vector<Catalogue>&& spoken, std::string_view locale) = delete;

/// Returns the text for a code, with its placeholders, or the English text if the catalogue has none. Empty for an
/// unknown code.
inline std::string translated(std::string_view code, const Catalogue& catalogue) {
    for (const Catalogue* each : {&catalogue, &catalogues::english()}) {
        const auto found = each->texts.find(code);
        if (found != each->texts.end() && !found->second.empty()) return found->second;
    }
    return {};
}

/// Returns the codes and English texts that the catalogue does not translate, for translators, or for a test that there
/// are none.
inline std::map<std::string, std::string> untranslated(const Catalogue& catalogue) {
    std::map<std::string, std::string> missing;
    for (const auto& [code, english] : catalogues::english().texts) {
        if (!catalogue.texts.contains(code)) missing.emplace(code, english);
    }
    return missing;
}

/// Returns the words for a status.
inline std::string label(Status status, const Catalogue& catalogue) {
    return translated(language::code_in("status.", status), catalogue);
}

/// Returns the words for an action.
inline std::string label(Action action, const Catalogue& catalogue) {
    return translated(language::code_in("action.", action), catalogue);
}

/// Returns the sentence for a reason.
inline std::string message(Reason reason, const Catalogue& catalogue) {
    return translated(language::code_in("reason.", reason), catalogue);
}

/// Returns the sentence for a remedy. Empty for `none`.
inline std::string message(Remedy remedy, const Catalogue& catalogue) {
    return translated(language::code_in("remedy.", remedy), catalogue);
}

/// Returns the sentence for a symptom.
inline std::string message(Symptom symptom, const Catalogue& catalogue) {
    return translated(language::code_in("finding.", symptom), catalogue);
}

/// Returns the sentence for a piece of advice.
inline std::string message(Advice advice, const Catalogue& catalogue) {
    return translated(language::code_in("advice.", advice), catalogue);
}

/// Returns the sentences for a finding, in the order of `message(finding)`.
inline std::string message(const Finding& finding, const Catalogue& catalogue) {
    std::string text = message(finding.symptom, catalogue);
    for (const Advice advice : finding.advice) {
        text = language::filled(translated("sentence.with_remedy", catalogue),
                                {{"reason", text}, {"remedy", message(advice, catalogue)}});
    }
    return text;
}

/// Returns the words for an attribute, or its name if the catalogue has none.
inline std::string attribute_label(std::string_view name, const Catalogue& catalogue) {
    std::string label = translated(std::string("attribute.").append(name), catalogue);
    return label.empty() ? std::string(name) : label;
}

/// Returns the sentences for a refusal, in the order of `message(refusal)`.
inline std::string message(const Refusal& refusal, const Catalogue& catalogue) {
    std::string text = message(refusal.reason, catalogue);
    if (refusal.reason == Reason::unknown_role) {
        text = language::filled(translated("sentence.with_roles", catalogue),
                                {{"reason", text}, {"roles", lifecycle::listed(refusal.names)}});
    }
    if (refusal.reason == Reason::domain_not_allowed) {
        text = language::filled(translated("sentence.with_domain", catalogue),
                                {{"reason", text}, {"domain", lifecycle::listed(refusal.names)}});
    }
    if (lifecycle::names_permitted_roles(refusal)) {
        text = language::filled(translated("sentence.with_permitted_roles", catalogue),
                                {{"reason", text}, {"roles", lifecycle::listed(refusal.names)}});
    }
    if (lifecycle::names_columns(refusal)) {
        text = language::filled(translated("sentence.with_columns", catalogue),
                                {{"reason", text},
                                 {"column", refusal.names.front()},
                                 {"columns", lifecycle::listed_after_first(refusal.names)}});
    }
    if (refusal.remedy != Remedy::none) {
        const std::string remedy = lifecycle::asks_for_invitation(refusal)
                                       ? translated("sentence.ask_for_invitation", catalogue)
                                       : message(refusal.remedy, catalogue);
        text = language::filled(translated("sentence.with_remedy", catalogue), {{"reason", text}, {"remedy", remedy}});
    }
    if (lifecycle::names_field(refusal)) {
        const std::string field = refusal.names_attribute()
                                      ? attribute_label(refusal.names.front(), catalogue)
                                      : translated(language::code_in("field.", refusal.field), catalogue);
        text = language::filled(translated("sentence.with_field", catalogue), {{"field", field}, {"message", text}});
    }
    return text;
}

}  // namespace beckon
