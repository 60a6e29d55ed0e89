// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

namespace beckon {

/// The library's words in one language: a plain value, filled from wherever the host keeps its translations.
///
/// `catalogues::english()` has every code there is. What a catalogue lacks is said in English.
struct Catalogue {
    std::string language;                                   ///< A BCP 47 tag, e.g. "de" or "pt-BR".
    std::map<std::string, std::string, std::less<>> texts;  ///< By code, e.g. "status.active". Plain text, one line.
    bool right_to_left = false;                             ///< How it is written: the HTML of mails says so.
};

}  // namespace beckon
