// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tour {

/// The options of the tour.
struct Options {
    bool help = false;
    std::string people;      ///< The CSV file.
    std::string keep_dir{};  ///< The folder of the database and the emails, unless they have their own.
    std::string database{};
    std::string mail_dir{};                    ///< Emails are written there ...
    std::optional<std::uint16_t> smtp_port{};  ///< ... or sent to this port of 127.0.0.1 ...
    std::string inbox{};                       ///< ... whose server puts them there.
};

extern const char* const usage;

/// Reads the command line and fills in what was left out; makes a fresh folder where one is needed. Throws
/// std::invalid_argument, naming the option, for one that is unknown or unusable.
Options read_options(int count, char** arguments, const std::string& people);

}  // namespace tour
