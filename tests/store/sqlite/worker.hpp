// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace beckon::test_support {

/// The program of worker.cpp, at a task on a database file.
class Worker {
public:
    Worker(const std::string& task, const std::filesystem::path& database, unsigned number = 0)
        : process_({"sh", "-c", R"(exec "$0" "$@" > ")" + output().string() + "\"", BECKON_STORE_WORKER, task,
                    database.string(), std::to_string(number)}) {}

    /// What it has said so far, line by line.
    std::vector<std::string> said() const {
        std::vector<std::string> lines;
        std::ifstream file(output());
        for (std::string line; std::getline(file, line);) lines.push_back(line);
        return lines;
    }

    /// All that it says, once it has ended.
    std::vector<std::string> all_said() {
        process_.wait();
        return said();
    }

    /// Lets it say that many lines, and kills it. All that it has said.
    std::vector<std::string> killed_after(std::size_t lines) {
        while (said().size() < lines && !process_.has_ended())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        process_.signal(SIGKILL);
        return all_said();
    }

private:
    std::filesystem::path output() const { return folder_.path() / "said"; }

    TemporaryFolder folder_;
    ChildProcess process_;
};

}  // namespace beckon::test_support
