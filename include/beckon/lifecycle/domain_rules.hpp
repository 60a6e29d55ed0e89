// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/text.hpp"

namespace beckon {

/// Returns whether a policy can list this domain: a domain of an email address, or "*." and one. An internationalised
/// domain must be written in its "xn--" form.
inline bool is_domain_pattern(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    return EmailAddress::parse(std::string("a@").append(text)).has_value();
}

/// Returns whether the domain matches `pattern`: "example.com" matches itself, and "*.example.com" every domain below
/// it. Letter case does not count.
inline bool matches_domain(std::string_view domain, std::string_view pattern) {
    const std::string own = ascii_lower(domain);
    const std::string wanted = ascii_lower(pattern);
    if (!wanted.starts_with("*.")) return own == wanted;
    const std::string_view ending = std::string_view(wanted).substr(1);
    return own.size() > ending.size() && own.ends_with(ending);
}

/// Returns whether the policy lets this address be invited. A denied domain is denied even if it is allowed as well.
inline bool allows_domain_of(const Policy& policy, const EmailAddress& email) {
    const auto listed = [&](const std::vector<std::string>& patterns) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&](const std::string& pattern) { return matches_domain(email.domain(), pattern); });
    };
    if (listed(policy.denied_domains)) return false;
    return policy.allowed_domains.empty() || listed(policy.allowed_domains);
}

}  // namespace beckon
