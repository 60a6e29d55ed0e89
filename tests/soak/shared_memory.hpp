// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>
#include <stdexcept>
#include <string>

namespace beckon::soak {

/// One object in memory that this process shares with others. What a killed process wrote there stays.
template <class Object>
class SharedMemory {
public:
    /// With the processes forked from this one.
    SharedMemory() : object_(mapped(-1)) { new (object_) Object{}; }

    /// With those that open the same file, which is made where there is none.
    explicit SharedMemory(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file == -1) throw std::runtime_error("cannot open " + path);
        const bool is_new = lseek(file, 0, SEEK_END) == 0;
        if (ftruncate(file, sizeof(Object)) != 0) throw std::runtime_error("cannot make room in " + path);
        object_ = mapped(file);
        ::close(file);
        if (is_new) new (object_) Object{};
    }

    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;
    ~SharedMemory() { munmap(object_, sizeof(Object)); }

    Object* operator->() { return object_; }
    Object& operator*() { return *object_; }

private:
    static Object* mapped(int file) {
        const int flags = file == -1 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
        void* memory = mmap(nullptr, sizeof(Object), PROT_READ | PROT_WRITE, flags, file, 0);
        if (memory == MAP_FAILED) throw std::runtime_error("cannot share memory");
        return static_cast<Object*>(memory);
    }

    Object* object_ = nullptr;
};

}  // namespace beckon::soak
