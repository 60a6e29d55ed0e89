// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/text.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

inline constexpr std::size_t max_name_size = 200;   ///< Characters of a user's name.
inline constexpr std::size_t max_label_size = 100;  ///< Characters of a role, or of a label of an attribute.
inline constexpr std::size_t max_labels = 200;      ///< Roles of one user, or labels of one attribute.

inline constexpr std::size_t max_reference_size = 200;  ///< Octets of a user's reference.

namespace lifecycle {

inline std::optional<Refusal> refuse(TextFault fault, Field field) {
    switch (fault) {
        case TextFault::none: return std::nullopt;
        case TextFault::empty: return Refusal{.reason = Reason::empty, .field = field};
        case TextFault::too_long: return Refusal{.reason = Reason::too_long, .field = field};
        case TextFault::not_utf8: return Refusal{.reason = Reason::not_utf8, .field = field};
        case TextFault::control_character: break;
    }
    return Refusal{.reason = Reason::control_character, .field = field};
}

inline std::optional<Refusal> refuse_labels(const std::vector<std::string>& labels, Field field) {
    if (labels.size() > max_labels) return Refusal{.reason = Reason::too_many, .field = field};
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        if (auto refusal = refuse(text_fault_unless_given(*label, max_label_size), field)) return refusal;
        if (std::find(labels.begin(), label, *label) != label) {
            return Refusal{.reason = Reason::duplicate, .field = field};
        }
    }
    return std::nullopt;
}

inline std::optional<Refusal> refuse_unknown_roles(const std::vector<std::string>& roles, const Policy& policy) {
    const auto is_known = [&](const std::string& role) { return has_role(policy.roles, role); };
    if (policy.roles.empty() || std::all_of(roles.begin(), roles.end(), is_known)) return std::nullopt;
    return Refusal{.reason = Reason::unknown_role, .field = Field::roles, .names = policy.roles};
}

inline std::optional<Refusal> refuse_attributes(const Attributes& attributes, const Policy& policy) {
    const Field field = Field::attributes;
    for (const auto& [name, labels] : attributes) {
        auto refusal = policy.declares(name) ? refuse_labels(labels, field)
                                             : Refusal{.reason = Reason::unknown_attribute, .field = field};
        if (!refusal) continue;
        if (is_attribute_name(name)) refusal->names = {name};
        return refusal;
    }
    return std::nullopt;
}

inline std::optional<Refusal> refuse_reference(std::string_view reference) {
    const bool is_long = reference.size() > max_reference_size;
    return refuse(is_long ? TextFault::too_long : text_fault(reference, max_reference_size), Field::reference);
}

/// Returns whether the text is empty, or subtags of 1 to 8 letters and digits with single hyphens between them, 35
/// octets at most.
constexpr bool is_locale(std::string_view text) {
    std::size_t subtag = 0;
    for (const char c : text) {
        const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter_or_digit && (c != '-' || subtag == 0)) return false;
        subtag = letter_or_digit ? subtag + 1 : 0;
        if (subtag > 8) return false;
    }
    return text.size() <= 35 && (text.empty() || subtag != 0);
}

}  // namespace lifecycle

/// Returns why these values cannot be in a profile, naming the field, or none if they can. A name must be one line of
/// UTF-8, and a locale must have the form of a BCP 47 tag. The roles must be roles of the policy, without repetition,
/// and at least one. The attributes must be declared by the policy, without repetition in any of them.
inline std::optional<Refusal> refuse_profile(const ProfileChange& values, const Policy& policy) {
    if (values.name) {
        if (auto refusal = lifecycle::refuse(text_fault(*values.name, max_name_size), Field::name)) return refusal;
    }
    if (values.locale && !lifecycle::is_locale(*values.locale)) {
        return Refusal{.reason = Reason::invalid_locale, .field = Field::locale};
    }
    if (values.roles) {
        if (values.roles->empty()) return Refusal{.reason = Reason::no_roles, .field = Field::roles};
        if (auto refusal = lifecycle::refuse_labels(*values.roles, Field::roles)) return refusal;
        if (auto refusal = lifecycle::refuse_unknown_roles(*values.roles, policy)) return refusal;
    }
    Attributes given = values.attributes;  // What was declared in the past can still be taken away.
    std::erase_if(given, [](const auto& each) { return each.second.empty() && is_attribute_name(each.first); });
    return lifecycle::refuse_attributes(given, policy);
}

/// The same for a whole profile.
inline std::optional<Refusal> refuse_profile(const Profile& profile, const Policy& policy) {
    return refuse_profile(ProfileChange{profile.name, profile.locale, profile.roles, profile.attributes}, policy);
}

}  // namespace beckon
