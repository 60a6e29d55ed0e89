// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/lifecycle/email_address.hpp"
#include "beckon/lifecycle/refusal.hpp"

namespace beckon {

inline constexpr std::size_t max_pasted_size = std::size_t{256} * 1024;  ///< Octets of a list of addresses.
inline constexpr std::size_t max_pasted_entries = 500;                   ///< Entries of a list, unless stated.
inline constexpr std::size_t max_entry_text_size = 300;                  ///< Characters of `PastedAddress::text`.

/// One entry of a list of addresses.
struct PastedAddress {
    std::string name;  ///< The name, trimmed and on one line. Nothing else is checked. Empty if there is none.
    Result<EmailAddress> email;  ///< The address, or a refusal whose field is `email`.
    std::string text;            ///< The entry as pasted, trimmed, cut after `max_entry_text_size` characters.
    std::size_t line;            ///< The line of the list on which it is, counted from 1.
};

/// Reads a list of addresses as people paste it: from the recipients of an email, or from a spreadsheet.
///
/// Commas, semicolons and line breaks separate entries, except inside quotes and angle brackets. An entry is an
/// address, or a name and an address in angle brackets: `Ana Li <ana@x.example>`, `"Li, Ana" <ana@x.example>`.
/// Addresses are read by `read_address`, without a leading "mailto:". White space and zero-width characters around
/// anything do not count, neither do empty entries, nor a bullet or a number ("1." or "1)") at the beginning of a line.
///
/// - A line with tabs is a row of a spreadsheet. If one cell has an address, the other cells are its name. If several
///   have one, each cell is a list of its own.
/// - `Li, Ana <ana@x.example>` is one entry: text without "@", a comma, and a name without quotes before an address in
///   angle brackets. Only the text directly before the comma belongs to the name.
/// - A name in front of angle brackets that is the address itself is dropped. Any other name with an "@" must be in
///   quotes, or else a missing comma would hide an address.
/// - Quoted names may have backslash escapes (RFC 5322). Encoded words (RFC 2047) stay as they are.
///
/// Each entry is answered on its own. It is refused as `read_address` refuses; with `invalid_address` also if a quote
/// or bracket is not closed on its line, which ends the entry, or if text follows a bracket; with `duplicate` if an
/// earlier entry has the same mailbox. The whole text is refused, with the field `email`, as `too_long` above
/// `max_pasted_size`, `not_utf8`, or `too_many` above `limit` entries. An empty text has no entries. Threads: pure.
[[nodiscard]] Result<std::vector<PastedAddress>> parse_addresses(std::string_view text,
                                                                 std::size_t limit = max_pasted_entries);

}  // namespace beckon
