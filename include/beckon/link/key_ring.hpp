// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace beckon {

/// A secret that invitation links are signed with. Whoever has it can make links: keep it out of the database.
struct SigningKey {
    static constexpr std::size_t size = 32;

    std::uint8_t id = 0;
    std::array<std::uint8_t, size> secret{};

    /// From 64 hexadecimal digits, as a host's configuration has them. Throws std::invalid_argument for anything
    /// else; the message does not repeat the text.
    static SigningKey from_hex(std::uint8_t id, std::string_view hex);

    /// A fresh random key.
    static SigningKey random(std::uint8_t id);
};

/// The keys of a host: the newest signs, every one is accepted.
///
/// The last key signs, so every process must list a new key before any process has it last (docs/guide.md, Keys). Links
/// made with an older key work until it is taken out. Threads: const calls from any.
class KeyRing {
public:
    /// Throws std::invalid_argument where there is no key, an id stands twice, or a secret is all zeros.
    explicit KeyRing(std::vector<SigningKey> oldest_to_newest);
    KeyRing(const KeyRing&) = default;
    KeyRing(KeyRing&&) noexcept = default;
    KeyRing& operator=(const KeyRing&) = default;
    KeyRing& operator=(KeyRing&&) noexcept = default;
    ~KeyRing();  // wipes the secrets

    const SigningKey& newest() const noexcept { return keys_.back(); }

    /// Null where the key was taken out of the ring.
    const SigningKey* find(std::uint8_t id) const noexcept;

private:
    std::vector<SigningKey> keys_;
};

}  // namespace beckon
