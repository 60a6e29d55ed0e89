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

/// What a token says: whose invitation it is, and which of that user's links.
struct TokenContent {
    AccountId account;
    UserId user;
    Link link;

    friend bool operator==(const TokenContent&, const TokenContent&) = default;
};

inline constexpr std::size_t max_token_size = 158;  ///< Characters of the longest token.

/// Returns the token for a link, or none if the link's key is not in the ring. The same content and key always make the
/// same text, so it is not stored anywhere.
///
/// base64url(version | key id | generation | user id | MAC | account), where the MAC is keyed BLAKE2b-256 over a domain
/// tag and all the rest.
std::optional<std::string> make_token(const KeyRing& keys, const TokenContent& content);

/// Returns what an authentic token says. Refuses anything else with `link_invalid`, field "token", by arithmetic only:
/// a wrong length, an unknown version or key, a MAC that differs (compared in constant time), or any spelling other
/// than that of `make_token`.
[[nodiscard]] Result<TokenContent> read_token(const KeyRing& keys, std::string_view token);

/// Returns the link to send: `base_url`, e.g. "https://app.example/invitations/", followed by the token.
std::string link_url(std::string_view base_url, std::string_view token);

}  // namespace beckon
