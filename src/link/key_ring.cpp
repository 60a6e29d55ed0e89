// SPDX-License-Identifier: MIT
#include "beckon/link/key_ring.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "link/sodium_ready.hpp"

namespace beckon {

SigningKey SigningKey::from_hex(std::uint8_t id, std::string_view hex) {
    SigningKey key{.id = id};
    std::size_t written = 0;
    const bool read =
        sodium_hex2bin(key.secret.data(), key.secret.size(), hex.data(), hex.size(), nullptr, &written, nullptr) == 0;
    if (!read || hex.size() != 2 * size || written != size) {
        throw std::invalid_argument("signing key: a secret is 64 hexadecimal digits");
    }
    return key;
}

SigningKey SigningKey::random(std::uint8_t id) {
    link::make_sodium_ready();
    SigningKey key{.id = id};
    randombytes_buf(key.secret.data(), key.secret.size());
    return key;
}

KeyRing::KeyRing(std::vector<SigningKey> oldest_to_newest) : keys_(std::move(oldest_to_newest)) {
    link::make_sodium_ready();
    if (keys_.empty()) throw std::invalid_argument("key ring: it holds no key");
    for (auto key = keys_.begin(); key != keys_.end(); ++key) {
        if (sodium_is_zero(key->secret.data(), key->secret.size()) != 0) {
            throw std::invalid_argument("key ring: key " + std::to_string(key->id) + " is all zeros");
        }
        const auto same_id = [&](const SigningKey& other) { return other.id == key->id; };
        if (std::any_of(keys_.begin(), key, same_id)) {
            throw std::invalid_argument("key ring: key id " + std::to_string(key->id) + " stands twice");
        }
    }
}

KeyRing::~KeyRing() {
    for (SigningKey& key : keys_) sodium_memzero(key.secret.data(), key.secret.size());
}

const SigningKey* KeyRing::find(std::uint8_t id) const noexcept {
    const auto key = std::find_if(keys_.begin(), keys_.end(), [&](const SigningKey& k) { return k.id == id; });
    return key != keys_.end() ? &*key : nullptr;
}

bool KeyRing::is_newer(std::uint8_t id) const noexcept {
    return std::all_of(keys_.begin(), keys_.end(), [&](const SigningKey& key) {
        const auto ahead = static_cast<std::uint8_t>(id - key.id);
        return ahead >= 1 && ahead <= 127;
    });
}

}  // namespace beckon
