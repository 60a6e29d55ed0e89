// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/ids.hpp"
#include "beckon/mail/extra_header.hpp"

namespace beckon {

/// What the invitee is told about an account, and where the links lead. It must come from the host's configuration, and
/// no part of it from a request.
struct AccountDescription {
    /// The account's name, as the invitee knows it. It appears in emails unchanged, so an email program may turn
    /// "evil.example" in it into a link. If customers name their own accounts, pass the names through `without_links`.
    std::string name;
    std::string support_contact;  ///< Where the invitee can get help: an address, a telephone number, a page.
    std::string base_url;         ///< What precedes the token in a link, e.g. "https://app.example/invitations/".
    EmailAddress from;            ///< The sender of the emails.
    std::optional<EmailAddress> reply_to{};  ///< Where answers go, if not to `from`.
    std::vector<ExtraHeader> headers{};      ///< More headers for the emails, in this order.
};

/// Checks a description. A host should call this at start-up, so that it, and not the courier, finds a mistake. Throws
/// std::invalid_argument, naming the field, if the description cannot be used. `name` and `support_contact` must be one
/// line of 1 to 200 characters. `base_url` must be at most 500 octets of a URL with a host and a path, and end in one
/// of "/", "=", "?", "#", so that the token after it never becomes part of a host name or of another word. For the
/// headers see mail/extra_header.hpp.
void check(const AccountDescription& description);

/// Returns the host's description of an account. Called from any thread that sends email. An exception while email is
/// sent counts as a temporary failure: the email is tried again later.
using DescribeAccount = std::function<AccountDescription(const AccountId&)>;

}  // namespace beckon
