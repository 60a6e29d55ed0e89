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

inline constexpr std::size_t max_attributes = 8;  ///< Attributes that a policy declares.

/// Whether a policy can declare an attribute of this name: a letter a to z, then up to 31 of a to z, 0 to 9 and _. The
/// name is none that users have anyway.
constexpr bool is_attribute_name(std::string_view name) {
    for (const std::string_view taken : {"email", "name", "roles", "locale", "deactivated"}) {
        if (name == taken) return false;
    }
    for (const char c : name) {
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
    }
    return !name.empty() && name.size() <= 32 && name.front() >= 'a' && name.front() <= 'z';
}

/// Whether two names are of the same role: letter case (A to Z) and outer spaces do not count.
inline bool is_same_role(std::string_view a, std::string_view b) {
    return ascii_lower(trimmed(a)) == ascii_lower(trimmed(b));
}

/// Whether the role is among `roles`, in whatever spelling.
inline bool has_role(const std::vector<std::string>& roles, std::string_view role) {
    return std::any_of(roles.begin(), roles.end(), [&](const std::string& each) { return is_same_role(each, role); });
}

/// What a resend does to the link while the invitation is still valid.
enum class ResendWhileValid : std::uint8_t {
    no,      ///< It is refused.
    keep,    ///< The same link again; it expires later (S4).
    rotate,  ///< A fresh link; the older one dies (A3).
};

/// How one product wants its invitations: numbers and switches, and who may do what. A plain value; see policies.hpp.
///
/// Policies differ through these members alone; the table of transitions is the same for all.
struct Policy {
    Duration validity = boost::posix_time::hours(7 * 24);  ///< From sending to expiry; positive.
    /// The longest validity that a member may ask for; positive. None: `validity`.
    std::optional<Duration> max_validity{};
    ResendWhileValid resend_while_valid = ResendWhileValid::rotate;
    bool resend_after_expiry = true;
    bool offers_send_new = false;
    bool offers_copy_link = false;
    bool offers_by_hand = false;  ///< A sending command may yield its link instead of an email (B14).
    bool offers_note = false;     ///< An invitation may hold a note from the inviter (B15).
    bool offers_decline = false;
    bool identity_must_match = false;             ///< A stated identity must equal the invited address (S12).
    bool repeated_accept_succeeds = false;        ///< Accepting again by the accepted link is a no-op (S11).
    bool presents_superseded_as_expired = false;  ///< What the invitee is told of an older link (A4).
    bool records_setup = false;  ///< The host calls `begin_setup` for everybody, so a diagnosis may go by its absence.
    Duration cooldown{};         ///< Between two mails to one address; zero: none (B9).
    std::optional<std::uint32_t> max_pending{};  ///< Invitations of one account that can be accepted (B9).
    std::optional<std::string> guards_last{};    ///< The role whose last active holder must stay (A15).

    /// The roles that users can have; any other is refused as `unknown_role`. Empty: any.
    std::vector<std::string> roles{};

    /// The names of the lists of labels that users have beside their roles, in the order of the CSV export. At most
    /// `max_attributes`, each an `is_attribute_name`.
    std::vector<std::string> attributes{};

    /// Roles from the highest to the lowest; those that are absent rank below them all, alike. No member grants or
    /// takes away a role above the highest of their own, be it through the access or the invitation of whoever holds
    /// it. Empty: no ceiling.
    std::vector<std::string> role_ranks{};

    /// The roles that may do an action, for those that members do. An action that is absent: the host alone.
    std::map<Action, std::vector<std::string>> permissions{};

    /// Whether users have an attribute of this name.
    bool declares(std::string_view attribute) const {
        return std::find(attributes.begin(), attributes.end(), attribute) != attributes.end();
    }

    /// Whether anybody who holds these roles may do `action`.
    bool permits(Action action, const std::vector<std::string>& held) const {
        const auto allowed = permissions.find(action);
        if (allowed == permissions.end()) return false;
        return std::any_of(held.begin(), held.end(),
                           [&](const std::string& role) { return has_role(allowed->second, role); });
    }

    /// Whether the highest of `others` ranks above the highest of `own`.
    bool ranks_above(const std::vector<std::string>& others, const std::vector<std::string>& own) const {
        for (const std::string& role : role_ranks) {
            if (has_role(own, role)) return false;
            if (has_role(others, role)) return true;
        }
        return false;
    }

    /// Every role that the policy names, as often as it does.
    std::vector<std::string> named_roles() const {
        std::vector<std::string> named = roles;
        named.insert(named.end(), role_ranks.begin(), role_ranks.end());
        if (guards_last) named.push_back(*guards_last);
        for (const auto& [action, allowed] : permissions) named.insert(named.end(), allowed.begin(), allowed.end());
        return named;
    }

    /// Returns the roles, those that the policy names in its spelling.
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
