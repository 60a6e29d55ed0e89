// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "beckon/lifecycle/ids.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/link/key_ring.hpp"

namespace beckon {

/// What a token says: whose invitation it is, and which of their links.
struct TokenContent {
    AccountId account;
    UserId user;
    Link link;

    friend bool operator==(const TokenContent&, const TokenContent&) = default;
};

inline constexpr std::size_t max_token_size = 158;  ///< Characters of the longest token.

/// The token for a link: always the same text for the same content and key, so it is stored nowhere.
///
/// base64url(version | key id | generation | user id | MAC | account), where the MAC is keyed BLAKE2b-256 over a
/// domain tag and all the rest. None where the link's key is not in the ring.
std::optional<std::string> make_token(const KeyRing& keys, const TokenContent& content);

/// What an authentic token says. Anything else is refused as `link_invalid`, field "token", by arithmetic alone: a
/// wrong length, an unknown version or key, a MAC that differs (compared in constant time), or any spelling but the
/// one that `make_token` gives.
[[nodiscard]] Result<TokenContent> read_token(const KeyRing& keys, std::string_view token);

/// The link to mail: the token put behind `base_url`, e.g. "https://app.example/invitations/".
std::string link_url(std::string_view base_url, std::string_view token);

}  // namespace beckon
