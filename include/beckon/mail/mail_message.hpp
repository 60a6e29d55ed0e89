// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/email_address.hpp"

namespace beckon {

/// A mail ready to be handed to a server: envelope and bytes. One recipient, always.
struct MailMessage {
    EmailAddress from;       ///< The envelope's sender, to which bounces go.
    EmailAddress to;         ///< The envelope's recipient.
    std::string message_id;  ///< As in the header, with its angle brackets.
    std::string subject;     ///< In UTF-8, for logs; `data` holds it encoded.
    std::string data;        ///< The whole message of RFC 5322: header and body, lines ending in CR LF, 7-bit.
};

}  // namespace beckon
