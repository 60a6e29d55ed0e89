// SPDX-License-Identifier: MIT
#include "tests/soak/team.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string_view>

namespace beckon::soak {

namespace {

/// A member that dies leaves the others waiting for it: nothing is left to do but to say so.
void end_with_member(int) {
    constexpr std::string_view text = "soak: a contender's process died\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    _exit(2);
}

}  // namespace

Team::Team(Kind kind, std::size_t size, std::function<Work(std::size_t)> member) : member_(std::move(member)) {
    shared_->start.set_up(size + 1);
    shared_->finish.set_up(size + 1);
    if (kind == Kind::threads) {
        for (std::size_t i = 0; i < size; ++i) threads_.emplace_back([this, i] { attend(i); });
        return;
    }
    std::signal(SIGCHLD, end_with_member);
    const pid_t parent = getpid();
    for (std::size_t i = 0; i < size; ++i) {
        const pid_t child = fork();
        if (child == -1) throw std::runtime_error("cannot fork");
        if (child == 0) {
            std::signal(SIGCHLD, SIG_DFL);
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == parent) attend(i);
            _exit(0);
        }
        processes_.push_back(child);
    }
}

Team::~Team() {
    if (!processes_.empty()) std::signal(SIGCHLD, SIG_DFL);
    shared_->stopped = true;
    shared_->start.wait();
    for (std::thread& thread : threads_) thread.join();
    for (const pid_t process : processes_) waitpid(process, nullptr, 0);
}

void Team::work(std::uint64_t piece) {
    shared_->piece = piece;
    shared_->start.wait();
    shared_->finish.wait();
    if (shared_->in_trouble) throw std::runtime_error(std::string("a contender failed: ") + shared_->trouble);
}

void Team::note(const char* what) noexcept {
    if (!shared_->in_trouble.exchange(true)) std::snprintf(shared_->trouble, sizeof(Shared::trouble), "%s", what);
}

void Team::attend(std::size_t place) {
    Work work;
    try {
        work = member_(place);
    } catch (const std::exception& error) {
        note(error.what());
    }
    for (;;) {
        shared_->start.wait();
        if (shared_->stopped) return;
        try {
            if (work) work(shared_->piece);
        } catch (const std::exception& error) {
            note(error.what());
        }
        shared_->finish.wait();
    }
}

}  // namespace beckon::soak
