// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/policy.hpp"
#include "beckon/lifecycle/profile_rules.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/text.hpp"
#include "beckon/lifecycle/time.hpp"

namespace beckon {

inline constexpr std::size_t max_note_size = 1000;  ///< Characters of a note. A line break counts as one.

/// The longest validity that the host may ask for: ten years, leap days included.
inline Duration max_host_validity() { return boost::posix_time::hours(24 * 3653); }

/// The shortest validity that a member may ask for, so that sending again cannot be used to end an invitation.
inline Duration min_member_validity(const Policy& policy) {
    return std::min<Duration>(policy.validity, boost::posix_time::hours(1));
}

/// Returns why these terms are malformed, naming the field, or none if they are not. The validity must lie between
/// `shortest` and `longest`. This does not check whether the policy offers the terms.
inline std::optional<Refusal> refuse_terms(const Terms& terms, Duration shortest, Duration longest) {
    if (terms.validity) {
        if (terms.validity->is_special() || *terms.validity < shortest) {
            return Refusal{.reason = Reason::invalid_value, .field = Field::validity};
        }
        if (*terms.validity > longest) return Refusal{.reason = Reason::too_long, .field = Field::validity};
    }
    return terms.note ? lifecycle::refuse(lines_fault(*terms.note, max_note_size), Field::note) : std::nullopt;
}

namespace lifecycle {

/// Returns the text with every line break (CR LF, CR or LF) as a line feed.
inline std::string with_line_feeds(std::string_view text) {
    std::string lines;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("\r\n")) continue;
        lines += text[i] == '\r' ? '\n' : text[i];
    }
    return lines;
}

}  // namespace lifecycle

}  // namespace beckon
