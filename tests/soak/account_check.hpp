// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "beckon/ports/store.hpp"

namespace beckon::soak {

/// An account as its events tell it, which is as the store has it.
struct CheckedAccount {
    std::map<UserId, User> users{};
    std::map<UserId, std::vector<MailRecord>> mails{};  ///< The newest first.
    std::uint64_t events = 0;
    std::uint64_t acceptances = 0;
};

/// Checks whatever must hold of an account at rest, whatever was done to it. Throws `Violation`: I1 accepted once; I2
/// gone for good; I4 in time; I5 one live user for an address; I6 revisions and positions without a gap; I7 the users
/// are what their events say; I12 the mails are those that the events ask for; I13 each has come to an end or is open.
CheckedAccount check_account(Store& store, const AccountId& account);

}  // namespace beckon::soak
