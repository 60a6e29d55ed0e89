// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "beckon/lifecycle/words.hpp"

namespace beckon {

/// An input that a refusal can be about. Numbers are exported: new ones are appended, none ever changes.
enum class Field : std::uint16_t {
    none = 0,
    account = 1,
    user = 2,
    email = 3,
    name = 4,
    locale = 5,
    roles = 6,
    attributes = 7,
    reference = 8,
    validity = 9,
    note = 10,
    by_hand = 11,
    identity = 12,
    token = 13,
    commands = 14,
    revision = 15,
    idempotency_key = 16,
    now = 17,
    search = 18,
    role = 19,
    expires_before = 20,
    size = 21,
    cursor = 22,
    limit = 23,
    retention = 24,
    message_id = 25,
    csv = 26,
    deactivated = 27,
};

template <>
inline constexpr Word<Field> words_of<Field>[] = {
    {Field::account, "account", "account"},
    {Field::user, "user", "user"},
    {Field::email, "email", "email"},
    {Field::name, "name", "name"},
    {Field::locale, "locale", "locale"},
    {Field::roles, "roles", "roles"},
    {Field::attributes, "attributes", "attributes"},
    {Field::reference, "reference", "reference"},
    {Field::validity, "validity", "validity"},
    {Field::note, "note", "note"},
    {Field::by_hand, "by_hand", "by hand"},
    {Field::identity, "identity", "email address"},
    {Field::token, "token", "token"},
    {Field::commands, "commands", "commands"},
    {Field::revision, "revision", "revision"},
    {Field::idempotency_key, "idempotency_key", "idempotency key"},
    {Field::now, "now", "now"},
    {Field::search, "search", "search"},
    {Field::role, "role", "role"},
    {Field::expires_before, "expires_before", "expires before"},
    {Field::size, "size", "size"},
    {Field::cursor, "cursor", "cursor"},
    {Field::limit, "limit", "limit"},
    {Field::retention, "retention", "retention"},
    {Field::message_id, "message_id", "Message-ID"},
    {Field::csv, "csv", "CSV file"},
    {Field::deactivated, "deactivated", "deactivated"},
};

static_assert(words_are_sound<Field>());

}  // namespace beckon
