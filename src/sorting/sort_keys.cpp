// SPDX-License-Identifier: MIT
#include "beckon/sorting/sort_keys.hpp"

#include <utf8proc.h>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
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

using Letter = utf8proc_int32_t;
using Letters = std::vector<Letter>;

/// Unicode's toNFKC_Casefold, before it is composed. Returns false if the text is not UTF-8.
bool decompose(std::string_view text, Letters& letters) {
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                            UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto* octets = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    const utf8proc_ssize_t length = utf8proc_decompose(octets, size, nullptr, 0, options);
    if (length < 0) return false;
    letters.resize(static_cast<std::size_t>(length));
    utf8proc_decompose(octets, size, letters.data(), length, options);
    return true;
}

/// Whether it is a Latin, Greek or Cyrillic letter. Text that is decomposed has marks on none beyond U+052F.
bool is_alphabetic(Letter c) {
    const auto category = utf8proc_category(c);
    return c < 0x530 && category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool is_accent(Letter c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF);
}

/// With this breve, the Cyrillic letter и becomes й, which is a letter of its own.
bool makes_another_letter(Letter base, Letter mark) { return base == 0x438 && mark == 0x306; }

void drop_accents(Letters& letters) {
    std::size_t kept = 0;
    Letter base = 0;
    for (const Letter c : letters) {
        if (!is_accent(c))
            base = c;
        else if (is_alphabetic(base) && !makes_another_letter(base, c))
            continue;
        letters[kept++] = c == 0x131 ? 'i' : c;  // the Turkish i without a dot
    }
    letters.resize(kept);
}

std::string composed(Letters letters) {
    const auto size = static_cast<utf8proc_ssize_t>(letters.size());
    letters.push_back(0);  // the octets are written over the letters, at most four for each, and a zero after them
    const utf8proc_ssize_t octets =
        utf8proc_reencode(letters.data(), size, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    return {reinterpret_cast<const char*>(letters.data()), static_cast<std::size_t>(octets)};
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
    Letters letters;
    if (!decompose(text, letters)) return std::string(text);
    drop_accents(letters);
    return composed(letters);
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
