// SPDX-License-Identifier: MIT
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/soak/kills.hpp"
#include "tests/soak/races.hpp"
#include "tests/soak/smtp.hpp"
#include "tests/soak/violation.hpp"

namespace {

/// What repeats the soak; without the connection string, which may hold a password.
std::string command(const beckon::soak::Options& options, const std::vector<std::string>& arguments) {
    std::string text = fmt::format("./dev soak {} --seed {}", options.verb, options.seed);
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == "--seed") {
            ++i;
        } else {
            text += " " + (arguments[i].rfind("postgres:", 0) == 0 ? "postgres:DSN" : arguments[i]);
        }
    }
    return text;
}

int run(const beckon::soak::Options& options, const std::vector<std::string>& arguments) {
    try {
        fmt::print(stderr, "==> soak {}, seed {}\n", options.verb, options.seed);
        if (options.verb == "races") beckon::soak::run_races(options);
        if (options.verb == "kills") beckon::soak::run_kills(options);
        if (options.verb == "smtp") beckon::soak::run_smtp(options);
        return 0;
    } catch (const beckon::soak::Violation& violation) {
        fmt::print("BROKEN: invariant {} by {}\n{}\n", violation.invariant(), command(options, arguments),
                   violation.what());
        return 1;
    } catch (const std::exception& error) {
        fmt::print(stderr, "soak: {}\n", error.what());
        return 2;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    for (const std::string& argument : arguments) {
        if (argument == "--help" || argument == "-h") {
            fmt::print("{}", beckon::soak::usage);
            return 0;
        }
    }
    try {
        if (!arguments.empty() && arguments.front() == "course") {
            return beckon::soak::run_course_of({arguments.begin() + 1, arguments.end()});
        }
        return run(beckon::soak::parse_options(arguments), arguments);
    } catch (const std::exception& error) {
        fmt::print(stderr, "soak: {}\n\n{}", error.what(), beckon::soak::usage);
        return 2;
    }
}
