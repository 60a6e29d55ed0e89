// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace beckon::test_support {

/// Calls `body(0)` to `body(count - 1)`, each in a thread of its own, none before all are there. Rethrows what the
/// first of them threw.
template <class Body>
void at_once(std::size_t count, Body body) {
    std::atomic<std::size_t> there{0};
    std::vector<std::exception_ptr> thrown(count);
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            ++there;
            while (there < count) std::this_thread::yield();
            try {
                body(i);
            } catch (...) {
                thrown[i] = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& each : thrown) {
        if (each) std::rethrow_exception(each);
    }
}

}  // namespace beckon::test_support
