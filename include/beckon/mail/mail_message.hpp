// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/email_address.hpp"

namespace beckon {

/// An email ready to be handed to a server: envelope and content. It has exactly one recipient.
struct MailMessage {
    EmailAddress from;       ///< The sender in the envelope. Bounces go there.
    EmailAddress to;         ///< The recipient in the envelope.
    std::string message_id;  ///< As in the header, with its angle brackets.
    std::string subject;     ///< In UTF-8, for logs. `data` contains it encoded.
    std::string data;        ///< The whole message of RFC 5322: header and body, lines ending in CR LF, 7-bit.
};

}  // namespace beckon
