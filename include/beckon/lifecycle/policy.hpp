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
    ResendWhileValid resend_while_valid = ResendWhileValid::rotate;
    bool resend_after_expiry = true;
    bool offers_send_new = false;
    bool offers_copy_link = false;
    bool offers_decline = false;
    bool identity_must_match = false;             ///< A stated identity must equal the invited address (S12).
    bool repeated_accept_succeeds = false;        ///< Accepting again by the accepted link is a no-op (S11).
    bool presents_superseded_as_expired = false;  ///< What the invitee is told of an older link (A4).
    bool records_setup = false;  ///< The host calls `begin_setup` for everybody, so a diagnosis may go by its absence.
    Duration cooldown{};         ///< Between two mails to one address; zero: none (B9).
    std::optional<std::uint32_t> max_pending{};  ///< Invitations of one account not yet accepted (B9).
    std::optional<std::string> guards_last{};    ///< The role whose last active holder must stay (A15).

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

    /// Whether any of `roles` may do `action`.
    bool permits(Action action, const std::vector<std::string>& roles) const {
        const auto allowed = permissions.find(action);
        if (allowed == permissions.end()) return false;
        return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
            return std::find(allowed->second.begin(), allowed->second.end(), role) != allowed->second.end();
        });
    }

    /// Whether the highest of `roles` ranks above the highest of `own`.
    bool ranks_above(const std::vector<std::string>& roles, const std::vector<std::string>& own) const {
        for (const std::string& role : role_ranks) {
            if (std::find(own.begin(), own.end(), role) != own.end()) return false;
            if (std::find(roles.begin(), roles.end(), role) != roles.end()) return true;
        }
        return false;
    }
};

}  // namespace beckon
