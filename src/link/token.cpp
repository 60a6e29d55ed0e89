// SPDX-License-Identifier: MIT
#include "beckon/link/token.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "beckon/link/base64url.hpp"

namespace beckon {

namespace {

using Octets = std::vector<std::uint8_t>;

constexpr std::uint8_t version = 1;
constexpr std::string_view domain_tag = "beckon invitation link";
constexpr std::size_t mac_size = 32;
constexpr std::size_t mac_at = 1 + 1 + 4 + 16;
constexpr std::size_t account_at = mac_at + mac_size;

static_assert(max_token_size == ((account_at + AccountId::max_size) * 4 + 2) / 3);

using Mac = std::array<std::uint8_t, mac_size>;

/// Returns the MAC over everything in `token` except the place of the MAC itself.
Mac mac_of(const SigningKey& key, const Octets& token) {
    Mac mac{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.secret.data(), key.secret.size(), mac.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(domain_tag.data()), domain_tag.size());
    crypto_generichash_update(&state, token.data(), mac_at);
    crypto_generichash_update(&state, token.data() + account_at, token.size() - account_at);
    crypto_generichash_final(&state, mac.data(), mac.size());
    sodium_memzero(&state, sizeof state);
    return mac;
}

}  // namespace

std::optional<std::string> make_token(const KeyRing& keys, const TokenContent& content) {
    const SigningKey* key = keys.find(content.link.key_id);
    if (key == nullptr) return std::nullopt;
    const std::uint32_t generation = content.link.generation;
    Octets token{version, key->id};
    for (const int shift : {24, 16, 8, 0}) token.push_back(static_cast<std::uint8_t>(generation >> shift));
    token.insert(token.end(), content.user.begin(), content.user.end());
    token.resize(account_at);
    token.insert(token.end(), content.account.text().begin(), content.account.text().end());
    const Mac mac = mac_of(*key, token);
    std::copy(mac.begin(), mac.end(), token.begin() + mac_at);
    return to_base64url(token);
}

Result<TokenContent> read_token(const KeyRing& keys, std::string_view token) {
    const Refusal invalid{.reason = Reason::link_invalid, .remedy = Remedy::open_latest_mail, .field = Field::token};
    if (token.empty() || token.size() > max_token_size) return invalid;
    const Octets octets = from_base64url(token);
    if (octets.size() <= account_at || octets[0] != version) return invalid;
    const SigningKey* key = keys.find(octets[1]);
    if (key == nullptr) return invalid;
    const Mac mac = mac_of(*key, octets);
    if (sodium_memcmp(mac.data(), octets.data() + mac_at, mac_size) != 0) return invalid;

    auto account =
        AccountId::parse({reinterpret_cast<const char*>(octets.data()) + account_at, octets.size() - account_at});
    if (!account) return invalid;
    TokenContent content{*std::move(account), UserId{}, Link{0, key->id}};
    for (std::size_t i = 2; i < 6; ++i) content.link.generation = (content.link.generation << 8U) | octets[i];
    std::copy(octets.begin() + 6, octets.begin() + mac_at, content.user.begin());
    return content;
}

std::string link_url(std::string_view base_url, std::string_view token) { return std::string(base_url).append(token); }

}  // namespace beckon
