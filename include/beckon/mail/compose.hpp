// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/mail/invitation_mail.hpp"
#include "beckon/mail/mail_message.hpp"

namespace beckon {

/// The parts of a mail's header. The names are UTF-8 and may be empty.
struct MailHeader {
    std::string from_name;
    EmailAddress from;
    std::string to_name;
    EmailAddress to;
    Instant date;
    std::string message_id;  ///< With angle brackets, as `message_id_of` gives it.
};

/// Turns header and text into the bytes of RFC 5322: multipart/alternative with text and HTML, encoded words where a
/// name or subject is not ASCII (RFC 2047), quoted-printable bodies, `Auto-Submitted: auto-generated` (RFC 3834), no
/// line longer than 998 octets, every octet below 128. The same input gives the same bytes.
///
/// Throws std::invalid_argument, naming the field, where a name or the subject has a control character, or anything is
/// not UTF-8: such a mail is never sent half-right.
MailMessage compose(const MailHeader& header, const MailText& text);

}  // namespace beckon
