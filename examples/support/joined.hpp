// SPDX-License-Identifier: MIT
#pragma once

#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <string>
#include <variant>

#include "beckon/language/catalogue.hpp"
#include "beckon/language/english.hpp"
#include "beckon/language/placeholders.hpp"
#include "beckon/language/translate.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"

namespace beckon {

namespace detail {

inline std::string date_text(Instant instant, const Catalogue& catalogue) {
    const auto date = instant.date().year_month_day();
    const auto two_digits = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return filled(translated("joined.date", catalogue), {{"year", std::to_string(static_cast<unsigned>(date.year))},
                                                         {"month", two_digits(date.month.as_number())},
                                                         {"day", two_digits(date.day.as_number())}});
}

}  // namespace detail

/// What a list's column "Joined" shows (S9): the date of joining, or before it "Invited 2026-01-01", the date when the
/// newest mail was asked for, or "Invitation expired". Dates are in UTC. Empty for who was removed before joining, whom
/// no list shows.
inline std::string joined_text(const User& user, Instant now, const Catalogue& catalogue = catalogues::english()) {
    if (user.joined_at) return detail::date_text(*user.joined_at, catalogue);
    const auto* invited = std::get_if<Invited>(&user.state);
    if (invited == nullptr) return {};
    if (status_at(user, now) == Status::invite_expired) return translated("joined.expired", catalogue);
    return detail::filled(translated("joined.invited", catalogue),
                          {{"date", detail::date_text(invited->sent_at, catalogue)}});
}

}  // namespace beckon
