// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/mail/extra_header.hpp"
#include "beckon/mail/invitation_mail.hpp"
#include "beckon/mail/mail_message.hpp"

namespace beckon {

/// The parts of an email's header. The names are UTF-8 and may be empty.
struct MailHeader {
    std::string from_name;
    EmailAddress from;
    std::string to_name;
    EmailAddress to;
    Instant date;
    std::string message_id;  ///< With angle brackets, as `message_id_of` returns it.
    std::optional<EmailAddress> reply_to{};
    std::vector<ExtraHeader> extra{};
};

/// Returns the email in the format of RFC 5322: multipart/alternative with text and HTML, encoded words if a name or
/// the subject is not ASCII (RFC 2047), quoted-printable bodies, `Auto-Submitted: auto-generated` (RFC 3834), no line
/// longer than 998 octets, every octet below 128. The same input makes the same octets.
///
/// Throws std::invalid_argument, naming the field, if a name or the subject has a control character, anything is not
/// UTF-8, or the extra headers fail `check`. It never returns an email that is only partly right.
MailMessage compose(const MailHeader& header, const MailText& text);

}  // namespace beckon
