// SPDX-License-Identifier: MIT
#include "beckon/mail/message_id.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "beckon/link/base64url.hpp"

namespace beckon {

namespace {

constexpr std::size_t user_size = 36;

std::string local_part(const AccountId& account, const UserId& user, std::int64_t revision) {
    const std::vector<std::uint8_t> octets(account.text().begin(), account.text().end());
    return fmt::format("{}.{}.{}", to_text(user), revision, to_base64url(octets));
}

/// Without the white space and line breaks around it, which headers and reports leave there.
std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// Accepts any spelling; only one of them is that of `local_part`.
std::optional<MailName> name_in(std::string_view text) {
    UserId user{};
    std::size_t size = 0;
    const std::string_view digits = text.substr(0, user_size);
    const int read = sodium_hex2bin(user.data, user.size(), digits.data(), digits.size(), "-", &size, nullptr);
    if (read != 0 || size != user.size()) return std::nullopt;
    text.remove_prefix(digits.size());

    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t revision = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), revision);
    if (error != std::errc() || revision < 1) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));

    if (!text.starts_with('.')) return std::nullopt;
    const auto octets = from_base64url(text.substr(1));
    auto account = AccountId::parse({reinterpret_cast<const char*>(octets.data()), octets.size()});
    if (!account) return std::nullopt;
    return MailName{*std::move(account), user, revision};
}

}  // namespace

std::string message_id_of(const MailIntent& intent, const EmailAddress& from) {
    const std::string_view domain = std::string_view(from.text()).substr(from.text().find('@') + 1);
    return fmt::format("<{}@{}>", local_part(intent.account, intent.user, intent.revision), domain);
}

Result<MailName> read_message_id(std::string_view text) {
    const Refusal invalid{.reason = Reason::invalid_message_id, .field = Field::message_id};
    text = without_blanks(text);
    if (text.starts_with('<') != text.ends_with('>')) return invalid;
    if (text.starts_with('<')) text = without_blanks(text.substr(1, text.size() - 2));
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos) return invalid;
    const std::string_view local = text.substr(0, at);
    auto name = name_in(local);
    if (!name || local_part(name->account, name->user, name->revision) != local) return invalid;
    if (!EmailAddress::parse("a" + std::string(text.substr(at)))) return invalid;
    return *std::move(name);
}

}  // namespace beckon
