// SPDX-License-Identifier: MIT
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "beckon/language/catalogue.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"

namespace example {

/// `text` with `value` in place of every `name`.
inline std::string with(std::string text, std::string_view name, std::string_view value) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
        text.replace(at, name.size(), value);
    }
    return text;
}

inline std::string date_text(beckon::Instant instant, const beckon::Catalogue& catalogue) {
    const auto date = instant.date().year_month_day();
    const auto two_digits = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    std::string text = translated("joined.date", catalogue);
    text = with(std::move(text), "{year}", std::to_string(static_cast<unsigned>(date.year)));
    text = with(std::move(text), "{month}", two_digits(date.month.as_number()));
    return with(std::move(text), "{day}", two_digits(date.day.as_number()));
}

/// What a list's column "Joined" shows: the date of joining; before it, "Invited 2026-01-01" with the date when the
/// latest email was asked for, or "Invitation expired". Dates are in UTC. Empty for users who were removed before
/// joining; no list shows them.
inline std::string joined_text(const beckon::User& user, beckon::Instant now,
                               const beckon::Catalogue& catalogue = beckon::catalogues::english()) {
    if (user.joined_at) return date_text(*user.joined_at, catalogue);
    const auto* invited = std::get_if<beckon::Invited>(&user.state);
    if (invited == nullptr) return {};
    if (status_at(user, now) == beckon::Status::invite_expired) return translated("joined.expired", catalogue);
    return with(translated("joined.invited", catalogue), "{date}", date_text(invited->sent_at, catalogue));
}

}  // namespace example
