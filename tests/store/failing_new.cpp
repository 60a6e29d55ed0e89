// SPDX-License-Identifier: MIT
#include "tests/store/failing_new.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

#ifdef BECKON_NEW_CAN_FAIL

namespace {

thread_local int allocations_left = -1;

}  // namespace

namespace beckon::testing {

void fail_new_after(int allocations) { allocations_left = allocations; }

}  // namespace beckon::testing

void* operator new(std::size_t size) {
    if (allocations_left >= 0 && allocations_left-- == 0) throw std::bad_alloc();
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#endif
