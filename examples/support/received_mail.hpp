// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace examples {

/// An email as the invitee's email program shows it.
struct ReceivedMail {
    std::vector<std::pair<std::string, std::string>> header;  ///< Unfolded, encoded words decoded; in the given order.
    std::string text;                                         ///< The plain text part, decoded; lines end in '\n'.

    /// The value of a header field, spelt as in the email. Empty if there is none.
    std::string_view field(std::string_view name) const;
};

/// Reads the octets of an email as beckon composes it: multipart/alternative in quoted-printable, encoded words in
/// base64. Throws std::runtime_error, saying what is missing, for an email of another shape.
ReceivedMail read_mail(std::string_view bytes);

/// The token of the first link in the text that begins with `base_url`, or none if there is no such link.
std::optional<std::string> token_in(const ReceivedMail& mail, std::string_view base_url);

}  // namespace examples
