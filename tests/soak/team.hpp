// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/soak/shared_memory.hpp"

namespace beckon::soak {

/// A barrier for threads and processes alike.
class Barrier {
public:
    /// To be called once, before anybody waits.
    void set_up(std::size_t parties) {
        pthread_barrierattr_t attributes{};
        pthread_barrierattr_init(&attributes);
        pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
        pthread_barrier_init(&barrier_, &attributes, static_cast<unsigned>(parties));
        pthread_barrierattr_destroy(&attributes);
    }

    void wait() { pthread_barrier_wait(&barrier_); }

private:
    pthread_barrier_t barrier_;
};

/// Contenders that stay, as threads or as processes, and do a piece of work together whenever they are told.
class Team {
public:
    enum class Kind : std::uint8_t { threads, processes };

    /// A member, at work: does its part of a piece of work.
    using Work = std::function<void(std::uint64_t piece)>;

    /// `member(i)` is called in the i-th thread or process, to make ready there. Processes must be forked before this
    /// one opens a store or starts a thread.
    Team(Kind kind, std::size_t size, std::function<Work(std::size_t)> member);
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;
    ~Team();

    /// Returns when all have done their part. Throws std::runtime_error with what went wrong in a member.
    void work(std::uint64_t piece);

private:
    struct Shared {
        Barrier start;
        Barrier finish;
        std::atomic<std::uint64_t> piece{0};
        std::atomic<bool> stopped{false};
        std::atomic<bool> in_trouble{false};
        char trouble[300]{};
    };

    void attend(std::size_t place);
    void note(const char* what) noexcept;

    std::function<Work(std::size_t)> member_;
    SharedMemory<Shared> shared_;
    std::vector<std::thread> threads_;
    std::vector<int> processes_;
};

}  // namespace beckon::soak
