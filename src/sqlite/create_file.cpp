// SPDX-License-Identifier: MIT
#include "sqlite/create_file.hpp"

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#endif

namespace beckon::sqlite {

#if __has_include(<unistd.h>)

int create_private_file(const std::string& path) {
    // Closing any descriptor of a file gives up all POSIX locks that the process has on it. Therefore nothing else in
    // the process may open the file through SQLite between these two calls.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return errno == EEXIST ? 0 : errno;
    ::close(file);
    return 0;
}

#else

int create_private_file(const std::string&) { return 0; }

#endif

}  // namespace beckon::sqlite
