// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"

namespace beckon {

/// What the invitee is told about an account, and where the links lead. From the host's configuration; nothing of it
/// may come from a request.
struct AccountDescription {
    std::string name;             ///< The account's name, as the invitee knows it.
    std::string support_contact;  ///< Where the invitee gets help: an address, a telephone number, a page.
    std::string base_url;         ///< What stands before the token in a link, e.g. "https://app.example/invitations/".
    EmailAddress from;            ///< The sender of the mails.
};

/// Checks a description; a host calls it at start-up, so that a mistake is found then and not first by the courier.
/// Throws std::invalid_argument, naming the field, if it cannot be used: `name` and `support_contact` are one line of 1
/// to 200 characters; `base_url` is at most 500 octets of a URL with a host and a path, and ends in one of "/", "=",
/// "?",
/// "#", so that the token behind it never becomes part of a host name or of another word.
void check(const AccountDescription& description);

/// The host's answer for an account. Called by any thread that sends mail or shows a link. What it throws while mail is
/// sent is taken as a passing failure: the mail is tried again later.
using DescribeAccount = std::function<AccountDescription(const AccountId&)>;

}  // namespace beckon
