// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <stdexcept>
#include <string>

#include "beckon/lifecycle/domain_rules.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/profile_rules.hpp"

namespace beckon {

/// Throws std::invalid_argument unless the policy declares at most `max_attributes` attributes, each of them once and
/// with a name that `is_attribute_name` accepts, and spells each role in one way only, which users can have.
inline void check_names(const Policy& policy) {
    if (policy.attributes.size() > max_attributes) throw std::invalid_argument("policy: there are too many attributes");
    std::set<std::string> names;
    for (const std::string& name : policy.attributes) {
        if (!is_attribute_name(name)) throw std::invalid_argument("policy: no attribute can be called " + name);
        if (!names.insert(name).second) throw std::invalid_argument("policy: there are two attributes " + name);
    }
    const auto roles = policy.named_roles();
    if (policy.spelled(roles) != roles) throw std::invalid_argument("policy: a role is spelled in two ways");
    for (const std::string& role : roles) {
        if (trimmed(role) == role && text_fault_unless_given(role, max_label_size) == TextFault::none) continue;
        throw std::invalid_argument("policy: no role can be called \"" + role + "\"");
    }
}

/// Throws std::invalid_argument unless `is_domain_pattern` accepts every domain that the policy allows or denies.
inline void check_domains(const Policy& policy) {
    for (const auto* domains : {&policy.allowed_domains, &policy.denied_domains}) {
        for (const std::string& domain : *domains) {
            if (!is_domain_pattern(domain)) throw std::invalid_argument("policy: no domain can be \"" + domain + "\"");
        }
    }
}

/// Throws std::invalid_argument unless the policy passes `check_names` and `check_domains`.
inline void check_policy(const Policy& policy) {
    check_names(policy);
    check_domains(policy);
}

}  // namespace beckon
