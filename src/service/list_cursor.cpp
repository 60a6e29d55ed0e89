// SPDX-License-Identifier: MIT
#include "list_cursor.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace beckon::detail {

namespace {

constexpr int base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t checksum_size = 16;
constexpr std::size_t time_size = 8;
constexpr std::size_t most_text = 1000;

using Octets = std::vector<unsigned char>;

Instant epoch() { return Instant(boost::gregorian::date(1970, 1, 1)); }

// The first and the last instant that have a date.
Instant earliest() { return {boost::posix_time::min_date_time}; }
Instant latest() { return {boost::posix_time::max_date_time}; }

std::array<unsigned char, checksum_size> checksum(const unsigned char* octets, std::size_t size) {
    std::array<unsigned char, checksum_size> sum{};
    crypto_generichash(sum.data(), sum.size(), octets, size, nullptr, 0);
    return sum;
}

}  // namespace

std::string to_text(const ListCursor& cursor) {
    Octets octets(checksum_size);
    const auto micros = static_cast<std::uint64_t>((cursor.now - epoch()).total_microseconds());
    for (std::size_t i = 0; i < time_size; ++i) octets.push_back(static_cast<unsigned char>(micros >> (8U * i)));
    octets.insert(octets.end(), cursor.after.begin(), cursor.after.end());
    const auto sum = checksum(octets.data() + checksum_size, octets.size() - checksum_size);
    std::copy(sum.begin(), sum.end(), octets.begin());
    std::string text(sodium_base64_encoded_len(octets.size(), base64), '\0');
    sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), base64);
    text.pop_back();  // the terminating zero
    return text;
}

std::optional<ListCursor> list_cursor_from(std::string_view text) {
    if (text.size() > most_text) return std::nullopt;
    Octets octets(text.size());
    std::size_t size = 0;
    const char* end = nullptr;
    const int read =
        sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &size, &end, base64);
    if (read != 0 || end != text.data() + text.size() || size <= checksum_size + time_size) return std::nullopt;
    const auto sum = checksum(octets.data() + checksum_size, size - checksum_size);
    if (!std::equal(sum.begin(), sum.end(), octets.begin())) return std::nullopt;
    std::uint64_t micros = 0;
    for (std::size_t i = time_size; i-- > 0;) micros = (micros << 8U) | octets[checksum_size + i];
    const auto offset = static_cast<std::int64_t>(micros);
    if (offset < (earliest() - epoch()).total_microseconds() || offset > (latest() - epoch()).total_microseconds()) {
        return std::nullopt;  // The checksum is no signature: anybody can make one up.
    }
    ListCursor cursor{
        epoch() + boost::posix_time::microseconds(offset),
        std::string(octets.begin() + checksum_size + time_size, octets.begin() + static_cast<std::ptrdiff_t>(size))};
    if (to_text(cursor) != text) return std::nullopt;  // One spelling alone.
    return cursor;
}

}  // namespace beckon::detail
