// SPDX-License-Identifier: MIT
#include "beckon/link/token.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

using beckon::AccountId;
using beckon::KeyRing;
using beckon::Link;
using beckon::make_token;
using beckon::read_token;
using beckon::SigningKey;
using beckon::TokenContent;
using beckon::UserId;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url, written a second time: the tests must not trust the library's.
std::vector<std::uint8_t> octets_of(std::string_view text) {
    std::vector<std::uint8_t> octets;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        held = (held << 6U) | static_cast<std::uint32_t>(alphabet.find(c));
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            octets.push_back(static_cast<std::uint8_t>(held >> static_cast<unsigned>(bits)));
        }
    }
    return octets;
}

std::string text_of(const std::vector<std::uint8_t>& octets) {
    std::string text;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const std::uint8_t octet : octets) {
        held = (held << 8U) | octet;
        for (bits += 8; bits >= 6;) {
            bits -= 6;
            text += alphabet[(held >> bits) & 63U];
        }
    }
    if (bits > 0) text += alphabet[(held << (6 - bits)) & 63U];
    return text;
}

TokenContent content(std::string_view account, std::string_view user, std::uint32_t generation, std::uint8_t key_id) {
    TokenContent made{AccountId::parse(account).value(), UserId{}, Link{generation, key_id}};
    for (std::size_t i = 0; i < made.user.size(); ++i) {
        made.user.data[i] = static_cast<std::uint8_t>(std::stoul(std::string(user.substr(2 * i, 2)), nullptr, 16));
    }
    return made;
}

const SigningKey key_1 = SigningKey::from_hex(1, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
const SigningKey key_7 = SigningKey::from_hex(7, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0");
const SigningKey key_255 =
    SigningKey::from_hex(255, "ce5731211175e074b34daee97a2200665672996ca8c993560edd40506f79821a");
const KeyRing keys({key_255, key_7, key_1});

struct Vector {
    TokenContent content;
    std::string token;
};

// Each of the tokens in this file was computed with Python:
//     head = bytes([version, key_id]) + generation.to_bytes(4, "big") + user_id.bytes
//     mac = hashlib.blake2b(b"beckon invitation link" + head + account, key=secret, digest_size=32).digest()
//     base64.urlsafe_b64encode(head + mac + account).rstrip(b"=")
const std::vector<Vector> vectors{
    {content("acme", "123e4567e89b42d3a456426614174000", 1, 1),
     "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAPw1gBuPrJiQJ7EluGOUNPPeTnHO7pnoxkK-_EF7o5oPYWNtZQ"},
    {content("!~xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ffffffffffffffffffffffffffffffff",
             0x01020304, 7),
     "AQcBAgME_____________________7j0ur2ZnOkC6CjyzNlLXvyDEhBhy7r8EB8JFNSSqH2QIX54eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
     "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA"},
    {content("z", "00000000000000000000000000000000", 0xFFFFFFFF, 255),
     "Af______AAAAAAAAAAAAAAAAAAAAADNHNAQarMZ-7DGNf6zHX722NtrgObOzNhI4xcwGmEcoeg"},
};

const TokenContent example = vectors[0].content;
const std::string example_token = vectors[0].token;

/// Read, or refused in the one way that a token is ever refused.
bool is_refused(const KeyRing& ring, std::string_view token) {
    const auto result = read_token(ring, token);
    if (result) return false;
    const beckon::Refusal expected{.reason = beckon::Reason::link_invalid,
                                   .remedy = beckon::Remedy::open_latest_mail,
                                   .field = beckon::Field::token};
    return result.error() == expected;
}

/// Those of `tokens` that are not refused.
std::vector<std::string> accepted_among(const std::vector<std::string>& tokens) {
    std::vector<std::string> accepted;
    for (const std::string& token : tokens) {
        if (!is_refused(keys, token)) accepted.push_back(token);
    }
    return accepted;
}

TEST_CASE("Tokens are the ones that another BLAKE2b and another base64url give") {
    for (const Vector& vector : vectors) {
        CHECK(make_token(keys, vector.content) == vector.token);
        const auto read = read_token(keys, vector.token);
        REQUIRE(read.has_value());
        CHECK(*read == vector.content);
        CHECK(text_of(octets_of(vector.token)) == vector.token);
    }
}

TEST_CASE("The longest token is as long as the header says") {
    CHECK(vectors[1].content.account.text().size() == AccountId::max_size);
    CHECK(vectors[1].token.size() == beckon::max_token_size);
}

TEST_CASE("Any content is read back from its token, and the same content gives the same token") {
    std::mt19937 random(20260104);  // NOLINT(bugprone-random-generator-seed): the same every time
    const auto any = [&](unsigned most) { return std::uniform_int_distribution<unsigned>(0, most)(random); };
    for (int round = 0; round < 2000; ++round) {
        std::string account(1 + any(AccountId::max_size - 1), ' ');
        for (char& c : account) c = static_cast<char>(0x21 + any(0x7E - 0x21));
        TokenContent made{AccountId::parse(account).value(), UserId{}, Link{any(0xFFFFFFFF), 7}};
        for (std::uint8_t& octet : made.user) octet = static_cast<std::uint8_t>(any(255));

        const auto token = make_token(keys, made);
        REQUIRE(token.has_value());
        REQUIRE(token == make_token(keys, made));
        REQUIRE(token->size() <= beckon::max_token_size);
        REQUIRE(token->find_first_not_of(alphabet) == std::string::npos);
        const auto read = read_token(keys, *token);
        REQUIRE(read.has_value());
        REQUIRE(*read == made);
    }
}

TEST_CASE("I11: any flipped bit of a token's characters or of its octets is refused") {
    std::vector<std::string> flipped;
    for (const Vector& vector : vectors) {
        for (std::size_t bit = 0; bit < vector.token.size() * 8; ++bit) {
            flipped.push_back(vector.token);
            char& c = flipped.back()[bit / 8];
            c = static_cast<char>(static_cast<unsigned char>(c) ^ (1U << (bit % 8)));
        }
        for (std::size_t bit = 0; bit < octets_of(vector.token).size() * 8; ++bit) {
            auto octets = octets_of(vector.token);
            octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] ^ (1U << (bit % 8)));
            flipped.push_back(text_of(octets));
        }
    }
    CHECK(accepted_among(flipped).empty());
}

TEST_CASE("I11: a token with any character replaced, added or taken out is refused") {
    std::vector<std::string> damaged;
    for (std::size_t at = 0; at <= example_token.size(); ++at) {
        for (int value = 0; value < 256; ++value) {
            const char c = static_cast<char>(value);
            damaged.push_back(std::string(example_token).insert(at, 1, c));
            if (at < example_token.size() && example_token[at] != c) {
                damaged.push_back(example_token);
                damaged.back()[at] = c;
            }
        }
        if (at < example_token.size()) damaged.push_back(std::string(example_token).erase(at, 1));
    }
    CHECK(accepted_among(damaged).empty());
}

TEST_CASE("I11: a token cut at either end is refused, whether characters or octets are cut, and so is nothing at all") {
    std::vector<std::string> cut{std::string()};
    for (const Vector& vector : vectors) {
        const auto octets = octets_of(vector.token);
        for (std::size_t size = 0; size < vector.token.size(); ++size) {
            cut.push_back(vector.token.substr(0, size));
            cut.push_back(vector.token.substr(vector.token.size() - size));
        }
        for (std::size_t size = 0; size < octets.size(); ++size) {
            cut.push_back(text_of({octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)}));
        }
    }
    CHECK(accepted_among(cut).empty());
    CHECK(is_refused(keys, std::string_view()));
}

TEST_CASE("I11: a token has no second spelling") {
    std::vector<std::string> spellings{
        example_token + "=",    example_token + "==",  example_token + "\n",
        example_token + "\r\n", " " + example_token,   example_token + " ",
        "\t" + example_token,   example_token + "%3D", example_token + std::string(1, '\0'),
        example_token + "/",    example_token + "AA",  example_token + example_token};
    std::string standard = example_token;
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    REQUIRE(standard != example_token);
    spellings.push_back(standard);
    spellings.push_back(standard + "==");
    spellings.push_back(std::string(example_token).insert(40, "\r\n"));
    // 58 octets leave 4 unused bits in the last character; they must be zeros.
    REQUIRE(octets_of(example_token).size() % 3 == 1);
    for (unsigned unused = 1; unused < 16; ++unused) {
        spellings.push_back(example_token);
        spellings.back().back() = alphabet[alphabet.find(example_token.back()) + unused];
        REQUIRE(octets_of(spellings.back()) == octets_of(example_token));
    }
    CHECK(accepted_among(spellings).empty());
}

TEST_CASE("A token longer than any is refused, be it huge") {
    CHECK(is_refused(keys, std::string(beckon::max_token_size + 1, 'A')));
    CHECK(is_refused(keys, std::string(1'000'000, 'A')));
    CHECK(is_refused(keys, vectors[1].token + "A"));
}

TEST_CASE("A token with a good signature is refused where its version is unknown or its account is none") {
    const std::string version_0 = "AAEAAAABEj5FZ-ibQtOkVkJmFBdAAJu8ytTiCijxKb3YO5x-phpoGEQMfxoQKXiSDdtdR2tZYWNtZQ";
    const std::string version_2 = "AgEAAAABEj5FZ-ibQtOkVkJmFBdAAAMCZ9ylAv01lCmoVvme5u3F6MrxEt7wT8E-0IOWKJixYWNtZQ";
    const std::string no_account = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAGjgcWaD22Q2py8JwOlG0PNfWRnAyCvheKsx8eqC9WNJ";
    const std::string with_space = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAMNDsQBEwojrr3ZqViwCplxFTEFM3SGXyWCd5SnAkzJ6YWMgbWU";
    const std::string with_zero = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAD5gbC-Qsk9untqugHSxy0FPMksZKdJbVcSRwW7FLiWCYWMA";
    const std::string non_ascii = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAMhyh7wnnCGn01NfovDBJr7z61v9vD62DQlVb1UgaEInYWNtw6k";
    const std::string of_65_octets =
        "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAAlYX12qJ1PtfDcb6QtsEFFDJJBix6KE8CnWESDgVbGpeHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
        "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg";
    CHECK(accepted_among({version_0, version_2, no_account, with_space, with_zero, non_ascii, of_65_octets}).empty());
}

TEST_CASE("A token is refused where the signature lacks the key, has another, or was made for another purpose") {
    const std::string without_key = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAACJFox4S21H3XHL1DtHmSHtagSqwMFSSfKLTrMsLiyHzYWNtZQ";
    const std::string other_purpose = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAJRcgj-6mhqqkd9dqj8vAiOAAH1H8zD-CCSJITdWTnqUYWNtZQ";
    const std::string no_purpose = "AQEAAAABEj5FZ-ibQtOkVkJmFBdAAIK2UPgwYex9ebkqyDA2Ine0Nw204_w-9CzXk7KRpUfCYWNtZQ";
    const std::string key_8_unknown = "AQgAAAABEj5FZ-ibQtOkVkJmFBdAADffF2BleKsRzEEKEkHBO0CPiZie7slqh__rTWyMUM8dYWNtZQ";
    CHECK(accepted_among({without_key, other_purpose, no_purpose, key_8_unknown}).empty());

    SigningKey foreign = key_7;
    foreign.id = 1;
    CHECK(is_refused(KeyRing({foreign}), example_token));
    CHECK(is_refused(keys, *make_token(KeyRing({foreign}), example)));
}

TEST_CASE("The signature of one link serves no other: not another generation, user, key or account") {
    const auto splice = [](const TokenContent& shown, const TokenContent& signed_one) {
        auto octets = octets_of(*make_token(keys, shown));
        const auto mac = octets_of(*make_token(keys, signed_one));
        std::copy(mac.begin() + 22, mac.begin() + 54, octets.begin() + 22);
        return text_of(octets);
    };
    REQUIRE(splice(example, example) == example_token);
    TokenContent generation = example;
    generation.link.generation = 2;
    TokenContent user = example;
    user.user.data[15] = 1;
    TokenContent key = example;
    key.link.key_id = 7;
    const TokenContent account = content("acm", "123e4567e89b42d3a456426614174000", 1, 1);
    for (const TokenContent& other : {generation, user, key, account}) {
        CHECK_FALSE(is_refused(keys, *make_token(keys, other)));
        CHECK(is_refused(keys, splice(other, example)));
    }
}

TEST_CASE("A link is signed with its own key, whichever is newest") {
    TokenContent old = example;
    old.link.key_id = 7;
    const std::string token = *make_token(KeyRing({key_7}), old);
    const KeyRing rotated({key_7, key_1});
    CHECK(make_token(rotated, old) == token);
    REQUIRE(read_token(rotated, token).has_value());
    CHECK(*read_token(rotated, token) == old);
    CHECK(make_token(rotated, example) == example_token);
}

TEST_CASE("Once a key is retired its links are refused and no more are made") {
    TokenContent old = example;
    old.link.key_id = 7;
    const std::string token = *make_token(KeyRing({key_7, key_1}), old);
    const KeyRing without_the_old({key_1});
    CHECK(is_refused(without_the_old, token));
    CHECK(make_token(without_the_old, old) == std::nullopt);
    CHECK_FALSE(is_refused(without_the_old, example_token));
}

TEST_CASE("A link is the token behind the base URL, nothing between or after") {
    CHECK(beckon::link_url("https://app.example/invitations/", "AQEA") == "https://app.example/invitations/AQEA");
    CHECK(beckon::link_url("https://app.example/join?token=", "AQEA") == "https://app.example/join?token=AQEA");
}

}  // namespace
