// SPDX-License-Identifier: MIT
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "story/steps.hpp"
#include "story/story_error.hpp"
#include "story/world.hpp"

namespace {

constexpr auto usage =
    "Usage: story_player [--store STORE] FILE\n"
    "\n"
    "Plays FILE (- for standard input), a story in JSON lines, over the library, and answers each line with one JSON\n"
    "line. The form is in docs/stories.md.\n"
    "\n"
    "  --store STORE  memory, sqlite:PATH or postgres:DSN, instead of what the story's first line says\n"
    "\n"
    "Exit codes: 0 the story was played, refusals included; 1 the database failed on the way; 2 the story has an "
    "error,\n"
    "or it was called wrongly.\n";

struct Options {
    std::optional<std::string> store{};
    std::string file{};
};

std::optional<Options> options_in(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--store" && i + 1 < count) {
            options.store = arguments[++i];
        } else if (options.file.empty() && (argument == "-" || !argument.starts_with('-'))) {
            options.file = argument;
        } else {
            return std::nullopt;
        }
    }
    if (options.file.empty()) return std::nullopt;
    return options;
}

/// The first step makes the world that the others act on.
story::Answer play(std::optional<story::World>& world, const story::Step& step, const Options& options) {
    const bool configures = step.verb() == "config";
    if (!world && !configures) throw story::StoryError("do", "a story begins with the step \"config\"");
    if (!configures) return story::play(*world, step);
    if (world) throw story::StoryError("do", "the step \"config\" must be on the first line only");
    step.allow_only({"policy", "store", "account", "now"});
    world.emplace(step, options.store);
    return story::yes();
}

int play_all(std::istream& lines, const Options& options) {
    std::optional<story::World> world;
    std::size_t number = 0;
    try {
        for (std::string line; std::getline(lines, line);) {
            ++number;
            if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
            const story::Step step(line);
            boost::json::object answer{{"line", number}, {"do", step.verb()}};
            for (const auto& member : play(world, step, options)) answer.insert(member);
            std::cout << boost::json::serialize(answer) << '\n' << std::flush;
        }
        if (lines.bad()) throw beckon::Error("reading failed");
        if (!std::cout) throw beckon::Error("writing the answers failed");
        if (!world) throw story::StoryError({}, "the story has no step");
    } catch (const story::StoryError& error) {
        std::cerr << "line " << number << ": " << error.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "line " << number << ": " << error.what() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 2 && (arguments[1] == std::string_view("--help") || arguments[1] == std::string_view("-h"))) {
        std::cout << usage;
        return 0;
    }
    const auto options = options_in(count, arguments);
    if (!options) {
        std::cerr << usage;
        return 2;
    }
    if (options->file == "-") return play_all(std::cin, *options);
    std::ifstream file(options->file);
    if (!file) {
        std::cerr << options->file << ": cannot be read\n";
        return 2;
    }
    return play_all(file, *options);
}
