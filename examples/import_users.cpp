// SPDX-License-Identifier: MIT
#include "beckon/exchange/user_import.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "beckon/lifecycle/policies.hpp"
#include "beckon/lifecycle/refusal.hpp"
#include "beckon/service/service.hpp"
#include "beckon/sqlite/sqlite_store.hpp"

namespace {

using namespace beckon;

constexpr const char* usage =
    "Usage: import_users --database PATH [--account NAME] [--by-role ROLE] [--dry-run] FILE\n"
    "\n"
    "Brings the users of an account to what FILE says, a CSV file as docs/import.md has it (- for standard input), "
    "and\n"
    "prints each refused row and a summary. Sends no email: that is left to the host's courier.\n"
    "\n"
    "  --database PATH  the SQLite file, created if it does not exist\n"
    "  --account NAME   whose users they are (by default acme)\n"
    "  --by-role ROLE   as a member with this role (by default as the application itself, which may do everything)\n"
    "  --dry-run        say what would happen, and change nothing\n"
    "\n"
    "Exit codes: 0 every row was accepted; 1 some rows were refused; 2 wrong usage, or the file was refused as "
    "a\n"
    "whole; 3 the database failed on the way: run it again.\n";

struct Options {
    std::string database;
    std::string account = "acme";
    std::string role;
    std::string file;
    bool dry_run = false;
    bool help = false;
};

Options options_in(int count, char** arguments) {
    Options options;
    const std::map<std::string_view, std::string*> known{
        {"--database", &options.database}, {"--account", &options.account}, {"--by-role", &options.role}};
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        const auto option = known.find(argument);
        if (argument == "--help" || argument == "-h") {
            options.help = true;
        } else if (argument == "--dry-run") {
            options.dry_run = true;
        } else if (option != known.end()) {
            if (i + 1 == count) throw std::invalid_argument(fmt::format("{}: needs a value", argument));
            *option->second = arguments[++i];
        } else if (options.file.empty() && (argument == "-" || !argument.starts_with('-'))) {
            options.file = argument;
        } else {
            throw std::invalid_argument(fmt::format("{}: unknown option", argument));
        }
    }
    if (!options.help && options.file.empty()) throw std::invalid_argument("a file must be given");
    if (!options.help && options.database.empty()) throw std::invalid_argument("--database: must be given");
    return options;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path == "-" ? "/dev/stdin" : path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad()) throw std::invalid_argument(fmt::format("{}: cannot be read", path));
    return text;
}

/// The contents of a file must not reach a terminal as they are.
std::string printable(std::string_view text) {
    std::string safe(text.substr(0, 80));
    for (char& c : safe) {
        if (c < ' ' || c > '~') c = '?';
    }
    return safe;
}

/// One line that is redrawn again and again, if somebody can watch it.
void draw_bar(std::size_t done, std::size_t total) {
    constexpr std::size_t width = 40;
    const std::size_t full = total == 0 ? width : width * done / total;
    const char end = done == total ? '\n' : '\r';
    fmt::print(stderr, "[{:#<{}}{:.<{}}] {}/{} rows{}", "", full, "", width - full, done, total, end);
}

int import_file(Service& service, const AccountId& account, const std::string& csv, const Actor& by, bool dry_run) {
    ImportOptions options{.dry_run = dry_run};
    if (::isatty(STDERR_FILENO) == 1) options.progress = draw_bar;
    const auto report = import_users(service, account, csv, by, options);
    if (!report) {  // About the whole file: nothing was done.
        fmt::print(stderr, "{}\n", message(report.error()));
        return 2;
    }
    for (const ImportRow& row : report->rows) {
        if (row.refusal) fmt::print("line {}: {}: {}\n", row.line, printable(row.email), message(*row.refusal));
    }
    const auto refused = report->count(ImportOutcome::refused);
    fmt::print("{}{} added, {} updated, {} unchanged, {} refused\n", dry_run ? "dry run: " : "",
               report->count(ImportOutcome::added), report->count(ImportOutcome::updated),
               report->count(ImportOutcome::unchanged), refused);
    return refused == 0 ? 0 : 1;
}

int run(const Options& options) {
    const auto account = AccountId::parse(options.account);
    if (!account) throw std::invalid_argument(fmt::format("--account: {}", message(account.error().reason)));
    const std::string csv = read_file(options.file);
    // A real host has its key and its account's details at hand. Here no link is made and no email is sent.
    SqliteStore store({.path = options.database});
    Service service(store, {.policy = policies::gladly(), .keys = KeyRing({SigningKey::random(1)})});
    const Actor by = options.role.empty() ? Actor(Host{}) : Actor(Member{random_user_id(), {options.role}});
    return import_file(service, *account, csv, by, options.dry_run);
}

}  // namespace

int main(int count, char** arguments) {
    try {
        const Options options = options_in(count, arguments);
        if (options.help) {
            fmt::print("{}", usage);
            return 0;
        }
        return run(options);
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "{}\n\n{}", error.what(), usage);
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 3;
    }
}
