// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/language/catalogue.hpp"
#include "beckon/lifecycle/time.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/mail/account_description.hpp"

namespace beckon {

/// What an invitation email is made of.
struct InvitationMail {
    User user;  ///< The recipient, as stored at the time of sending.
    AccountDescription account;
    std::string inviter_name;  ///< Empty if the host itself invited, or the inviter has no name.
    std::string url;           ///< The link.
    Instant expires_at;        ///< When the link stops working.
    std::string note{};        ///< The note as typed. Lines end in '\n'. Empty: there is none.
};

/// The text of an email, before it is encoded. UTF-8; lines end in '\n'.
struct MailText {
    std::string subject;  ///< One line.
    std::string text;     ///< The plain text part.
    std::string html;     ///< The HTML part. Everything in it is already escaped.
};

/// Writes the text of an invitation. Called from any thread of a Courier. If it throws, that one email fails.
using InvitationTemplate = std::function<MailText(const InvitationMail&)>;

/// Returns the text with a hair space (U+200A) after each full stop and "scheme:" that something follows, so that no
/// email program turns it into a link. A hair space is barely visible, yet it is white space to every program. Programs
/// that know links by their letters may ignore zero-width characters, and spam filters count those against an email.
std::string without_links(std::string_view text);

/// Returns the English text that comes with beckon: it names the account and the inviter, and has the link, the expiry
/// as a date and time in UTC, and the support contact. Nothing that members typed becomes a link: the names of invitee
/// and inviter are escaped, passed through `without_links` and cut to 80 characters. A note is escaped, passed through
/// `without_links` and set off from the rest, without saying who wrote it. The name of the account is escaped, and is
/// otherwise as described.
MailText default_invitation_text(const InvitationMail& mail);

/// Returns a template that writes the same text in the language of the invitee, from the catalogue that `catalogue_for`
/// returns for their locale. A catalogue without any text of the family "mail" leaves emails in English. If it has
/// any, the HTML of the email says that it is in the language of the catalogue. Throws std::invalid_argument if the
/// catalogues fail `check`.
InvitationTemplate localized_invitation_text(std::vector<Catalogue> spoken);

}  // namespace beckon
