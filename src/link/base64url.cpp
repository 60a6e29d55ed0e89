// SPDX-License-Identifier: MIT
#include "beckon/link/base64url.hpp"

#include <sodium.h>

#include <cstddef>

namespace beckon {

namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string to_base64url(const std::vector<std::uint8_t>& octets) {
    if (octets.empty()) return {};  // libsodium takes no null pointer.
    std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), variant);
    text.pop_back();  // the terminating zero
    return text;
}

std::vector<std::uint8_t> from_base64url(std::string_view text) {
    if (text.empty()) return {};
    std::vector<std::uint8_t> octets(text.size());
    std::size_t size = 0;
    const char* end = nullptr;
    const int read =
        sodium_base642bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &size, &end, variant);
    if (read != 0 || end != text.data() + text.size()) return {};
    octets.resize(size);
    if (to_base64url(octets) != text) return {};
    return octets;
}

}  // namespace beckon
