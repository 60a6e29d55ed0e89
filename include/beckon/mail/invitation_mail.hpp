// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/mail/account_description.hpp"

namespace beckon {

/// What an invitation mail is made of.
struct InvitationMail {
    User user;  ///< Whom it goes to, as stored when it is sent.
    AccountDescription account;
    std::string inviter_name;  ///< Empty where the host itself invited, or the inviter has no name.
    std::string url;           ///< The link.
    Instant expires_at;        ///< When the link stops working.
    std::string note{};        ///< The note as typed; lines end in '\n'. Empty: there is none.
};

/// The text of a mail, before it becomes bytes. UTF-8; lines end in '\n'.
struct MailText {
    std::string subject;  ///< One line.
    std::string text;     ///< The plain text part.
    std::string html;     ///< The HTML part; everything in it is escaped already.
};

/// Writes the text of an invitation. Called by any Courier thread; what it throws sets that one mail aside as failed.
using InvitationTemplate = std::function<MailText(const InvitationMail&)>;

/// The English text that we ship (S16): names the account and the inviter, gives the link, the absolute expiry in UTC
/// and the support contact. Names are escaped and shortened, so that they cannot pass for text of the mail. A note is
/// set off from the rest and escaped, and nothing in it becomes a link. The text does not say who wrote it.
MailText default_invitation_text(const InvitationMail& mail);

/// The same text in the language of the invitee: in the catalogue that `catalogue_for` gives for their locale. A
/// catalogue without any of the texts "mail..." leaves mails to English; where it has some, it names the language.
/// Throws std::invalid_argument for catalogues that `check` does not take.
InvitationTemplate localized_invitation_text(std::vector<Catalogue> spoken);

}  // namespace beckon
