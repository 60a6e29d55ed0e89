// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "beckon/language/catalogue.hpp"
#include "beckon/lifecycle/action.hpp"
#include "beckon/lifecycle/field.hpp"
#include "beckon/lifecycle/finding.hpp"
#include "beckon/lifecycle/reason.hpp"
#include "beckon/lifecycle/remedy.hpp"
#include "beckon/lifecycle/status.hpp"
#include "beckon/lifecycle/words.hpp"

namespace beckon {

namespace language {

struct Text {
    std::string_view code;
    std::string_view text;
};

/// The texts that do not belong to an enumerator. Those of enumerators are next to their enumerations.
inline constexpr Text english_texts[] = {
    // How the parts of a refusal become one message.
    {"sentence.with_field", "{field}: {message}"},
    {"sentence.with_remedy", "{reason} {remedy}"},
    {"sentence.with_roles", "{reason} The roles are: {roles}."},                 // follows reason.unknown_role
    {"sentence.with_permitted_roles", "{reason} Permitted roles: {roles}."},     // follows reason.not_permitted
    {"sentence.with_domain", "{reason} The domain is {domain}."},                // follows reason.domain_not_allowed
    {"sentence.with_columns", "{reason} Unknown: {column}. Known: {columns}."},  // follows reason.unknown_column
    {"sentence.ask_for_invitation", "Ask your administrator for a new invitation."},  // follows reason.link_expired

    // `Policy::attributes`. A catalogue may have texts for a host's own attributes too.
    {"attribute.inboxes", "inboxes"},
    {"attribute.teams", "teams"},

    // The column "Joined". Month and day have two digits.
    {"joined.date", "{year}-{month}-{day}"},
    {"joined.invited", "Invited {date}"},
    {"joined.expired", "Invitation expired"},

    // The invitation email.
    {"mail.subject", "Invitation to join {account}"},
    {"mail.greeting", "Hello {user},"},
    {"mail.greeting_without_name", "Hello,"},
    {"mail.invitation", "{inviter} has invited you to join {account}."},
    {"mail.invitation_without_inviter", "You have been invited to join {account}."},
    {"mail.note", "A note with this invitation:"},  // precedes the note, if there is one
    {"mail.open_link", "Open this link to accept the invitation or to see more about it:"},
    {"mail.button", "Open the invitation"},
    {"mail.copy_link", "Or copy this address into your browser:"},
    {"mail.validity",
     "The link works once, until {expiry}. After that, ask an administrator of {account} for a new invitation. The "
     "link "
     "is only for you: please do not forward this email."},
    {"mail.recipient",
     "This email was sent to {address}. If you did not expect it, you can ignore it: nothing happens unless the "
     "invitation is "
     "accepted."},
    {"mail.support", "Questions? Contact {support}"},

    // {expiry} in the email. The day has no leading zero, the time is "14:05", the zone "UTC".
    {"mail.expiry", "{weekday}, {day} {month} {year}, {time} {zone}"},
    {"mail.sunday", "Sunday"},
    {"mail.monday", "Monday"},
    {"mail.tuesday", "Tuesday"},
    {"mail.wednesday", "Wednesday"},
    {"mail.thursday", "Thursday"},
    {"mail.friday", "Friday"},
    {"mail.saturday", "Saturday"},
    {"mail.january", "January"},
    {"mail.february", "February"},
    {"mail.march", "March"},
    {"mail.april", "April"},
    {"mail.may", "May"},
    {"mail.june", "June"},
    {"mail.july", "July"},
    {"mail.august", "August"},
    {"mail.september", "September"},
    {"mail.october", "October"},
    {"mail.november", "November"},
    {"mail.december", "December"},
};

/// Returns a catalogue's code for an enumerator, e.g. "reason.link_expired".
template <class Enum>
std::string code_in(std::string_view family, Enum value) {
    return std::string(family).append(code(value));
}

/// Adds the English words of all values of an enumeration.
template <HasWords Enum>
void add_words(Catalogue& catalogue, std::string_view family) {
    for (const auto& word : words_of<Enum>) catalogue.texts.emplace(code_in(family, word.value), word.english);
}

inline Catalogue make_english() {
    Catalogue english{.language = "en", .texts = {}};
    add_words<Status>(english, "status.");
    add_words<Action>(english, "action.");
    add_words<Reason>(english, "reason.");
    add_words<Remedy>(english, "remedy.");
    add_words<Symptom>(english, "finding.");
    add_words<Advice>(english, "advice.");
    add_words<Field>(english, "field.");
    for (const auto& [code, text] : english_texts) english.texts.emplace(code, text);
    return english;
}

}  // namespace language

namespace catalogues {

/// Returns every code that a catalogue can have, with its English text. A translator starts from this.
///
/// A text with names in braces is a template. A translation must contain exactly the same names, in any order.
inline const Catalogue& english() {
    static const Catalogue catalogue = language::make_english();
    return catalogue;
}

}  // namespace catalogues

}  // namespace beckon
