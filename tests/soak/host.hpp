// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include "beckon/delivery/courier.hpp"
#include "beckon/service/service.hpp"
#include "tests/soak/history.hpp"

/// The host of the library that a soak is: its key, its accounts, its people.
namespace beckon::soak {

AccountId account_named(const std::string& text);
EmailAddress address_of(const std::string& local_part);

/// The user with this number among those of a group; groups are told apart by their 64 bits.
UserId user_id(std::uint64_t group, std::uint32_t number);

/// Whom to invite: an Agent at that address.
NewUser agent(const std::string& local_part);

std::string token_for(const AccountId& account, const UserId& user, std::uint32_t generation);

/// The idempotency key with that number; 0: none.
std::string key_text(std::uint32_t number);

ServiceConfig service_config(const Policy& policy, Clock clock);
CourierConfig courier_config(Clock clock);

/// The address that all mails come from, whose domain is in their Message-IDs.
EmailAddress sender();

/// Carries out what the request says, as the host or as whoever holds the link, and notes the answer. What is thrown
/// is not the store's, and a fault of the soak.
Answer ask(Service& service, const AccountId& account, const UserId& user, const Request& request);

Answer answer_of(const Result<User>& result);

/// The answer that a call amounts to, also where it throws.
template <class Call>
requires std::invocable<Call> Answer answer_of(Call call) {
    try {
        return call();
    } catch (const UnknownOutcomeError&) {
        return {.kind = Answer::Kind::unknown};
    } catch (const StoreError&) {
        return {.kind = Answer::Kind::failed};
    }
}

/// A stamp that no other run of a soak has: for the names of accounts, so that many runs can share a database.
std::uint64_t fresh_stamp();

}  // namespace beckon::soak
