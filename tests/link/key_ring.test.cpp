// SPDX-License-Identifier: MIT
#include "beckon/link/key_ring.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

using beckon::KeyRing;
using beckon::SigningKey;

SigningKey key(std::uint8_t id, std::uint8_t fill) {
    SigningKey made;
    made.id = id;
    made.secret.fill(fill);
    return made;
}

/// What the constructor of a ring throws; empty where it throws nothing.
std::string complaint_about(std::vector<SigningKey> keys) {
    try {
        const KeyRing ring(std::move(keys));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

std::string complaint_about_hex(std::string_view hex) {
    try {
        SigningKey::from_hex(1, hex);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

TEST_CASE("A signing key is read from 64 hexadecimal digits in either letter case") {
    const SigningKey read = SigningKey::from_hex(7, "00017f80FEffabcdefABCDEF0123456789000000000000000000000000000aA1");
    CHECK(read.id == 7);
    const std::array<std::uint8_t, 32> expected{0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF, 0xAB, 0xCD, 0xEF, 0xAB, 0xCD,
                                                0xEF, 0x01, 0x23, 0x45, 0x67, 0x89, 0,    0,    0,    0,    0,
                                                0,    0,    0,    0,    0,    0,    0,    0,    0x0A, 0xA1};
    CHECK(read.secret == expected);
}

TEST_CASE("Anything but 64 hexadecimal digits is no signing key, and the complaint does not repeat the secret") {
    const std::string good(64, 'a');
    REQUIRE(complaint_about_hex(good).empty());
    for (const std::string& bad :
         {std::string(), good.substr(1), good.substr(2), good + "a", good + "aa", good + "\n", " " + good,
          good.substr(0, 63) + "g", good.substr(0, 63) + " ", "0x" + good.substr(2),
          good.substr(0, 30) + ":" + good.substr(31), good.substr(0, 63) + std::string(1, '\0'),
          good + std::string(2, '\0'), std::string(64, '\xC3')}) {
        CAPTURE(bad);
        const std::string complaint = complaint_about_hex(bad);
        CHECK(complaint == "signing key: a secret is 64 hexadecimal digits");
    }
}

TEST_CASE("Random signing keys bear the id asked for and differ from each other") {
    const SigningKey one = SigningKey::random(3);
    const SigningKey two = SigningKey::random(3);
    CHECK(one.id == 3);
    CHECK(one.secret != two.secret);
    CHECK(one.secret != key(3, 0).secret);
    CHECK(complaint_about({one}).empty());
}

TEST_CASE("A key ring without a key, with an id twice or with a secret of zeros cannot be made") {
    CHECK(complaint_about({}) == "key ring: it holds no key");
    CHECK(complaint_about({key(1, 1), key(2, 2), key(1, 3)}) == "key ring: key id 1 stands twice");
    CHECK(complaint_about({key(4, 4), key(4, 4)}) == "key ring: key id 4 stands twice");
    CHECK(complaint_about({key(1, 1), key(9, 0)}) == "key ring: key 9 is all zeros");
    SigningKey nearly_zeros = key(9, 0);
    nearly_zeros.secret.back() = 1;
    CHECK(complaint_about({key(1, 1), nearly_zeros}).empty());
    CHECK(complaint_about({key(0, 1), key(255, 1)}).empty());
}

TEST_CASE("The last key of a ring is the newest, and each is found by its id alone") {
    const KeyRing ring({key(5, 50), key(0, 1), key(3, 30)});
    CHECK(ring.newest().id == 3);
    CHECK(ring.newest().secret == key(3, 30).secret);
    REQUIRE(ring.find(0) != nullptr);
    CHECK(ring.find(0)->secret == key(0, 1).secret);
    REQUIRE(ring.find(5) != nullptr);
    CHECK(ring.find(5)->secret == key(5, 50).secret);
    CHECK(ring.find(4) == nullptr);
}

TEST_CASE("A key is newer than a ring if its id follows all of the ring's, and 0 follows 255") {
    const KeyRing ring({key(4, 1), key(6, 2), key(5, 3)});
    for (const std::uint8_t newer : std::vector<std::uint8_t>{7, 8, 100, 131}) CHECK(ring.is_newer(newer));
    for (const std::uint8_t other : std::vector<std::uint8_t>{0, 1, 3, 4, 5, 6, 132, 133, 200, 255})
        CHECK_FALSE(ring.is_newer(other));
    const KeyRing last({key(254, 1), key(255, 2)});
    for (const std::uint8_t newer : std::vector<std::uint8_t>{0, 1, 125}) CHECK(last.is_newer(newer));
    for (const std::uint8_t other : std::vector<std::uint8_t>{126, 127, 253, 254, 255})
        CHECK_FALSE(last.is_newer(other));
}

TEST_CASE("A ring holds 256 keys, one for each id") {
    std::vector<SigningKey> keys;
    for (unsigned id = 0; id < 256; ++id) keys.push_back(key(static_cast<std::uint8_t>(id), 1));
    const KeyRing ring(keys);
    const auto found = [&](const SigningKey& one) {
        return ring.find(one.id) != nullptr && ring.find(one.id)->id == one.id;
    };
    CHECK(std::all_of(keys.begin(), keys.end(), found));
    CHECK(ring.newest().id == 255);
}

TEST_CASE("A copy of a ring keeps its keys when the ring it came from is gone") {
    std::optional<KeyRing> original(KeyRing({key(1, 10), key(2, 20)}));
    const KeyRing copy = *original;
    original.reset();
    CHECK(copy.newest().secret == key(2, 20).secret);
    REQUIRE(copy.find(1) != nullptr);
    CHECK(copy.find(1)->secret == key(1, 10).secret);
}

}  // namespace
