// SPDX-License-Identifier: MIT
#include "service/list_cursor.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/text.hpp"
#include "beckon/link/base64url.hpp"

namespace beckon::service {

namespace {

constexpr std::size_t checksum_size = 16;
constexpr std::size_t number_size = 8;
constexpr std::size_t most_text = 1000;

using Octets = std::vector<std::uint8_t>;

Instant epoch() { return Instant(boost::gregorian::date(1970, 1, 1)); }

std::uint64_t to_number(Instant instant) {
    return static_cast<std::uint64_t>((instant - epoch()).total_microseconds());
}

/// Whether a user may have this place. The texts must be lines that a store can accept, because anybody can make up a
/// cursor.
bool is_place(const UserPlace& place) {
    if (text_fault(place.email_key, most_text) != TextFault::none) return false;
    const auto* key = std::get_if<std::string>(&place.key);
    for (std::string_view rest = key != nullptr ? *key : std::string_view(); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        if (text_fault(line, most_text) != TextFault::none) return false;
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return true;
}

// The first and the last instant that have a date.
Instant earliest() { return {boost::posix_time::min_date_time}; }
Instant latest() { return {boost::posix_time::max_date_time}; }

void append(Octets& octets, std::uint64_t number, std::size_t size = 8) {
    for (std::size_t i = 0; i < size; ++i) octets.push_back(static_cast<unsigned char>(number >> (8U * i)));
}

void append(Octets& octets, std::string_view text) {
    append(octets, text.size());
    octets.insert(octets.end(), text.begin(), text.end());
}

std::uint64_t number_in(const unsigned char* octets, std::size_t size = 8) {
    std::uint64_t number = 0;
    while (size-- > 0) number = (number << 8U) | octets[size];
    return number;
}

/// What distinguishes one list from another: everything except the time, the place and the size of a page.
Octets identity_of(const UserQuery& list) {
    Octets octets;
    const auto append_codes = [&](const auto& codes) {
        append(octets, codes.size());
        for (const auto code : codes) append(octets, static_cast<std::uint64_t>(code));
    };
    append(octets, list.account.text());
    append(octets, list.search);
    append_codes(list.statuses);
    append(octets, list.role ? "r" + *list.role : std::string());
    append_codes(list.deliveries);
    if (list.invited_by) octets.insert(octets.end(), list.invited_by->begin(), list.invited_by->end());
    append(octets, list.invited_by.has_value() ? 1 : 0);
    if (list.expires_before) append(octets, to_number(*list.expires_before));
    append(octets, list.expires_before.has_value() ? 1 : 0);
    append(octets, static_cast<std::uint64_t>(list.order));
    append(octets, list.attribute);
    append(octets, list.descending ? 1 : 0);
    return octets;
}

std::array<unsigned char, checksum_size> checksum(const UserQuery& list, const unsigned char* octets,
                                                  std::size_t size) {
    Octets all = identity_of(list);
    all.insert(all.end(), octets, octets + size);
    std::array<unsigned char, checksum_size> sum{};
    crypto_generichash(sum.data(), sum.size(), all.data(), all.size(), nullptr, 0);
    return sum;
}

}  // namespace

// Checksum, time, a number or the length of a text and the text, and the address key.
std::string to_text(const ListCursor& cursor, const UserQuery& list) {
    Octets octets(checksum_size);
    append(octets, to_number(cursor.now));
    if (const auto* number = std::get_if<std::int64_t>(&cursor.after.key)) {
        append(octets, static_cast<std::uint64_t>(*number));
    } else {
        append(octets, std::get<std::string>(cursor.after.key));
    }
    octets.insert(octets.end(), cursor.after.email_key.begin(), cursor.after.email_key.end());
    const auto sum = checksum(list, octets.data() + checksum_size, octets.size() - checksum_size);
    std::copy(sum.begin(), sum.end(), octets.begin());
    return to_base64url(octets);
}

std::optional<ListCursor> list_cursor_from(std::string_view text, const UserQuery& list) {
    if (text.size() > most_text) return std::nullopt;
    const Octets octets = from_base64url(text);
    const std::size_t size = octets.size();
    if (size < checksum_size + 2 * number_size) return std::nullopt;
    const auto sum = checksum(list, octets.data() + checksum_size, size - checksum_size);
    if (!std::equal(sum.begin(), sum.end(), octets.begin())) return std::nullopt;

    const auto offset = static_cast<std::int64_t>(number_in(octets.data() + checksum_size));
    if (offset < (earliest() - epoch()).total_microseconds() || offset > (latest() - epoch()).total_microseconds()) {
        return std::nullopt;  // The checksum is no signature: anybody can make one up.
    }
    std::string_view rest(reinterpret_cast<const char*>(octets.data()), size);
    const std::uint64_t number = number_in(octets.data() + checksum_size + number_size);
    rest.remove_prefix(checksum_size + 2 * number_size);
    ListCursor cursor{epoch() + boost::posix_time::microseconds(offset), {}};
    if (is_by_number(list.order)) {
        cursor.after.key = static_cast<std::int64_t>(number);
    } else {
        if (number > rest.size()) return std::nullopt;
        cursor.after.key = std::string(rest.substr(0, number));
        rest.remove_prefix(number);
    }
    cursor.after.email_key = rest;
    if (!is_place(cursor.after)) return std::nullopt;
    if (to_text(cursor, list) != text) return std::nullopt;  // Only one spelling is accepted.
    return cursor;
}

}  // namespace beckon::service
