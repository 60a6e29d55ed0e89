// SPDX-License-Identifier: MIT
// A process of its own on a store: worker TASK PATH [ARGUMENT]. What it did stands on standard output, line by line,
// each line written as soon as it is true.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "beckon/ports/errors.hpp"
#include "beckon/sqlite/sqlite_store.hpp"
#include "src/testing/story.hpp"

namespace {

using beckon::SqliteStore;
using beckon::testing::noon;

void say(const std::string& line) {
    const std::string text = line + "\n";
    if (::write(STDOUT_FILENO, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
}

beckon::Commit invitation(std::uint32_t number) {
    return beckon::testing::to_invite(number, std::to_string(number) + "@example.test", noon());
}

/// Invites users from a number on, one after another.
void invite(SqliteStore& store, std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t number = first; number < first + count; ++number) {
        const auto result = store.commit(invitation(number));
        if (result.outcome == beckon::CommitResult::Outcome::committed) say(std::to_string(number));
    }
}

/// Invites users until it is killed: four threads, each with numbers of its own.
void stream(SqliteStore& store, std::uint32_t first) {
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < 4; ++i) {
        threads.emplace_back([&store, from = first + i * 1'000'000] { invite(store, from, 1'000'000); });
    }
    for (auto& thread : threads) thread.join();
}

/// Invites users until the disk is full, makes room, and invites one more.
void fill(SqliteStore& store) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit tight{5'000'000, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    std::uint32_t number = 1;
    try {
        for (; number < 100'000; ++number) {
            static_cast<void>(store.commit(invitation(number)));
            say(std::to_string(number));
        }
    } catch (const beckon::UnknownOutcomeError& error) {
        say(std::string("unknown: ") + error.what());
    } catch (const beckon::StoreError& error) {
        say(std::string("failed: ") + error.what());
    }
    const bool is_there = store.load(beckon::testing::acme(), invitation(number).after.id).has_value();
    say(is_there ? "there" : "not there");
    ::setrlimit(RLIMIT_FSIZE, &limit);
    invite(store, number, 1);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::string task = argv[1];
    const std::string path = argv[2];
    const std::uint32_t number = argc > 3 ? static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10)) : 0;
    // The superuser can write everything. Nobody cannot.
    if (task == "open_as_nobody" && ::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 3;
    try {
        SqliteStore store({.path = path, .busy_timeout = std::chrono::minutes(2)});
        say("open");
        if (task == "invite") invite(store, number, 50);
        if (task == "stream") stream(store, number);
        if (task == "fill") fill(store);
    } catch (const beckon::StoreError& error) {
        say(std::string("refused: ") + error.what());
    }
    return 0;
}
