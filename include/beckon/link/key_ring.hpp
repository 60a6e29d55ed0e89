// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace beckon {

/// A secret that signs invitation links. Anybody who has it can make links: keep it out of the database.
struct SigningKey {
    static constexpr std::size_t size = 32;

    std::uint8_t id = 0;  ///< One more than that of the key before it; 0 follows 255.
    std::array<std::uint8_t, size> secret{};

    /// Returns the key written as 64 hexadecimal digits, for example in the host's configuration. Throws
    /// std::invalid_argument for anything else. The message does not repeat the text.
    static SigningKey from_hex(std::uint8_t id, std::string_view hex);

    /// Returns a fresh random key.
    static SigningKey random(std::uint8_t id);
};

/// The keys of a host. The newest signs; all are accepted.
///
/// The last key signs. Therefore every process must list a new key before any process lists it last (docs/guide.md,
/// Keys). Links made with an older key work until that key is taken out. Threads: const methods may be called from any
/// thread.
class KeyRing {
public:
    /// Throws std::invalid_argument if there is no key, an id occurs twice, or a secret is all zeros.
    explicit KeyRing(std::vector<SigningKey> oldest_to_newest);
    KeyRing(const KeyRing&) = default;
    KeyRing(KeyRing&&) noexcept = default;
    KeyRing& operator=(const KeyRing&) = default;
    KeyRing& operator=(KeyRing&&) noexcept = default;
    ~KeyRing();  // wipes the secrets

    const SigningKey& newest() const noexcept { return keys_.back(); }

    /// Returns the key, or null if it is not in the ring.
    const SigningKey* find(std::uint8_t id) const noexcept;

    /// Returns whether a key with this id is newer than every key in the ring, so that this process does not have it
    /// yet. An id that is not in the ring and not newer was retired. Ids count upwards, and 0 follows 255: an id is
    /// newer than another if it is one of the 127 that follow it.
    bool is_newer(std::uint8_t id) const noexcept;

private:
    std::vector<SigningKey> keys_;
};

}  // namespace beckon
