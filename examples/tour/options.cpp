// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace tour {

const char* const usage =
    "Usage: lifecycle_tour [--mail-dir DIR | --smtp-port PORT --inbox DIR] [OPTION...]\n"
    "\n"
    "Plays the whole lifecycle of an invitation for each of three products, on a SQLite file, and prints what "
    "happens.\n"
    "\n"
    "  --mail-dir DIR    write the emails to DIR, one .eml file each (by default to KEEP/mails)\n"
    "  --smtp-port PORT  send the emails to the server at this port of 127.0.0.1 ...\n"
    "  --inbox DIR       ... which puts what it receives into DIR, as .eml files\n"
    "  --database FILE   the SQLite file, fresh (by default KEEP/beckon.sqlite)\n"
    "  --people FILE     who appears, as CSV (by default the people.csv of the sources)\n"
    "  --keep-dir KEEP   an existing folder for what is kept (by default a fresh one among the temporary files)\n"
    "  --help            this text\n";

namespace {

std::uint16_t port_in(const std::string& text) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, port);
    if (result.ec != std::errc{} || result.ptr != end || port == 0) {
        throw std::invalid_argument("--smtp-port: must be a number from 1 to 65535");
    }
    return port;
}

std::string fresh_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "beckon-tour-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), "--keep-dir: a fresh folder could not be made");
    }
    return name;
}

}  // namespace

Options read_options(int count, char** arguments, const std::string& people) {
    Options options{.people = people};
    std::string port;
    const std::map<std::string_view, std::string*> known{{"--people", &options.people},
                                                         {"--keep-dir", &options.keep_dir},
                                                         {"--database", &options.database},
                                                         {"--mail-dir", &options.mail_dir},
                                                         {"--smtp-port", &port},
                                                         {"--inbox", &options.inbox}};
    for (int i = 1; i < count; ++i) {
        std::string_view name = arguments[i];
        if (name == "--help" || name == "-h") {
            options.help = true;
            return options;
        }
        const std::size_t equals = name.find('=');
        const bool joined = equals != std::string_view::npos;
        const auto option = known.find(name.substr(0, equals));
        if (option == known.end()) throw std::invalid_argument(std::string(name) + ": unknown option");
        if (!joined && i + 1 == count) throw std::invalid_argument(std::string(name) + ": needs a value");
        *option->second = joined ? std::string(name.substr(equals + 1)) : arguments[++i];
    }
    if (port.empty() != options.inbox.empty())
        throw std::invalid_argument("--smtp-port and --inbox: each needs the other");
    if (!port.empty()) {
        if (!options.mail_dir.empty()) throw std::invalid_argument("--mail-dir: cannot be combined with --smtp-port");
        options.smtp_port = port_in(port);
    }
    const bool folder_needed = options.database.empty() || (port.empty() && options.mail_dir.empty());
    if (folder_needed && options.keep_dir.empty()) options.keep_dir = fresh_folder();
    if (options.database.empty()) options.database = options.keep_dir + "/beckon.sqlite";
    if (port.empty() && options.mail_dir.empty()) options.mail_dir = options.keep_dir + "/mails";
    return options;
}

}  // namespace tour
