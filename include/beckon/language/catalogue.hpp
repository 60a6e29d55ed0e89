// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

namespace beckon {

/// The library's texts in one language. A plain value, filled from wherever the host keeps its translations.
///
/// `catalogues::english()` has every code. Texts that are missing from a catalogue appear in English.
struct Catalogue {
    std::string language;                                   ///< A BCP 47 tag, e.g. "de" or "pt-BR".
    std::map<std::string, std::string, std::less<>> texts;  ///< By code, e.g. "status.active". Plain text, one line.
    bool right_to_left = false;                             ///< The direction of writing, for the HTML of emails.
};

}  // namespace beckon
