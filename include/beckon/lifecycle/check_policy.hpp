// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <stdexcept>
#include <string>

#include "beckon/lifecycle/policy.hpp"

namespace beckon {

/// Throws std::invalid_argument unless the policy declares at most `max_attributes` attributes, each once and by an
/// `is_attribute_name`.
inline void check_names(const Policy& policy) {
    if (policy.attributes.size() > max_attributes) throw std::invalid_argument("policy: there are too many attributes");
    std::set<std::string> names;
    for (const std::string& name : policy.attributes) {
        if (!is_attribute_name(name)) throw std::invalid_argument("policy: no attribute can be called " + name);
        if (!names.insert(name).second) throw std::invalid_argument("policy: there are two attributes " + name);
    }
}

}  // namespace beckon
