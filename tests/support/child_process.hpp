// SPDX-License-Identifier: MIT
#pragma once

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace beckon::test_support {

/// Another program, running for as long as this object lives, and no longer than the thread that started it.
class ChildProcess {
public:
    /// `command` is the program, looked for in PATH, and its arguments.
    explicit ChildProcess(std::vector<std::string> command) : name_(command.at(0)) {
        std::vector<char*> arguments;
        arguments.reserve(command.size() + 1);
        for (std::string& argument : command) arguments.push_back(argument.data());
        arguments.push_back(nullptr);
        const pid_t parent = getpid();
        id_ = fork();
        if (id_ == -1) throw std::runtime_error("cannot fork");
        if (id_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == parent) execvp(arguments[0], arguments.data());
            _exit(127);
        }
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess() {
        signal(SIGKILL);
        wait();
    }

    pid_t id() const { return id_; }
    const std::string& name() const { return name_; }

    void signal(int number) {
        if (!ended_) ::kill(id_, number);
    }

    bool has_ended() { return ask(WNOHANG); }

    /// Waits for its end; the status is as waitpid(2) has it.
    int wait() {
        ask(0);
        return status_;
    }

private:
    bool ask(int options) {
        while (!ended_) {
            const pid_t answer = waitpid(id_, &status_, options);
            if (answer == 0) return false;
            ended_ = answer == id_ || errno != EINTR;
        }
        return true;
    }

    std::string name_;
    pid_t id_ = -1;
    bool ended_ = false;
    int status_ = 0;
};

/// What `child` writes to `file` once it is ready, and moves into place whole. Throws if it ends instead, or takes a
/// minute.
inline std::string wait_for_file(ChildProcess& child, const std::filesystem::path& file) {
    const auto last_moment = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!std::filesystem::exists(file)) {
        if (child.has_ended()) throw std::runtime_error(child.name() + " ended before it was ready");
        if (std::chrono::steady_clock::now() > last_moment)
            throw std::runtime_error(child.name() + " does not get ready");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace beckon::test_support
