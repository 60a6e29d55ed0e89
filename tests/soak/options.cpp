// SPDX-License-Identifier: MIT
#include "tests/soak/options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

#include "beckon_embedded/soak_usage.inc"

namespace beckon::soak {

const std::string_view usage = embedded::soak_usage;

namespace {

std::uint64_t number(const std::string& option, const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw std::invalid_argument(option + ": a number, not " + text);
    }
    return value;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
    if (arguments.empty()) throw std::invalid_argument("races, kills or smtp?");
    Options options{.verb = arguments.front(), .seed = std::random_device{}()};
    if (options.verb != "races" && options.verb != "kills" && options.verb != "smtp") {
        throw std::invalid_argument("races, kills or smtp, not " + options.verb);
    }
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string& option = arguments[i];
        if (option == "--every-syscall") {
            options.every_syscall = true;
            continue;
        }
        if (i + 1 == arguments.size()) throw std::invalid_argument(option + ": unknown, or without its value");
        const std::string& value = arguments[++i];
        if (option == "--seed") {
            options.seed = number(option, value);
        } else if (option == "--seconds") {
            options.seconds = std::chrono::seconds(number(option, value));
        } else if (option == "--rounds") {
            options.rounds = number(option, value);
        } else if (option == "--store") {
            options.store = value;
        } else if (option == "--emails") {
            options.mails = number(option, value);
        } else if (option == "--server") {
            if (value != "faulty" && value != "silent" && value != "refusing")
                throw std::invalid_argument(option + ": faulty, silent or refusing");
            options.server = value;
        } else if (option == "--disturb") {
            if (value != "restart" && value != "failover" && value != "full")
                throw std::invalid_argument(option + ": restart, failover or full");
            options.disturb = value;
        } else if (option == "--sabotage") {
            options.sabotage = parse_sabotage(value);
        } else if (option == "--contenders") {
            if (value != "threads" && value != "processes")
                throw std::invalid_argument(option + ": threads or processes");
            options.threads = value == "threads";
            options.processes = value == "processes";
        } else {
            throw std::invalid_argument("no option is called " + option);
        }
    }
    if (!options.disturb.empty() && (options.verb != "kills" || options.store != "postgres" || options.every_syscall)) {
        throw std::invalid_argument("--disturb: only with kills --store postgres");
    }
    if (options.server != "faulty" && options.verb != "smtp") throw std::invalid_argument("--server: only with smtp");
    if (options.sabotage == Sabotage::no_sync && (options.disturb.empty() || options.disturb == "full")) {
        throw std::invalid_argument("--sabotage no-sync: only with --disturb restart or failover");
    }
    return options;
}

Place place_of(const Options& options, const test_support::TemporaryFolder& folder) {
    if (options.store == "postgres") {
        const char* const given = std::getenv("BECKON_POSTGRES_DSN");
        if (given != nullptr && *given != '\0' && options.disturb.empty())
            return {.kind = Place::Kind::postgres, .where = given};
        auto servers = std::make_shared<PostgresServers>(options.disturb.empty() ? "calm" : options.disturb);
        return {.kind = Place::Kind::postgres, .where = servers->connection(), .servers = std::move(servers)};
    }
    if (options.store) return parse_place(*options.store);
    return {.kind = Place::Kind::sqlite, .where = (folder.path() / "soak.db").string()};
}

Progress::Progress(const Options& options)
    : rounds_(options.rounds),
      seconds_(options.seconds.value_or(options.rounds || options.every_syscall ? std::chrono::hours(24 * 365)
                                                                                : std::chrono::seconds(60))) {}

double Progress::elapsed() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

bool Progress::goes_on(std::uint64_t round) {
    const auto now = Clock::now();
    if (now - said_ >= std::chrono::seconds(10)) {
        said_ = now;
        fmt::print(stderr, "==> {} rounds, {:.0f} s\n", round, elapsed());
    }
    return (!rounds_ || round < *rounds_) && now - begin_ < seconds_;
}

void print_table(const std::vector<std::pair<std::string, std::string>>& rows) {
    for (const auto& [name, value] : rows) fmt::print("{:<44}{:>16}\n", name, value);
    std::fflush(stdout);
}

std::string figure(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

}  // namespace beckon::soak
