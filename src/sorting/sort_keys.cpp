// SPDX-License-Identifier: MIT
#include "beckon/sorting/sort_keys.hpp"

#include <utf8proc.h>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <vector>

namespace beckon {

namespace {

std::int64_t number_of(const std::optional<Instant>& instant) {
    if (!instant) return std::numeric_limits<std::int64_t>::max();
    return (*instant - Instant(boost::gregorian::date(1970, 1, 1))).total_microseconds();
}

constexpr std::size_t most_key = 200;

/// The beginning of the text, in whole characters.
std::string key_of(std::string text) {
    if (text.size() <= most_key) return text;
    std::size_t size = most_key;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    text.resize(size);
    return text;
}

std::string folded_lines(const std::vector<std::string>& texts) {
    std::string lines;
    for (const std::string& text : texts) {
        if (!lines.empty()) lines += '\n';
        lines += folded(text);
    }
    return lines;
}

}  // namespace

std::string folded(std::string_view text) {
    utf8proc_uint8_t* mapped = nullptr;
    const utf8proc_ssize_t size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                       UTF8PROC_IGNORE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
    if (size < 0) return std::string(text);
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

SortKey sort_key(const User& user, UserOrder order, Instant now, const std::string& attribute) {
    switch (order) {
        case UserOrder::email: return user.email.key();
        case UserOrder::name: return key_of(folded(user.profile.name));
        case UserOrder::roles: return key_of(folded_lines(user.profile.roles));
        case UserOrder::attribute: return static_cast<std::int64_t>(labels_of(user.profile, attribute).size());
        case UserOrder::status: {
            const auto status = status_at(user, now);
            return status ? static_cast<std::int64_t>(*status) : 0;
        }
        case UserOrder::sent: {
            const auto* invited = std::get_if<Invited>(&user.state);
            return number_of(invited != nullptr ? std::optional(invited->sent_at) : std::nullopt);
        }
        case UserOrder::joined: return number_of(user.joined_at);
    }
    return 0;
}

UserPlace place_of(const User& user, const UserQuery& query) {
    return {sort_key(user, query.order, query.now, query.attribute), user.email.key()};
}

std::string search_text(const User& user) {
    return folded(user.profile.name) + '\n' + folded(user.email.key()) + '\n' + folded_lines(user.profile.roles);
}

}  // namespace beckon
