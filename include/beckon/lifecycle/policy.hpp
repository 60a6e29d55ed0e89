// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/text.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

inline constexpr std::size_t max_attributes = 8;  ///< The most attributes that a policy can declare.

/// Returns whether a policy can declare an attribute of this name: a letter from a to z, then up to 31 of a to z, 0 to
/// 9 and _. Names that are taken, such as "email", are not allowed.
constexpr bool is_attribute_name(std::string_view name) {
    for (const std::string_view taken : {"email", "name", "roles", "locale", "deactivated", "by_hand"}) {
        if (name == taken) return false;
    }
    for (const char c : name) {
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
    }
    return !name.empty() && name.size() <= 32 && name.front() >= 'a' && name.front() <= 'z';
}

/// Returns whether two names mean the same role. Letter case (A to Z) and outer white space do not count.
inline bool is_same_role(std::string_view a, std::string_view b) {
    return ascii_lower(trimmed(a)) == ascii_lower(trimmed(b));
}

/// Returns whether the role is among `roles`, in any spelling.
inline bool has_role(const std::vector<std::string>& roles, std::string_view role) {
    return std::any_of(roles.begin(), roles.end(), [&](const std::string& each) { return is_same_role(each, role); });
}

/// What a resend does to the link while the invitation is still valid.
enum class ResendWhileValid : std::uint8_t {
    no,      ///< It is refused.
    keep,    ///< The same link is sent again and expires later.
    rotate,  ///< A fresh link is sent, and the older one stops working.
};

/// How one product handles its invitations: numbers and switches, and who may do what. A plain value; see policies.hpp.
///
/// Policies differ only in these members. The table of transitions is the same for all.
struct Policy {
    Duration validity = boost::posix_time::hours(7 * 24);  ///< From sending to expiry. Positive, at most ten years.
    /// The longest validity that a member may ask for. Must be positive. None: `validity`.
    std::optional<Duration> max_validity{};
    ResendWhileValid resend_while_valid = ResendWhileValid::rotate;
    bool resend_after_expiry = true;
    bool offers_send_new = false;
    bool offers_copy_link = false;
    bool offers_by_hand = false;  ///< A sending command may return its link instead of emailing it.
    bool offers_note = false;     ///< An invitation may have a note from the inviter.
    bool offers_decline = false;
    bool identity_must_match = false;       ///< A stated identity must be the invited address.
    bool repeated_accept_succeeds = false;  ///< Accepting again by the accepted link succeeds and changes nothing.
    bool presents_superseded_as_expired = false;  ///< Invitees are told that an older link has expired.
    bool records_setup = false;  ///< The host calls `begin_setup` for everybody, so a diagnosis may rely on that.
    Duration cooldown{};         ///< Between two emails to one address. Zero: none.
    std::optional<std::uint32_t> max_pending{};  ///< The most invitations of one account that can still be accepted.
    std::optional<std::string> guards_last{};    ///< The role whose last active holder must stay.

    /// The roles that users can have. Any other is refused as `unknown_role`. Empty: any role.
    std::vector<std::string> roles{};

    /// The domains of the addresses that may be invited: "example.com", or "*.example.com" for every domain below that
    /// one, but not itself. Letter case does not count. Any other domain is refused as `domain_not_allowed`. Empty:
    /// every domain. Addresses that are adopted are not checked.
    std::vector<std::string> allowed_domains{};

    /// The domains of the addresses that may not be invited, in the same form. They take precedence over
    /// `allowed_domains`.
    std::vector<std::string> denied_domains{};

    /// The names of the lists of labels that users have beside their roles, in the order of the CSV export. At most
    /// `max_attributes`; `is_attribute_name` must accept each of them.
    std::vector<std::string> attributes{};

    /// Roles from the highest to the lowest. Roles that are not listed rank equally, below all of these. A member
    /// cannot grant or take away a role above their own highest one, either directly or by acting on the access or the
    /// invitation of a user who has it. Empty: no ceiling.
    std::vector<std::string> role_ranks{};

    /// The roles that may take an action, for actions that are for members. If an action is absent, only the host may
    /// take it.
    std::map<Action, std::vector<std::string>> permissions{};

    /// Returns whether users have an attribute of this name.
    bool declares(std::string_view attribute) const {
        return std::find(attributes.begin(), attributes.end(), attribute) != attributes.end();
    }

    /// Returns whether a member with these roles may take `action`.
    bool permits(Action action, const std::vector<std::string>& held) const {
        const auto allowed = permissions.find(action);
        if (allowed == permissions.end()) return false;
        return std::any_of(held.begin(), held.end(),
                           [&](const std::string& role) { return has_role(allowed->second, role); });
    }

    /// Returns whether the highest of `others` ranks above the highest of `own`.
    bool ranks_above(const std::vector<std::string>& others, const std::vector<std::string>& own) const {
        for (const std::string& role : role_ranks) {
            if (has_role(own, role)) return false;
            if (has_role(others, role)) return true;
        }
        return false;
    }

    /// Returns every role that the policy names, repetitions included.
    std::vector<std::string> named_roles() const {
        std::vector<std::string> named = roles;
        named.insert(named.end(), role_ranks.begin(), role_ranks.end());
        if (guards_last) named.push_back(*guards_last);
        for (const auto& [action, allowed] : permissions) named.insert(named.end(), allowed.begin(), allowed.end());
        return named;
    }

    /// Returns the roles, with those that the policy names in the policy's spelling.
    std::vector<std::string> spelled(std::vector<std::string> given) const {
        const auto named = named_roles();
        for (std::string& role : given) {
            const auto same = [&](const std::string& each) { return is_same_role(each, role); };
            const auto own = std::find_if(named.begin(), named.end(), same);
            if (own != named.end()) role = *own;
        }
        return given;
    }
};

}  // namespace beckon
